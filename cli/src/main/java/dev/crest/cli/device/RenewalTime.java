package dev.crest.cli.device;

import dev.crest.pkix.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a certificate is renewed: at a point between two thirds and five sixths of its life, so that
 * a sixth is left for what goes wrong, and a fleet that was enrolled at once is not renewed at
 * once. The point is drawn from the certificate itself, so that it stays where it is.
 */
final class RenewalTime {
  private RenewalTime() {}

  static Instant of(Certificate certificate) {
    var life = Duration.between(certificate.notBefore(), certificate.notAfter());
    var fingerprint = certificate.fingerprint();
    int drawn = ((fingerprint[0] & 0xff) << 8) | (fingerprint[1] & 0xff);
    return certificate
        .notBefore()
        .plus(life.multipliedBy(2).dividedBy(3))
        .plus(life.dividedBy(6).multipliedBy(drawn).dividedBy(0x10000))
        .truncatedTo(ChronoUnit.SECONDS);
  }
}
