package dev.crest.ca.lint;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1UTCTime;

/**
 * One of a certificate's dates as it is encoded (RFC 5280 §4.1.2.5).
 *
 * <pre>
 * Time ::= CHOICE { utcTime UTCTime, generalTime GeneralizedTime }
 * </pre>
 *
 * @param instant the date, or empty where it is not one in the form of RFC 5280
 * @param utcTime whether it is UTCTime
 */
record CertificateTime(Optional<Instant> instant, boolean utcTime) {
  /** 2050-01-01T00:00:00Z, from which on UTCTime cannot express a date. */
  private static final Instant GENERALIZED_FROM = Instant.ofEpochSecond(2_524_608_000L);

  static CertificateTime read(ASN1Encodable time) {
    return switch (time) {
      case ASN1UTCTime utc -> new CertificateTime(parse(utc.toString(), 2), true);
      case ASN1GeneralizedTime general ->
          new CertificateTime(parse(general.getTimeString(), 4), false);
      default -> new CertificateTime(Optional.empty(), false);
    };
  }

  boolean encodedForItsYear() {
    return instant.map(date -> date.isBefore(GENERALIZED_FROM) == utcTime).orElse(false);
  }

  private static Optional<Instant> parse(String text, int yearDigits) {
    if (text.length() != yearDigits + 11 || text.charAt(text.length() - 1) != 'Z') {
      return Optional.empty();
    }
    for (int i = 0; i < text.length() - 1; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    int year = Integer.parseInt(text, 0, yearDigits, 10);
    if (yearDigits == 2) {
      year += year < 50 ? 2000 : 1900;
    }
    try {
      var date =
          LocalDateTime.of(
              year,
              pair(text, yearDigits),
              pair(text, yearDigits + 2),
              pair(text, yearDigits + 4),
              pair(text, yearDigits + 6),
              pair(text, yearDigits + 8));
      return Optional.of(date.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int pair(String text, int at) {
    return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
  }
}
