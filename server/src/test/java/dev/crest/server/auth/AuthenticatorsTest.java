package dev.crest.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.pkix.Der;
import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.Caller.PasscodeHolder;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.TurnableClock;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorsTest {
  private static final String PASSCODE = "FactoryPasscode000001";
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");

  private final TurnableClock clock = TurnableClock.atPresent();
  private final PasscodeVerifier verifier = new PasscodeVerifier(new byte[32]);
  private final HeldCredentials directory =
      new HeldCredentials(verifier)
          .passcode(PASSCODE, ACredential.passcode("p1").build())
          .passcode(PASSCODE, ACredential.passcode("p2").in("another").build())
          .passcode("NamedPasscode00000001", ACredential.passcode("p3", "operator").build());
  private final Authenticators authenticators = authenticators(directory);

  private Authenticators authenticators(CredentialDirectory credentials) {
    var settings =
        new ThrottleSettings(
            20, Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofMinutes(5), 100);
    return new Authenticators(credentials, verifier, new FailureThrottle(settings, clock), clock);
  }

  private static Credentials basic(String userAndPassword, Der... certificates) {
    var token =
        Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    return new Credentials(Optional.of("Basic " + token), List.of(certificates), ADDRESS);
  }

  private Refused refused(Credentials credentials) {
    var refused = catchThrowableOfType(Refused.class, () -> authenticators.identify(credentials));
    assertThat(refused).isNotNull();
    return refused;
  }

  @Test
  @DisplayName("S-AUTH-02 whoever presents nothing is anonymous, no more")
  void anonymous() {
    assertThat(authenticators.identify(new Credentials(Optional.empty(), List.of(), ADDRESS)))
        .isEqualTo(new Caller.Anonymous(ADDRESS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"anybody:" + PASSCODE, ":" + PASSCODE, PASSCODE})
  @DisplayName("S-AUTH-04 a passcode is found in all three Basic forms, in every container")
  void passcode(String sent) {
    var holder = (PasscodeHolder) authenticators.identify(basic(sent));
    assertThat(holder.candidates()).extracting(Credential::id).containsExactly("p1", "p2");
    assertThat(holder.certificate()).isEmpty();
    assertThat(holder.address()).isEqualTo(ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {":FactoryPasscode000002", ":", ":factorypasscode000001", ": " + PASSCODE})
  @DisplayName("A-11 an unknown passcode is refused like any bad credential")
  void unknown(String sent) {
    var refused = refused(basic(sent));
    assertThat(refused.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(refused.reason()).isEqualTo("passcode-unknown");
    assertThat(refused.faults()).isEqualTo(Refused.unauthenticated("any").faults());
    assertThat(refused.credentialId()).isEmpty();
  }

  @Test
  @DisplayName("S-AUTH-11 known and unknown passcodes cost the same one look-up")
  void sameWork() {
    authenticators.identify(basic(PASSCODE));
    assertThat(directory.lookUps()).isEqualTo(1);
    refused(basic("user:whatever"));
    assertThat(directory.lookUps()).isEqualTo(2);
  }

  @Test
  @DisplayName("S-AUTH-10 a bad passcode is not rescued by a good certificate")
  void noFallback() {
    var device = new HeldCertificate.Builder().commonName("device").build();
    directory.with(ACredential.certificate("c1", device.certificate()).build());
    assertThat(refused(basic(":wrong", device.der())).reason()).isEqualTo("passcode-unknown");
    var bearer = new Credentials(Optional.of("Bearer x"), List.of(device.der()), ADDRESS);
    assertThat(refused(bearer).reason()).isEqualTo("authorization-scheme");
  }

  @Test
  @DisplayName("S-AUTH-03 a certificate that comes with a good passcode is carried along")
  void both() {
    var device = new HeldCertificate.Builder().commonName("device").build();
    directory.with(ACredential.certificate("c1", device.certificate()).build());
    var holder = (PasscodeHolder) authenticators.identify(basic(PASSCODE, device.der()));
    assertThat(holder.certificate().map(CertificateHolder::certificate))
        .contains(device.certificate());
    assertThat(holder.certificate().orElseThrow().candidates())
        .extracting(Credential::id)
        .containsExactly("c1");
  }

  @Test
  @DisplayName("A-11 of 1000 parallel guesses from one source only the burst is judged")
  void bruteForce() {
    var outcomes = new ConcurrentHashMap<String, LongAdder>();
    IntStream.range(0, 1000)
        .parallel()
        .forEach(i ->
            outcomes
                .computeIfAbsent(refused(basic(":guess" + i)).reason(), _ -> new LongAdder())
                .increment());
    long judged = outcomes.get("passcode-unknown").sum();
    // Guesses that were already on their way when the source began to pause are judged too.
    assertThat(judged).isBetween(20L, 20L + Runtime.getRuntime().availableProcessors());
    assertThat(outcomes.get("too-many-failures").sum()).isEqualTo(1000 - judged);
    assertThat(directory.lookUps()).isEqualTo((int) judged);
  }

  @Test
  @DisplayName(
      "A-11 a source that guessed too often pauses, also with the right passcode, others don't")
  void throttled() {
    for (int i = 0; i < 20; i++) {
      refused(basic(":guess" + i));
    }
    var refused = refused(basic(PASSCODE));
    assertThat(refused.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(refused.retryAfter()).contains(Duration.ofMinutes(1));

    var elsewhere =
        new Credentials(
            basic(PASSCODE).authorization(), List.of(), InetAddress.ofLiteral("192.0.2.8"));
    assertThat(authenticators.identify(elsewhere)).isInstanceOf(PasscodeHolder.class);

    clock.turn(Duration.ofMinutes(2));
    assertThat(authenticators.identify(basic(PASSCODE))).isInstanceOf(PasscodeHolder.class);
  }

  @Test
  @DisplayName("A-11 guessing the user name of a known passcode is guessing too")
  void userNames() {
    for (int i = 0; i < 20; i++) {
      var holder = authenticators.identify(basic("user" + i + ":NamedPasscode00000001"));
      assertThat(holder)
          .as("the policy refuses it, and audits it")
          .isInstanceOf(PasscodeHolder.class);
    }
    assertThat(refused(basic("operator:NamedPasscode00000001")).kind())
        .isEqualTo(Kind.RATE_LIMITED);
  }

  @Test
  @DisplayName("S-AUTH-11 good credentials never pause a source, nor do unreadable headers")
  void successDoesNotCount() {
    for (int i = 0; i < 200; i++) {
      authenticators.identify(basic(PASSCODE));
      authenticators.identify(basic("operator:NamedPasscode00000001"));
      refused(new Credentials(Optional.of("Bearer x"), List.of(), ADDRESS));
    }
  }

  @Test
  @DisplayName("a certificate still works from a source that pauses")
  void certificateWhilePausing() {
    for (int i = 0; i < 20; i++) {
      refused(basic(":guess" + i));
    }
    var device = new HeldCertificate.Builder().build();
    assertThat(
            authenticators.identify(
                new Credentials(Optional.empty(), List.of(device.der()), ADDRESS)))
        .isInstanceOf(CertificateHolder.class);
  }

  @Test
  @DisplayName("S-STAT-09 a store that is down is no failed guess and no unknown passcode")
  void storeDown() {
    CredentialDirectory down =
        new CredentialDirectory() {
          private Refused down() {
            return Refused.of(Kind.UNAVAILABLE, "store-unavailable", "Try again later.");
          }

          @Override
          public List<Credential> passcodes(byte[] verifier) {
            throw down();
          }

          @Override
          public List<Credential> authenticationCertificates(String fingerprint) {
            throw down();
          }

          @Override
          public List<Credential> authenticationAuthorities() {
            throw down();
          }

          @Override
          public Optional<IssuedCertificate> issued(String fingerprint) {
            throw down();
          }
        };
    var unavailable = authenticators(down);
    var certificate = new HeldCertificate.Builder().build().der();
    for (int i = 0; i < 50; i++) {
      assertThat(
              catchThrowableOfType(Refused.class, () -> unavailable.identify(basic(PASSCODE)))
                  .kind())
          .isEqualTo(Kind.UNAVAILABLE);
    }
    assertThat(
            catchThrowableOfType(
                    Refused.class,
                    () ->
                        unavailable.identify(
                            new Credentials(Optional.empty(), List.of(certificate), ADDRESS)))
                .kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  @DisplayName("A-37 credentials don't show themselves as text")
  void secret() {
    assertThat(basic(PASSCODE).toString())
        .doesNotContain(PASSCODE)
        .doesNotContain(basic(PASSCODE).authorization().orElseThrow());
  }
}
