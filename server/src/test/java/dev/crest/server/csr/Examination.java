package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.ca.profile.Profile;
import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.server.auth.ACredential;
import dev.crest.server.auth.Caller;
import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.policy.APolicy;
import dev.crest.server.policy.Grant;
import dev.crest.server.policy.HeldPolicies;
import dev.crest.server.policy.Policies;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import dev.crest.testkit.TurnableClock;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A request on its way through the checks: policy, credential, operation and connection. */
final class Examination {
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");
  private static final TurnableClock CLOCK = TurnableClock.atPresent();

  private APolicy policy = new APolicy();
  private ACredential credential = ACredential.passcode("passcode");
  private EstOperation operation = EstOperation.SIMPLEENROLL;
  private Optional<HeldCertificate> certificate = Optional.empty();
  private Optional<HeldCertificate> renewed = Optional.empty();
  private ChannelBindings bindings = ChannelBindings.none();
  private final Set<String> ownNames = Set.of("est.crest.example", "127.0.0.1");
  private final Map<String, KnownKeys.Holder> known = new HashMap<>();

  Examination policy(APolicy value) {
    policy = value;
    return this;
  }

  Examination profile(Profile value) {
    policy = new APolicy().profile(value);
    return this;
  }

  Examination credential(ACredential value) {
    credential = value;
    return this;
  }

  /** Has the caller present a certificate that the credential is for. */
  Examination certificate(HeldCertificate value) {
    certificate = Optional.of(value);
    return this;
  }

  Examination serverkeygen() {
    operation = EstOperation.SERVERKEYGEN;
    return this;
  }

  Examination renewing(HeldCertificate old) {
    operation = EstOperation.SIMPLEREENROLL;
    renewed = Optional.of(old);
    return this;
  }

  Examination bindings(ChannelBindings value) {
    bindings = value;
    return this;
  }

  Examination known(SubjectPublicKeyInfo key, KnownKeys.Holder holder) throws Exception {
    known.put(hex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded("DER"))), holder);
    return this;
  }

  CheckedRequest checked(HeldRequest.Builder request) {
    return checked(request.build().der().bytes());
  }

  CheckedRequest checked(byte[] body) {
    return checks().verify(body, grant(), bindings);
  }

  Refused refused(HeldRequest.Builder request) {
    return refused(request.build().der().bytes());
  }

  Refused refused(byte[] body) {
    var refused = catchThrowableOfType(Refused.class, () -> checked(body));
    assertThat(refused).as("the request must be refused").isNotNull();
    return refused;
  }

  /** Returns the fields of a refusal, in order. */
  static List<String> fields(Refused refused) {
    return refused.faults().stream().map(Fault::field).flatMap(Optional::stream).toList();
  }

  RequestChecks checks() {
    KnownKeys keys =
        (spki, account, subject) -> {
          assertThat(account).isEqualTo("account");
          return known.getOrDefault(hex(spki), KnownKeys.Holder.NOBODY);
        };
    return new RequestChecks(keys, ownNames, DeviceValues.none());
  }

  Grant grant() {
    var built = policy.build();
    return new Policies(new HeldPolicies(built), CLOCK)
        .permit(caller(built.id()), new PolicySelector.Default(), operation);
  }

  private Caller caller(String policyId) {
    if (renewed.isPresent()) {
      var old = renewed.get().certificate();
      return new Caller.CertificateHolder(
          ADDRESS,
          List.of(old),
          List.of(),
          Optional.of(
              new IssuedCertificate(
                  "old", policyId, IssuedCertificate.Status.VALID, old, Optional.empty())));
    }
    if (certificate.isPresent()) {
      return new Caller.CertificateHolder(
          ADDRESS,
          List.of(certificate.get().certificate()),
          List.of(credential.build()),
          Optional.empty());
    }
    return new Caller.PasscodeHolder(ADDRESS, "", List.of(credential.build()), Optional.empty());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
