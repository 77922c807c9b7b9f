package dev.crest.ca.issuance;

import dev.crest.ca.profile.Profile.Validity;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;

/**
 * From when to when a certificate is valid, in whole seconds and both included (RFC 5280 §4.1.2.5).
 *
 * <pre>
 * Validity ::= SEQUENCE { notBefore Time, notAfter Time }
 * Time     ::= CHOICE { utcTime UTCTime, generalTime GeneralizedTime }
 * </pre>
 */
record ValidityPeriod(Instant notBefore, Instant notAfter) {
  /** S-RESP-04: for clients whose clocks are a little late. */
  static final Duration BACK_DATED = Duration.ofMinutes(5);

  /** RFC 5280 §4.1.2.5: what stands for a certificate that never expires (CERT-05). */
  private static final Instant NEVER_EXPIRES = Instant.parse("9999-12-31T23:59:59Z");

  /** The end of what one Validity can express in UTCTime. */
  private static final int FIRST_GENERALIZED_YEAR = 2050;

  /**
   * Returns the period that a profile gives. Lengths count from now: dating back is a courtesy on
   * top, and a certificate of a few minutes would otherwise be born expired.
   *
   * @param asked the length asked for, kept between the profile's limits
   */
  static ValidityPeriod of(Validity validity, Optional<Duration> asked, Instant now) {
    return switch (validity) {
      case Validity.Until(Instant end) -> starting(now, end);
      case Validity.Span(Duration usual, Duration min, Duration max) ->
          lasting(now, atLeast(min, atMost(max, asked.orElse(usual))));
    };
  }

  static ValidityPeriod lasting(Instant now, Duration length) {
    var room = Duration.between(now, NEVER_EXPIRES);
    return starting(now, now.plus(atMost(room, length)));
  }

  private static ValidityPeriod starting(Instant now, Instant end) {
    return new ValidityPeriod(seconds(now.minus(BACK_DATED)), seconds(end));
  }

  private static Duration atMost(Duration limit, Duration length) {
    return length.compareTo(limit) > 0 ? limit : length;
  }

  private static Duration atLeast(Duration limit, Duration length) {
    return length.compareTo(limit) < 0 ? limit : length;
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Returns the part of the period that lies within the issuer's (CERT-06). */
  ValidityPeriod within(Instant issuerNotBefore, Instant issuerNotAfter) {
    return new ValidityPeriod(
        notBefore.isBefore(issuerNotBefore) ? issuerNotBefore : notBefore,
        notAfter.isAfter(issuerNotAfter) ? issuerNotAfter : notAfter);
  }

  DERSequence encode() {
    return new DERSequence(time(notBefore), time(notAfter));
  }

  /** CERT-04: UTCTime through 2049, GeneralizedTime from 2050 on. */
  private static ASN1Primitive time(Instant instant) {
    var date = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    boolean utc = date.getYear() < FIRST_GENERALIZED_YEAR;
    var text = new StringBuilder(15);
    if (!utc) {
      pair(text, date.getYear() / 100);
    }
    pair(text, date.getYear() % 100);
    pair(text, date.getMonthValue());
    pair(text, date.getDayOfMonth());
    pair(text, date.getHour());
    pair(text, date.getMinute());
    pair(text, date.getSecond());
    text.append('Z');
    return utc ? new DERUTCTime(text.toString()) : new DERGeneralizedTime(text.toString());
  }

  private static void pair(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
