package dev.crest.pkix;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.Time;

/** The times of certificates (RFC 5280 §4.1.2.5): to the second, in UTC. */
final class Times {
  private static final int UTC_TIME_DIGITS = 12;
  private static final int GENERALIZED_TIME_DIGITS = 14;

  private Times() {}

  /**
   * Returns the instant of a time that {@link DerPrimitives} has checked.
   *
   * @throws MalformedInput if it has a fraction of a second
   */
  static Instant instant(Time time) {
    if (time.toASN1Primitive() instanceof ASN1UTCTime utc) {
      return parse(bytes(utc.toString()), 0, UTC_TIME_DIGITS);
    }
    var text = ((ASN1GeneralizedTime) time.toASN1Primitive()).getTimeString();
    if (text.length() != GENERALIZED_TIME_DIGITS + 1) {
      throw new MalformedInput("a time of the certificate is not in whole seconds");
    }
    return parse(bytes(text), 0, GENERALIZED_TIME_DIGITS);
  }

  /** Whether so many digits from there on are a time in the calendar. */
  static boolean inCalendar(byte[] bytes, int from, int digits) {
    int month = from + digits - 10;
    int inYear = number(bytes, month, 2);
    int day = number(bytes, month + 2, 2);
    return inYear >= 1
        && inYear <= 12
        && day >= 1
        && day <= YearMonth.of(year(bytes, from, digits), inYear).lengthOfMonth()
        && number(bytes, month + 4, 2) < 24
        && number(bytes, month + 6, 2) < 60
        && number(bytes, month + 8, 2) < 60;
  }

  private static Instant parse(byte[] bytes, int from, int digits) {
    int month = from + digits - 10;
    return LocalDateTime.of(
            year(bytes, from, digits),
            number(bytes, month, 2),
            number(bytes, month + 2, 2),
            number(bytes, month + 4, 2),
            number(bytes, month + 6, 2),
            number(bytes, month + 8, 2))
        .toInstant(ZoneOffset.UTC);
  }

  // UTCTime has two digits: 50 to 99 are 19YY, 00 to 49 are 20YY.
  private static int year(byte[] bytes, int from, int digits) {
    if (digits == GENERALIZED_TIME_DIGITS) {
      return number(bytes, from, 4);
    }
    int year = number(bytes, from, 2);
    return year + (year < 50 ? 2000 : 1900);
  }

  private static int number(byte[] digits, int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      number = number * 10 + (digits[i] - '0');
    }
    return number;
  }

  private static byte[] bytes(String digits) {
    return digits.getBytes(StandardCharsets.US_ASCII);
  }
}
