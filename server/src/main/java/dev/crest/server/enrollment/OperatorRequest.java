package dev.crest.server.enrollment;

import dev.crest.server.auth.Caller;
import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.csr.NamedRequest;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.store.Actor;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import dev.crest.server.store.Reach;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A request for a certificate by a person or a program that is signed in to the management API.
 *
 * @param requestId finds it in log and audit
 * @param operator who asks
 * @param policyId the certificate management policy's id
 * @param method single or batch request
 * @param wanted what is asked for
 * @param renewed the certificate to be renewed, which keeps its names
 * @param asked when it was asked for
 * @param origin where it comes from, for the audit record's details
 */
public record OperatorRequest(
    String requestId,
    Caller.Operator operator,
    String policyId,
    Method method,
    Wanted wanted,
    Optional<IssuedCertificate> renewed,
    Instant asked,
    Map<String, String> origin) {

  public OperatorRequest {
    origin = Map.copyOf(origin);
  }

  /** What is asked for. */
  public sealed interface Wanted {
    /** A certificate for the key of a CSR: PEM, base64 or DER. */
    record Signed(byte[] csr) implements Wanted {}

    /** A certificate for a key that the server makes. */
    record Named(NamedRequest names) implements Wanted {}
  }

  /** Returns a single request. */
  public static OperatorRequest single(
      Actor actor, Reach reach, String policyId, Wanted wanted, Instant now) {
    return new OperatorRequest(
        actor.requestId().orElse(""),
        operator(actor, reach),
        policyId,
        Method.SINGLE_REQUEST,
        wanted,
        Optional.empty(),
        now,
        Map.of("method", "single"));
  }

  /**
   * Returns a request to renew a certificate under the policy that it was issued under.
   *
   * @param certificate found within reach
   */
  public static OperatorRequest renewal(
      Actor actor, Reach reach, StoredCertificate certificate, Wanted wanted, Instant now) {
    return new OperatorRequest(
        actor.requestId().orElse(""),
        operator(actor, reach),
        certificate.policyId(),
        Method.SINGLE_REQUEST,
        wanted,
        Optional.of(
            new IssuedCertificate(
                certificate.id(),
                certificate.policyId(),
                certificate.status(),
                certificate.certificate(),
                certificate.deviceId())),
        now,
        Map.of("method", "single"));
  }

  /** Returns who acts, as one who asks for certificates. */
  public static Caller.Operator operator(Actor actor, Reach reach) {
    var address =
        actor.address().map(InetAddress::ofLiteral).orElseGet(InetAddress::getLoopbackAddress);
    return new Caller.Operator(address, actor.name(), reach.accountId(), reach.divisions());
  }

  /** Whether the server is to make the key. */
  boolean keyFromServer() {
    return wanted instanceof Wanted.Named;
  }
}
