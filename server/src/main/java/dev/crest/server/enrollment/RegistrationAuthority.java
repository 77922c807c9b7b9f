package dev.crest.server.enrollment;

import dev.crest.ca.issuance.NotIssuable;
import dev.crest.ca.issuance.PreparedCertificate;
import dev.crest.ca.signer.SignerUnavailable;
import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Keys;
import dev.crest.server.auth.Authenticators;
import dev.crest.server.auth.Credential;
import dev.crest.server.csr.ChannelBindings;
import dev.crest.server.csr.CheckedRequest;
import dev.crest.server.csr.RequestChecks;
import dev.crest.server.device.DeviceClaim;
import dev.crest.server.device.DeviceRegistrar;
import dev.crest.server.device.RequestedDevice;
import dev.crest.server.hierarchy.Authorities;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.Grant;
import dev.crest.server.policy.Policies;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Issuance;
import dev.crest.server.store.Ledger;
import dev.crest.server.store.RowClaim;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The registration authority: the one road that every enrolment travels, whatever the protocol.
 *
 * <p>identify the caller → permit the operation → check the request → find its device → prepare
 * (lint) → sign → commit. Nothing is signed that was not checked, nothing is answered that was not
 * committed. Thread-safe; calls block.
 */
public final class RegistrationAuthority {
  private static final String USED_UP = "credential-used-up";

  /** How often a right to a device is judged again that others are after too. */
  private static final int TRIES = 3;

  private final Authenticators authenticators;
  private final Policies policies;
  private final RequestChecks requestChecks;
  private final DeviceRegistrar devices;
  private final Authorities authorities;
  private final Ledger ledger;
  private final RefusalRecord refusals;
  private final InstantSource clock;

  public RegistrationAuthority(
      Authenticators authenticators,
      Policies policies,
      RequestChecks requestChecks,
      DeviceRegistrar devices,
      Authorities authorities,
      Ledger ledger,
      RefusalRecord refusals,
      InstantSource clock) {
    this.authenticators = authenticators;
    this.policies = policies;
    this.requestChecks = requestChecks;
    this.devices = devices;
    this.authorities = authorities;
    this.ledger = ledger;
    this.refusals = refusals;
    this.clock = clock;
  }

  /**
   * Enrols (RFC 7030 §4.2, §4.4).
   *
   * @throws Refused with every fault of the request; nothing was issued, counted or half-written
   *     then
   */
  public EnrollmentReply enroll(EnrollmentRequest request) {
    var progress = new Progress(request);
    try {
      return travel(request, progress);
    } catch (Refused refused) {
      refusals.of(refused, progress);
      throw refused;
    }
  }

  /**
   * Issues to a person or a program of the management API.
   *
   * @throws Refused with every fault of the request; nothing was issued or half-written then
   */
  public EnrollmentReply request(OperatorRequest request) {
    return request(request, Optional.empty());
  }

  /**
   * Issues for a row of a job, which is completed in the same transaction.
   *
   * @throws Refused as {@link #request(OperatorRequest)} does; {@link RowClaim#taken} where the row
   *     is no longer this run's to complete
   */
  public EnrollmentReply request(OperatorRequest request, RowReply row) {
    return request(request, Optional.of(row));
  }

  /**
   * Returns the policy under which a person or a program may make a kind of request.
   *
   * @throws Refused as {@link #request(OperatorRequest)} does for what can be known beforehand
   */
  public CertificateManagementPolicy permitted(OperatorRequest request) {
    return permit(request).policy();
  }

  private Grant permit(OperatorRequest request) {
    return policies.permit(
        request.operator(),
        request.policyId(),
        request.method(),
        request.keyFromServer(),
        request.renewed(),
        request.asked());
  }

  private EnrollmentReply request(OperatorRequest request, Optional<RowReply> row) {
    var progress = new Progress(request);
    try {
      var grant = progress.permitted(permit(request));
      return switch (request.wanted()) {
        case OperatorRequest.Wanted.Named(var names) -> {
          var checked = requestChecks.verify(names, grant);
          var device = device(checked, grant, progress);
          yield withGeneratedKey(checked, grant, claim(device, grant), progress, row);
        }
        case OperatorRequest.Wanted.Signed(var csr) -> {
          var checked = requestChecks.verify(csr, grant, ChannelBindings.none());
          var device = device(checked, grant, progress);
          // Every row of a job is answered by itself.
          var certificate =
              row.isPresent()
                  ? issue(
                      checked,
                      grant,
                      claim(device, grant),
                      Optional.empty(),
                      progress,
                      new byte[0],
                      row)
                  : issueOnce(checked, grant, device, progress);
          yield new EnrollmentReply.Issued(certificate, checked.encoding(), checked.linked());
        }
      };
    } catch (Refused refused) {
      if (!refused.reason().equals(RowClaim.TAKEN)) {
        refusals.of(refused, progress);
      }
      throw refused;
    }
  }

  /** Returns the certificates for cacerts (RFC 7030 §4.1.3): issuing CA first, root last. */
  public List<Certificate> authorityCertificates(PolicySelector selector) {
    return authorities.chain(policies.find(selector).authorityId());
  }

  /** Returns the policy whose profile csrattrs describes (RFC 7030 §4.5). */
  public CertificateManagementPolicy advertised(PolicySelector selector) {
    return policies.find(selector);
  }

  private EnrollmentReply travel(EnrollmentRequest request, Progress progress) {
    var caller = progress.identified(authenticators.identify(request.credentials()));
    var grant = progress.permitted(policies.permit(caller, request.policy(), request.operation()));
    if (grant.exhausted()) {
      return earlierReply(request, grant, progress).orElseThrow(() -> usedUp(grant));
    }
    var checked = requestChecks.verify(request.body(), grant, request.bindings());
    var device = device(checked, grant, progress);
    if (request.operation() == EstOperation.SERVERKEYGEN) {
      return withGeneratedKey(checked, grant, claim(device, grant), progress, Optional.empty());
    }
    var certificate = issueOnce(checked, grant, device, progress);
    return new EnrollmentReply.Issued(certificate, checked.encoding(), checked.linked());
  }

  /** Finds the device that is in service, or is going to be registered. */
  private Optional<RequestedDevice> device(CheckedRequest checked, Grant grant, Progress progress) {
    var requested = progress.concerning(devices.find(checked, grant));
    devices.requireInService(requested, grant);
    return requested;
  }

  private Optional<DeviceClaim> claim(Optional<RequestedDevice> device, Grant grant) {
    return device.map(of -> devices.claim(of, grant, Progress.newId(clock.instant())));
  }

  private Certificate issueOnce(
      CheckedRequest checked, Grant grant, Optional<RequestedDevice> device, Progress progress) {
    var resubmission = resubmission(checked, grant);
    return resubmission
        .flatMap(ledger::earlier)
        .orElseGet(() ->
            issue(
                checked,
                grant,
                claim(device, grant),
                resubmission,
                progress,
                new byte[0],
                Optional.empty()));
  }

  private Certificate issue(
      CheckedRequest checked,
      Grant grant,
      Optional<DeviceClaim> judged,
      Optional<Issuance.Resubmission> resubmission,
      Progress progress,
      byte[] pkcs8,
      Optional<RowReply> row) {
    var claim = judged;
    var issued = sign(prepare(checked, grant));
    var completion = row.map(reply -> reply.complete(issued, pkcs8));
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      // The id begins with the time of issuance, which lists rely on.
      var now = clock.instant();
      var issuance =
          progress.issuance(issued, checked, grant, resubmission, claim, Progress.newId(now), now);
      switch (ledger.commit(issuance, completion)) {
        case Ledger.Outcome.Committed() -> {
          return issued;
        }
        case Ledger.Outcome.Earlier(var certificate) -> {
          return certificate;
        }
        case Ledger.Outcome.RowTaken() -> throw RowClaim.taken();
        case Ledger.Outcome.UsedUp() -> throw usedUp(grant);
        // Nobody has seen the certificate yet, so it may be tried with the right as it is now.
        case Ledger.Outcome.DeviceChanged() ->
            claim = claim(device(checked, grant, progress), grant);
      }
    }
    throw Refused.of(
            Kind.UNAVAILABLE,
            "device-contended",
            "The device is being changed by others at the same time; nothing was kept of this"
                + " request.")
        .retryAfter(Duration.ofSeconds(1));
  }

  private PreparedCertificate prepare(CheckedRequest checked, Grant grant) {
    try {
      return authorities
          .issuer(grant.policy().authorityId())
          .prepare(grant.policy().profile(), checked.content());
    } catch (NotIssuable e) {
      var faults =
          e.findings().stream()
              .map(f -> Fault.of(f.message() + " (" + f.citation() + ")"))
              .toList();
      throw Refused.of(Kind.INVALID, "not-issuable", faults);
    }
  }

  private static Certificate sign(PreparedCertificate prepared) {
    try {
      return prepared.sign();
    } catch (SignerUnavailable e) {
      throw Refused.of(
              Kind.UNAVAILABLE,
              "signer-unavailable",
              "The certificate authority cannot sign right now.")
          .retryAfter(Duration.ofSeconds(30));
    }
  }

  private EnrollmentReply withGeneratedKey(
      CheckedRequest checked,
      Grant grant,
      Optional<DeviceClaim> claim,
      Progress progress,
      Optional<RowReply> row) {
    var type =
        checked
            .keyToGenerate()
            .orElseThrow(() -> new IllegalStateException("serverkeygen without a key type"));
    KeyPair pair = Keys.generate(type);
    var pkcs8 = Keys.pkcs8(pair.getPrivate());
    var certifying = checked.certifying(Keys.info(pair.getPublic()));
    var certificate = issue(certifying, grant, claim, Optional.empty(), progress, pkcs8, row);
    return new EnrollmentReply.KeyGenerated(
        certificate, pkcs8, checked.encoding(), checked.linked());
  }

  /**
   * A used-up credential may still fetch a reply that was lost; whatever else is wrong, it is a
   * used-up credential.
   */
  private Optional<EnrollmentReply> earlierReply(
      EnrollmentRequest request, Grant grant, Progress progress) {
    if (request.operation() != EstOperation.SIMPLEENROLL || !recentlyUsed(grant)) {
      return Optional.empty();
    }
    CheckedRequest checked;
    try {
      checked = requestChecks.verify(request.body(), grant, request.bindings());
      device(checked, grant, progress);
    } catch (Refused e) {
      return Optional.empty();
    }
    return resubmission(checked, grant)
        .flatMap(ledger::earlier)
        .map(certificate ->
            new EnrollmentReply.Issued(certificate, checked.encoding(), checked.linked()));
  }

  private boolean recentlyUsed(Grant grant) {
    var since = clock.instant().minus(grant.policy().resubmissionWindow());
    return grant
        .credential()
        .flatMap(c -> c.lastUsed())
        .filter(used -> !used.isBefore(since))
        .isPresent();
  }

  private Optional<Issuance.Resubmission> resubmission(CheckedRequest checked, Grant grant) {
    var window = grant.policy().resubmissionWindow();
    if (window.isZero()) {
      return Optional.empty();
    }
    return Optional.of(
        new Issuance.Resubmission(
            ResubmissionDigest.of(checked.content(), grant), clock.instant().minus(window)));
  }

  /** With a certificate the caller is known, and no other passcode would help (S-STAT-07). */
  private static Refused usedUp(Grant grant) {
    var credential = grant.credential().orElseThrow();
    var refused =
        credential.kind() instanceof Credential.Proof.Passcode
            ? Refused.unauthenticated(USED_UP)
            : Refused.of(
                Kind.FORBIDDEN,
                USED_UP,
                "The credential that the client certificate stands for has been used as often as"
                    + " it may.");
    return refused.about(credential.id());
  }
}
