package dev.crest.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.Credential.Revocation;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.TurnableClock;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** certificates that an authentication CA took back do not authenticate any more. */
class AuthorityRevocationTest {
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");
  private static final HeldCertificate ROOT =
      new HeldCertificate.Builder().commonName("Vendor Root").certificateAuthority().build();
  private static final HeldCertificate FIRST = intermediate(21);

  /** The same CA's certificate, issued again. */
  private static final HeldCertificate SECOND =
      new HeldCertificate.Builder()
          .commonName("Vendor Issuing")
          .keyPair(FIRST.keyPair())
          .certificateAuthority()
          .serialNumber(BigInteger.valueOf(22))
          .signedBy(ROOT)
          .build();

  private static final HeldCertificate DEVICE =
      new HeldCertificate.Builder().commonName("device").signedBy(FIRST).build();
  private static final HeldCertificate DIRECT =
      new HeldCertificate.Builder()
          .commonName("direct")
          .serialNumber(BigInteger.valueOf(31))
          .signedBy(ROOT)
          .build();

  private final TurnableClock clock = TurnableClock.atPresent();
  private final PasscodeVerifier verifier = new PasscodeVerifier(new byte[32]);
  private final HeldCredentials directory = new HeldCredentials(verifier);
  private final Authenticators authenticators =
      new Authenticators(
          directory, verifier, new FailureThrottle(ThrottleSettings.usual(), clock), clock);

  private static HeldCertificate intermediate(long serial) {
    return new HeldCertificate.Builder()
        .commonName("Vendor Issuing")
        .certificateAuthority()
        .serialNumber(BigInteger.valueOf(serial))
        .signedBy(ROOT)
        .build();
  }

  private Credential trusting(boolean hard, long... revoked) {
    var now = clock.instant();
    var list = Crls.of(ROOT, now, Optional.of(now.plusSeconds(60)), revoked);
    return ACredential.authority("vendor", ROOT.certificate(), new Revocation(list, hard)).build();
  }

  private CertificateHolder identify(HeldCertificate... chain) {
    var ders = Stream.of(chain).map(HeldCertificate::der).toList();
    return (CertificateHolder)
        authenticators.identify(new Credentials(Optional.empty(), ders, ADDRESS));
  }

  @Test
  @DisplayName("a revoked certificate is no candidate, and the reason is kept for the audit log")
  void revoked() {
    var before = trusting(true, 99);
    directory.with(before);
    assertThat(identify(DIRECT).candidates()).containsExactly(before);

    // The path that was found is not remembered for another list.
    var after = trusting(true, 31);
    directory.without(before).with(after);
    assertThat(identify(DIRECT).candidates()).isEmpty();
    assertThat(identify(DIRECT).withdrawn())
        .containsExactly(new Caller.Withdrawn(after, "certificate-revoked-by-issuer"));
  }

  @Test
  @DisplayName("a revoked intermediate takes its certificates along, whatever else is presented")
  void intermediate() {
    var credential = trusting(true, 21);
    directory.with(credential);
    assertThat(identify(DEVICE, FIRST).withdrawn())
        .extracting(Caller.Withdrawn::reason)
        .containsExactly("certificate-revoked-by-issuer");
    assertThat(identify(DEVICE, FIRST, intermediate(23), DIRECT).candidates()).isEmpty();
    assertThat(identify(DEVICE, FIRST, SECOND).candidates())
        .as("its certificate was issued again")
        .containsExactly(credential);
  }

  @Test
  @DisplayName("a list that is out of date lets nobody in where it is hard, else it goes on")
  void expired() {
    var hard = trusting(true, 99);
    var soft = trusting(false, 31);
    clock.turn(Duration.ofSeconds(61));
    directory.with(hard);
    assertThat(identify(DIRECT).withdrawn())
        .containsExactly(new Caller.Withdrawn(hard, "revocation-list-expired"));
    assertThat(identify(DIRECT).candidates()).isEmpty();
    directory.without(hard).with(soft);
    assertThat(identify(DEVICE, FIRST).candidates()).containsExactly(soft);
    assertThat(identify(DIRECT).candidates()).isEmpty();
  }

  @Test
  @DisplayName("who does not chain to the CA is not said to be revoked by it")
  void stranger() {
    directory.with(trusting(true, 31));
    var stranger =
        new HeldCertificate.Builder()
            .commonName("stranger")
            .serialNumber(BigInteger.valueOf(31))
            .build();
    assertThat(identify(stranger).withdrawn()).isEmpty();
    assertThat(identify(stranger).candidates()).isEqualTo(List.of());
  }
}
