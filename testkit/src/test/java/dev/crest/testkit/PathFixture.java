package dev.crest.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The CAs and devices that the path tests judge. */
final class PathFixture {
  private PathFixture() {}

  static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  static final Instant BEFORE = NOW.minus(Duration.ofDays(10));
  static final Instant AFTER = NOW.plus(Duration.ofDays(10));
  static final HeldCertificate ROOT = authority("Root").certificateAuthority().build();
  static final HeldCertificate ISSUING =
      authority("Issuing").certificateAuthority(0).signedBy(ROOT).build();
  static final HeldCertificate LEAF = leaf(ISSUING).build();

  static HeldCertificate.Builder authority(String name) {
    return new HeldCertificate.Builder()
        .commonName(name)
        .certificateAuthority()
        .notBefore(BEFORE)
        .notAfter(AFTER);
  }

  static HeldCertificate.Builder leaf(HeldCertificate issuer) {
    return new HeldCertificate.Builder()
        .commonName("device")
        .notBefore(BEFORE)
        .notAfter(AFTER)
        .signedBy(issuer);
  }

  static Outcome validate(
      HeldCertificate leaf, List<HeldCertificate> others, HeldCertificate... anchors) {
    return CertificationPath.validate(
        leaf.certificate(), certificates(others), certificates(List.of(anchors)), NOW);
  }

  static List<Certificate> certificates(List<HeldCertificate> held) {
    return held.stream().map(HeldCertificate::certificate).toList();
  }

  static Outcome valid(HeldCertificate... path) {
    return new Outcome.Valid(certificates(List.of(path)));
  }

  static void assertInvalid(Outcome outcome, String reason) {
    assertThat(outcome).isInstanceOf(Outcome.Invalid.class);
    assertThat(((Outcome.Invalid) outcome).reason()).contains(reason);
  }
}
