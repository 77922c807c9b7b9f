package dev.crest.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.profile.Profile.Renewal.KeyPair;
import dev.crest.ca.profile.Profile.Renewal.When;
import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.server.auth.ACredential;
import dev.crest.server.auth.Caller;
import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.Caller.PasscodeHolder;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.auth.IssuedCertificate.Status;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.TurnableClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateCallerTest {
  private static final Instant NOW = Instant.parse("2026-11-06T12:00:00Z");
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");
  private static final PolicySelector SELECTOR = new PolicySelector.Default();
  private static final HeldCertificate DEVICE = device().build();
  private static final ACredential CREDENTIAL = ACredential.certificate("c", DEVICE.certificate());

  /** Valid from 60 days before to 10 days after now. */
  private static HeldCertificate.Builder device() {
    return new HeldCertificate.Builder()
        .commonName("device")
        .notBefore(NOW.minus(Duration.ofDays(60)))
        .notAfter(NOW.plus(Duration.ofDays(10)));
  }

  private static CertificateHolder holder(HeldCertificate certificate, Credential... candidates) {
    return new CertificateHolder(
        ADDRESS, List.of(certificate.certificate()), List.of(candidates), Optional.empty());
  }

  private static CertificateHolder issued(
      HeldCertificate held, String policy, Status status, Credential... candidates) {
    var certificate = held.certificate();
    return new CertificateHolder(
        ADDRESS,
        List.of(certificate),
        List.of(candidates),
        Optional.of(
            new IssuedCertificate("issued", policy, status, certificate, Optional.empty())));
  }

  private static CertificateHolder issued() {
    return issued(DEVICE, APolicy.ID, Status.VALID);
  }

  private static Grant permit(APolicy policy, Caller caller, EstOperation operation) {
    return new Policies(new HeldPolicies(policy.build()), TurnableClock.at(NOW))
        .permit(caller, SELECTOR, operation);
  }

  private static Refused refused(APolicy policy, Caller caller, EstOperation operation) {
    var refused = catchThrowableOfType(Refused.class, () -> permit(policy, caller, operation));
    assertThat(refused).isNotNull();
    return refused;
  }

  @ParameterizedTest
  @EnumSource(
      value = EstOperation.class,
      names = {"SIMPLEENROLL", "SERVERKEYGEN"})
  @DisplayName("an authentication certificate or CA of the policy is a grant")
  void granted(EstOperation operation) {
    var foreign = ACredential.certificate("f", DEVICE.certificate()).in("elsewhere").build();
    var own = CREDENTIAL.build();
    assertThat(permit(new APolicy(), holder(DEVICE, foreign, own), operation).credential())
        .contains(own);
  }

  @Test
  @DisplayName(
      "A-10 a certificate that its authentication CA took back is refused, and why is kept")
  void takenBack() {
    var other = ACredential.authority("o", DEVICE.certificate()).in("elsewhere").build();
    var own = ACredential.authority("ca", DEVICE.certificate()).build();
    var holder =
        new CertificateHolder(
            ADDRESS,
            List.of(DEVICE.certificate()),
            List.of(),
            List.of(
                new Caller.Withdrawn(other, "elsewhere"),
                new Caller.Withdrawn(own, "certificate-revoked-by-issuer")),
            Optional.empty());
    var refused =
        catchThrowableOfType(
            Refused.class, () -> permit(new APolicy(), holder, EstOperation.SIMPLEENROLL));
    assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refused.reason()).isEqualTo("certificate-revoked-by-issuer");
    assertThat(refused.credentialId()).contains("ca");
  }

  @Test
  @DisplayName("of several good credentials one with uses left is taken")
  void usesLeft() {
    var usedUp = ACredential.certificate("up", DEVICE.certificate()).used(3, 3).build();
    var disabled = ACredential.certificate("off", DEVICE.certificate()).disabled().build();
    var good = ACredential.certificate("good", DEVICE.certificate()).used(2, 3).build();
    var policy = new APolicy();
    assertThat(
            permit(policy, holder(DEVICE, usedUp, disabled, good), EstOperation.SIMPLEENROLL)
                .credential())
        .contains(good);
    var only = permit(policy, holder(DEVICE, disabled, usedUp), EstOperation.SIMPLEENROLL);
    assertThat(only.credential()).contains(usedUp);
    assertThat(only.exhausted()).isTrue();
  }

  static Stream<Arguments> refusedCertificates() {
    var candidate = CREDENTIAL.build();
    var authority =
        new HeldCertificate.Builder()
            .commonName("CA")
            .certificateAuthority()
            .notBefore(NOW.minusSeconds(60))
            .notAfter(NOW.plusSeconds(60))
            .build();
    return Stream.of(
        arguments("certificate-foreign", holder(DEVICE), ""),
        arguments(
            "certificate-other-policy",
            holder(
                DEVICE, ACredential.certificate("f", DEVICE.certificate()).in("elsewhere").build()),
            "f"),
        arguments(
            "certificate-expired",
            holder(device().notAfter(NOW.minusSeconds(1)).build(), candidate),
            ""),
        arguments(
            "certificate-not-yet-valid",
            holder(device().notBefore(NOW.plusSeconds(1)).build(), candidate),
            ""),
        arguments("certificate-is-authority", holder(authority, candidate), ""),
        arguments(
            "certificate-not-for-client-authentication",
            holder(device().extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).build(), candidate),
            ""),
        arguments(
            "certificate-revoked", issued(DEVICE, "IOT_other", Status.REVOKED, candidate), ""),
        arguments(
            "certificate-suspended", issued(DEVICE, "IOT_other", Status.SUSPENDED, candidate), ""),
        arguments("certificate-only-renews", issued(), ""),
        arguments(
            "credential-disabled",
            holder(DEVICE, ACredential.certificate("x", DEVICE.certificate()).disabled().build()),
            "x"),
        arguments(
            "credential-expired",
            holder(DEVICE, ACredential.certificate("x", DEVICE.certificate()).end(NOW).build()),
            "x"),
        arguments(
            "credential-not-yet-valid",
            holder(
                DEVICE,
                ACredential.certificate("x", DEVICE.certificate())
                    .start(NOW.plusSeconds(1))
                    .build()),
            "x"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("A-10 such a client certificate may not enrol")
  void refusedCertificates(String reason, CertificateHolder caller, String credential) {
    for (var operation : List.of(EstOperation.SIMPLEENROLL, EstOperation.SERVERKEYGEN)) {
      var refused = refused(new APolicy(), caller, operation);
      assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
      assertThat(refused.reason()).isEqualTo(reason);
      assertThat(refused.credentialId().orElse("")).isEqualTo(credential);
    }
  }

  @Test
  @DisplayName(
      "S-ENROLL-08 a certificate issued here enrols where a CA of it is an authentication CA")
  void issuedAndAuthenticated() {
    var caller = issued(DEVICE, "IOT_factory", Status.SUPERSEDED, CREDENTIAL.build());
    var grant = permit(new APolicy(), caller, EstOperation.SIMPLEENROLL);
    assertThat(grant.credential()).isPresent();
    assertThat(grant.renewed()).as("it is no renewal").isEmpty();
  }

  @Test
  @DisplayName("S-REENROLL a certificate issued under the policy authenticates its own renewal")
  void renewal() {
    var grant = permit(new APolicy(), issued(), EstOperation.SIMPLEREENROLL);
    assertThat(grant.renewed()).isEqualTo(issued().issued());
    assertThat(grant.credential()).isEmpty();
    assertThat(grant.exhausted()).isFalse();
    assertThat(grant.operation()).isEqualTo(EstOperation.SIMPLEREENROLL);
  }

  @Test
  @DisplayName("a certificate without clientAuth still authenticates its own renewal")
  void renewalOfServerCertificate() {
    var server = device().extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).build();
    assertThat(
            permit(
                    new APolicy(),
                    issued(server, APolicy.ID, Status.VALID),
                    EstOperation.SIMPLEREENROLL)
                .renewed())
        .isPresent();
  }

  static Stream<Arguments> refusedRenewals() {
    var usual = new APolicy();
    var expired = device().notAfter(NOW.minus(Duration.ofDays(2))).build();
    var never = new APolicy().renewal(When.NEVER, days(30), Duration.ZERO, KeyPair.EITHER);
    var window = new APolicy().renewal(When.ONLY_IN_WINDOW, days(9), days(1), KeyPair.EITHER);
    return Stream.of(
        arguments("certificate-foreign", usual, holder(DEVICE)),
        arguments("certificate-foreign", usual, holder(DEVICE, CREDENTIAL.build())),
        arguments("certificate-other-policy", usual, issued(DEVICE, "IOT_x", Status.VALID)),
        arguments("certificate-revoked", usual, issued(DEVICE, APolicy.ID, Status.REVOKED)),
        arguments("certificate-suspended", usual, issued(DEVICE, APolicy.ID, Status.SUSPENDED)),
        arguments("certificate-superseded", usual, issued(DEVICE, APolicy.ID, Status.SUPERSEDED)),
        arguments("certificate-expired", usual, issued(expired, APolicy.ID, Status.VALID)),
        arguments("certificate-expired", window, issued(expired, APolicy.ID, Status.VALID)),
        arguments(
            "certificate-not-yet-valid",
            usual,
            issued(device().notBefore(NOW.plusSeconds(1)).build(), APolicy.ID, Status.VALID)),
        arguments("renewal-never", never, issued()),
        arguments("renewal-too-early", window, issued()));
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-REENROLL-06 S-REENROLL-09 A-31 such a certificate is not renewed")
  void refusedRenewals(String reason, APolicy policy, CertificateHolder caller) {
    var refused = refused(policy, caller, EstOperation.SIMPLEREENROLL);
    assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refused.reason()).isEqualTo(reason);
  }

  @Test
  @DisplayName("S-REENROLL-07 too early: the answer says when it becomes possible")
  void tooEarly() {
    var window = new APolicy().renewal(When.ONLY_IN_WINDOW, days(9), days(1), KeyPair.EITHER);
    assertThat(refused(window, issued(), EstOperation.SIMPLEREENROLL).faults().getFirst().message())
        .contains("2026-11-07T12:00:00Z");
    var within = new APolicy().renewal(When.ONLY_IN_WINDOW, days(10), days(1), KeyPair.EITHER);
    assertThat(permit(within, issued(), EstOperation.SIMPLEREENROLL).renewed()).isPresent();
  }

  @Test
  @DisplayName("S-REENROLL-06 an expired certificate is renewed only within the profile's grace")
  void grace() {
    var expired = issued(device().notAfter(NOW.minus(days(2))).build(), APolicy.ID, Status.VALID);
    var graceful = new APolicy().renewal(When.ANY_TIME, days(30), days(2), KeyPair.EITHER);
    assertThat(permit(graceful, expired, EstOperation.SIMPLEREENROLL).renewed()).isPresent();
    var shorter =
        new APolicy().renewal(When.ANY_TIME, days(30), days(2).minusSeconds(1), KeyPair.EITHER);
    assertThat(refused(shorter, expired, EstOperation.SIMPLEREENROLL).reason())
        .isEqualTo("certificate-expired");
  }

  @Test
  @DisplayName("S-AUTH-10 a passcode that comes with a renewal must be good too")
  void renewalWithPasscode() {
    var certificate = Optional.of(issued());
    var expired = ACredential.passcode("p").end(NOW).build();
    var usedUp = ACredential.passcode("p").used(1, 1).build();
    var good = ACredential.passcode("p").build();
    var policy = new APolicy();
    for (var bad : List.of(expired, usedUp)) {
      var refused =
          refused(
              policy,
              new PasscodeHolder(ADDRESS, "", List.of(bad), certificate),
              EstOperation.SIMPLEREENROLL);
      assertThat(refused.kind()).isEqualTo(Kind.UNAUTHENTICATED);
      assertThat(refused.credentialId()).contains("p");
    }
    var grant =
        permit(
            policy,
            new PasscodeHolder(ADDRESS, "", List.of(good), certificate),
            EstOperation.SIMPLEREENROLL);
    assertThat(grant.renewed()).isPresent();
    assertThat(grant.credential()).as("its use is not counted").isEmpty();
  }

  @Test
  @DisplayName("a restriction holds for renewals too; where keys are made does not")
  void restrictedRenewal() {
    var elsewhere =
        new Restrictions(
            List.of("10.0.0.0/8"), Optional.empty(), Optional.empty(), Optional.empty());
    var refused =
        refused(new APolicy().restrictions(elsewhere), issued(), EstOperation.SIMPLEREENROLL);
    assertThat(refused.reason()).isEqualTo("address-not-allowed");
    var serverSide = new APolicy().generation(KeypairGeneration.SERVER_SIDE);
    assertThat(permit(serverSide, issued(), EstOperation.SIMPLEREENROLL).renewed()).isPresent();
  }
}
