package dev.crest.pkix;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.Time;

/** The times of certificates (RFC 5280 §4.1.2.5): to the second, in UTC. */
final class Times {
  private Times() {}

  static Instant instant(Time time) {
    var text =
        time.toASN1Primitive() instanceof ASN1UTCTime utc
            ? century(utc.toString())
            : ((ASN1GeneralizedTime) time.toASN1Primitive()).getTimeString();
    var digits = text.getBytes(StandardCharsets.US_ASCII);
    if (digits.length != 15 || digits[14] != 'Z') {
      throw new MalformedInput("a time of the certificate is not in whole seconds of UTC");
    }
    try {
      return LocalDateTime.of(
              number(digits, 0, 4),
              number(digits, 4, 2),
              number(digits, 6, 2),
              number(digits, 8, 2),
              number(digits, 10, 2),
              number(digits, 12, 2))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new MalformedInput("a time of the certificate is not in the calendar", e);
    }
  }

  // UTCTime has two digits: 50 to 99 are 19YY, 00 to 49 are 20YY.
  private static String century(String utc) {
    return (utc.charAt(0) >= '5' ? "19" : "20") + utc;
  }

  private static int number(byte[] digits, int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      number = number * 10 + (digits[i] - '0');
    }
    return number;
  }
}
