package dev.crest.server.policy;

import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.server.auth.Caller;
import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.Caller.PasscodeHolder;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Decides what a caller may have. The one place where enrolment is authorised; denies by default.
 * Thread-safe.
 */
public final class Policies {
  private final PolicyDirectory directory;
  private final InstantSource clock;

  public Policies(PolicyDirectory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * Finds an active policy that serves EST, for operations that need no caller (cacerts, csrattrs).
   *
   * @throws Refused {@code NOT_FOUND}, the same for unknown, disabled, deleted and non-EST policies
   */
  public CertificateManagementPolicy find(PolicySelector selector) {
    return selected(selector).policy();
  }

  /** What a URL leads to. */
  private record Selected(
      CertificateManagementPolicy policy, Optional<GroupAssignment> assignment) {
    static Selected of(CertificateManagementPolicy policy) {
      return new Selected(policy, Optional.empty());
    }

    Optional<AssignedPolicy> assigned() {
      return assignment.map(known -> new AssignedPolicy(policy, known));
    }
  }

  private Selected selected(PolicySelector selector) {
    return select(selector).filter(Policies::active).orElseThrow(Policies::notFound);
  }

  private Optional<Selected> select(PolicySelector selector) {
    return switch (selector) {
      case PolicySelector.Default() -> directory.byDefault().map(Selected::of);
      case PolicySelector.Label(var label) -> directory.byLabel(label.value()).map(Selected::of);
      case PolicySelector.Policy(var id) -> directory.byId(id).map(Selected::of);
      case PolicySelector.DeviceGroup(var id, var groupId) ->
          directory
              .assigned(id, groupId)
              .map(found -> new Selected(found.policy(), Optional.of(found.assignment())));
    };
  }

  private static boolean active(Selected selected) {
    var policy = selected.policy();
    return policy.enabled() && !policy.deleted() && policy.methods().contains(Method.EST);
  }

  /** One answer and one reason, so that nobody learns which policies exist (S-URI-05). */
  private static Refused notFound() {
    return Refused.of(
        Kind.NOT_FOUND, "policy-unknown", "There is no certificate policy at this address.");
  }

  /**
   * Decides whether the caller may do simpleenroll, simplereenroll or serverkeygen.
   *
   * @throws Refused {@code NOT_FOUND} for the policy; {@code UNAUTHENTICATED} where nothing or
   *     nothing good was presented; {@code FORBIDDEN} where the operation, time, address or
   *     certificate is not allowed
   */
  public Grant permit(Caller caller, PolicySelector selector, EstOperation operation) {
    var selected = selected(selector);
    var now = clock.instant();
    return switch (operation) {
      case SIMPLEENROLL, SERVERKEYGEN -> enrolment(caller, selected, operation, now);
      case SIMPLEREENROLL -> renewal(caller, selected, now);
      case CACERTS, CSRATTRS ->
          throw new IllegalArgumentException(operation.segment() + " needs no grant");
    };
  }

  /**
   * Decides whether a person or a program may request a certificate through the management API.
   *
   * @param method single or batch request
   * @param keyFromServer whether the server is to make the key
   * @param renewed the certificate that is to be renewed
   * @param asked when it was asked for, which is what the policy's hours and dates are about
   * @throws Refused {@code NOT_FOUND} for a policy that the caller does not see; {@code FORBIDDEN}
   *     where policy, method, keypair generation, time, address or the certificate to be renewed do
   *     not allow it
   */
  public Grant permit(
      Caller.Operator operator,
      String policyId,
      Method method,
      boolean keyFromServer,
      Optional<IssuedCertificate> renewed,
      Instant asked) {
    var policy = OperatorRule.policy(directory.byId(policyId), operator, method);
    OperatorRule.keypairGeneration(policy, keyFromServer, renewed.isPresent());
    renewed.ifPresent(old -> RenewalRule.judge(old, policy, clock.instant()));
    withinRestrictions(operator, policy, Optional.empty(), asked);
    var operation =
        keyFromServer
            ? EstOperation.SERVERKEYGEN
            : renewed.isPresent() ? EstOperation.SIMPLEREENROLL : EstOperation.SIMPLEENROLL;
    if (renewed.isEmpty()) {
      withinDeviceGroup(Selected.of(policy), Optional.empty());
    }
    return new Grant(
        policy, operation, operator, Optional.empty(), renewed, Optional.empty(), Optional.empty());
  }

  private static Grant enrolment(
      Caller caller, Selected selected, EstOperation operation, Instant now) {
    var policy = selected.policy();
    var device =
        caller instanceof CertificateHolder holder
            ? selected.assigned().flatMap(to -> DeviceCertificateRule.judge(holder, to, now))
            : Optional.<IssuedCertificate>empty();
    var credential =
        device.isPresent()
            ? Optional.<Credential>empty()
            : Optional.of(credential(caller, policy, now));
    withinRestrictions(caller, policy, credential, now);
    withinKeypairGeneration(policy, operation, credential);
    withinDeviceGroup(selected, credential);
    return new Grant(
        policy, operation, caller, credential, Optional.empty(), device, selected.assignment());
  }

  private static Credential credential(
      Caller caller, CertificateManagementPolicy policy, Instant now) {
    return switch (caller) {
      case Caller.Anonymous _, Caller.Operator _ -> throw noCredential();
      case PasscodeHolder holder -> PasscodeRule.judge(holder, policy, now);
      case CertificateHolder holder -> CertificateRule.judge(holder, policy, now);
    };
  }

  /**
   * A passcode that comes along must be good (S-AUTH-10), but the certificate is what counts, and
   * only it (S-REENROLL-04).
   */
  private static Grant renewal(Caller caller, Selected selected, Instant now) {
    var policy = selected.policy();
    Optional<Credential> passcode = Optional.empty();
    Optional<CertificateHolder> certificate = Optional.empty();
    switch (caller) {
      case Caller.Anonymous _, Caller.Operator _ -> throw noCredential();
      case CertificateHolder holder -> certificate = Optional.of(holder);
      case PasscodeHolder holder -> {
        passcode = Optional.of(withUsesLeft(PasscodeRule.judge(holder, policy, now)));
        certificate = holder.certificate();
      }
    }
    if (certificate.isEmpty()) {
      throw about(passcode, certificateNeeded());
    }
    var renewed = RenewalRule.judge(certificate.get(), policy, now);
    withinRestrictions(caller, policy, passcode, now);
    return new Grant(
        policy,
        EstOperation.SIMPLEREENROLL,
        caller,
        Optional.empty(),
        Optional.of(renewed),
        Optional.empty(),
        selected.assignment());
  }

  private static Credential withUsesLeft(Credential passcode) {
    if (passcode.usedUp()) {
      throw Refused.unauthenticated("credential-used-up").about(passcode.id());
    }
    return passcode;
  }

  private static Refused noCredential() {
    return Refused.unauthenticated("no-credential");
  }

  /**
   * The caller is known and asks for what a passcode cannot do, so this is no challenge for another
   * one.
   */
  private static Refused certificateNeeded() {
    return Refused.of(
        Kind.FORBIDDEN,
        "reenroll-needs-certificate",
        "simplereenroll is authenticated by the certificate that is being renewed: present it in"
            + " the TLS handshake.");
  }

  private static void withinRestrictions(
      Caller caller,
      CertificateManagementPolicy policy,
      Optional<Credential> credential,
      Instant now) {
    if (!policy.restrictions().allowFrom(caller.address())) {
      throw about(
          credential,
          forbidden(
              "address-not-allowed",
              "Certificates of this policy cannot be requested from this address."));
    }
    if (!policy.restrictions().allowAt(now)) {
      throw about(
          credential,
          forbidden(
              "time-not-allowed", "Certificates of this policy cannot be requested at this time."));
    }
  }

  private static void withinKeypairGeneration(
      CertificateManagementPolicy policy, EstOperation operation, Optional<Credential> credential) {
    var generation = policy.keypairGeneration();
    if (operation == EstOperation.SERVERKEYGEN && generation == KeypairGeneration.LOCAL) {
      throw about(
          credential,
          forbidden(
              "keypair-generation-local",
              "Under this policy key pairs are made by the requester: use simpleenroll."));
    }
    if (operation == EstOperation.SIMPLEENROLL && generation == KeypairGeneration.SERVER_SIDE) {
      throw about(
          credential,
          forbidden(
              "keypair-generation-server-side",
              "Under this policy key pairs are made by the server: use serverkeygen."));
    }
  }

  /** Every certificate of the lifecycle model belongs to a device, and only a group has devices. */
  private static void withinDeviceGroup(Selected selected, Optional<Credential> credential) {
    var policy = selected.policy();
    if (policy.model() == Model.DEVICE_LIFECYCLE && selected.assignment().isEmpty()) {
      throw about(
          credential,
          forbidden(
              "device-group-needed",
              "Certificates of this policy belong to devices of a device group: use the group's"
                  + " address, /.well-known/est/devicetrustmanager/"
                  + policy.id()
                  + "/device-group/{device-group-id}/{operation}."));
    }
  }

  private static Refused forbidden(String reason, String message) {
    return Refused.of(Kind.FORBIDDEN, reason, message);
  }

  private static Refused about(Optional<Credential> credential, Refused refused) {
    return credential.map(c -> refused.about(c.id())).orElse(refused);
  }
}
