package dev.crest.server.enrollment;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Names;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.auth.Caller;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.csr.CheckedRequest;
import dev.crest.server.device.DeviceClaim;
import dev.crest.server.device.DeviceState;
import dev.crest.server.device.KnownDevice;
import dev.crest.server.device.RequestedDevice;
import dev.crest.server.policy.Grant;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Issuance;
import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * How far one request has come: what the audit record of its issuance or refusal needs to say. Used
 * by one thread.
 */
final class Progress {
  private final String requestId;
  private final String action;
  private final InetAddress address;
  private final Map<String, String> origin;
  private Optional<Caller> caller = Optional.empty();
  private Optional<Grant> grant = Optional.empty();
  private Optional<KnownDevice> device = Optional.empty();

  Progress(EnrollmentRequest request) {
    this.requestId = request.requestId();
    this.action = request.operation().segment();
    this.address = request.credentials().address();
    this.origin = Map.of();
  }

  /** Begins with a request that a person or a program makes through the management API. */
  Progress(OperatorRequest request) {
    this.requestId = request.requestId();
    this.action = request.renewed().isPresent() ? "renew" : "request";
    this.address = request.operator().address();
    this.origin = request.origin();
    this.caller = Optional.of(request.operator());
  }

  Caller identified(Caller identified) {
    caller = Optional.of(identified);
    return identified;
  }

  Grant permitted(Grant permitted) {
    grant = Optional.of(permitted);
    return permitted;
  }

  /**
   * Whether a refusal now is one of a known caller, so that it gets an audit record of its own:
   * whoever presents a stored credential is known, also where it is not good for what is asked.
   */
  boolean known(Refused refused) {
    return grant.isPresent()
        || operator().isPresent()
        || refused.credentialId().isPresent()
        || presented().isPresent()
        || knownCertificate().isPresent();
  }

  Optional<RequestedDevice> concerning(Optional<RequestedDevice> requested) {
    device =
        requested.flatMap(one ->
            one instanceof RequestedDevice.Known(var known)
                ? Optional.of(known)
                : Optional.empty());
    return requested;
  }

  Issuance issuance(
      Certificate issued,
      CheckedRequest checked,
      Grant permitted,
      Optional<Issuance.Resubmission> resubmission,
      Optional<DeviceClaim> claim,
      String certificateId,
      Instant now) {
    var policy = permitted.policy();
    var details = details();
    details.put("serialNumber", issued.serialNumber().hex());
    details.put("subject", Names.text(issued.subject()));
    details.put("linked", Boolean.toString(checked.linked()));
    if (!checked.dropped().isEmpty()) {
      details.put("dropped", String.join(", ", checked.dropped()));
    }
    permitted.renewed().ifPresent(old -> details.put("renews", old.id()));
    claim.ifPresent(of -> details.put("device", of.deviceId()));
    var event =
        event(
            now,
            "certificate." + action,
            AuditEvent.Outcome.SUCCESS,
            Optional.empty(),
            Optional.of(new Resource("certificate", certificateId)),
            details);
    return new Issuance(
        certificateId,
        issued,
        policy.authorityId(),
        policy.id(),
        policy.profileId(),
        policy.accountId(),
        policy.divisionId(),
        permitted.credential().map(credential -> credential.id()),
        permitted
            .credential()
            .map(credential -> credential.usageLimit())
            .orElse(OptionalLong.empty()),
        permitted.renewed().map(old -> old.id()),
        resubmission,
        event,
        claim.map(of -> new Issuance.ForDevice(of, events(of, certificateId, now))));
  }

  /** Returns what happens to the device besides getting the certificate. */
  private List<AuditEvent> events(DeviceClaim claim, String certificateId, Instant now) {
    return switch (claim) {
      case DeviceClaim.Register register -> {
        var details = details();
        details.put("name", register.name());
        register
            .identity()
            .attributes()
            .forEach((name, value) -> details.put("after.inventory." + name, value));
        yield List.of(
            deviceEvent("register", register.deviceId(), details, now),
            provision(register.deviceId(), DeviceState.REGISTERED, certificateId, now));
      }
      case DeviceClaim.Alone(var judged) ->
          List.of(provision(judged.id(), judged.state(), certificateId, now));
      case DeviceClaim.Further _ -> List.of();
    };
  }

  private AuditEvent provision(
      String deviceId, DeviceState before, String certificateId, Instant now) {
    var details = details();
    details.put("certificate", certificateId);
    details.put("before.state", before.name().toLowerCase(Locale.ROOT));
    details.put("after.state", "provisioned");
    device
        .filter(known -> known.provisionedAt().isPresent())
        .ifPresent(known -> details.put("by_grant", "true"));
    return deviceEvent("provision", deviceId, details, now);
  }

  private AuditEvent deviceEvent(
      String verb, String deviceId, Map<String, String> details, Instant now) {
    details.put("device", deviceId);
    return event(
        now,
        "device." + verb,
        AuditEvent.Outcome.SUCCESS,
        Optional.empty(),
        Optional.of(new Resource("device", deviceId)),
        details);
  }

  AuditEvent refusal(Refused refused, Instant now) {
    var details = details();
    refused
        .credentialId()
        .or(this::presented)
        .ifPresent(id -> details.putIfAbsent("credential", id));
    var faults =
        refused.faults().stream()
            .map(f -> f.field().map(field -> field + ": ").orElse("") + f.message())
            .toList();
    details.put("faults", String.join(" ", faults));
    concernedDevice().ifPresent(id -> details.put("device", id));
    return event(
        now,
        "certificate." + action,
        AuditEvent.Outcome.REFUSED,
        Optional.of(refused.reason()),
        concernedDevice().map(id -> new Resource("device", id)),
        details);
  }

  /** Returns the device that was asked for, or else the one that asked. */
  private Optional<String> concernedDevice() {
    return device
        .map(KnownDevice::id)
        .or(() -> knownCertificate().flatMap(issued -> issued.deviceId()));
  }

  /** What an event is about. */
  private record Resource(String type, String id) {}

  private AuditEvent event(
      Instant now,
      String what,
      AuditEvent.Outcome outcome,
      Optional<String> reason,
      Optional<Resource> resource,
      Map<String, String> details) {
    return new AuditEvent(
        now,
        actor(),
        what,
        outcome,
        reason,
        grant.map(g -> g.policy().accountId()).or(() -> operator().map(Caller.Operator::accountId)),
        grant.map(g -> g.policy().divisionId()),
        resource.map(Resource::type),
        resource.map(Resource::id),
        Optional.of(requestId),
        Optional.of(address.getHostAddress()),
        Map.copyOf(details));
  }

  private Map<String, String> details() {
    var details = new LinkedHashMap<>(origin);
    grant.ifPresent(g -> details.put("policy", g.policy().id()));
    grant.flatMap(Grant::credential).ifPresent(c -> details.put("credential", c.id()));
    grant.flatMap(Grant::assignment).ifPresent(a -> details.put("device_group", a.groupId()));
    return details;
  }

  private String actor() {
    return grant
        .flatMap(Grant::credential)
        .map(c -> "credential:" + c.id())
        .or(() -> operator().map(Caller.Operator::name))
        .or(() -> knownCertificate().map(issued -> "certificate:" + issued.id()))
        .orElse("anonymous");
  }

  /** Returns the stored credential that the caller presented, which may be another policy's. */
  private Optional<String> presented() {
    return caller
        .flatMap(c ->
            switch (c) {
              case Caller.Anonymous _, Caller.Operator _ -> Optional.<Credential>empty();
              case Caller.PasscodeHolder holder -> holder.candidates().stream().findFirst();
              case Caller.CertificateHolder holder -> holder.candidates().stream().findFirst();
            })
        .map(Credential::id);
  }

  private Optional<Caller.Operator> operator() {
    return caller.flatMap(
        c -> c instanceof Caller.Operator operator ? Optional.of(operator) : Optional.empty());
  }

  private Optional<IssuedCertificate> knownCertificate() {
    return caller.flatMap(
        c -> c instanceof Caller.CertificateHolder holder ? holder.issued() : Optional.empty());
  }

  /** Returns a fresh id whose order is that of time (UUIDv7, RFC 9562 §5.7). */
  static String newId(Instant now) {
    var random = UUID.randomUUID();
    long high = (now.toEpochMilli() << 16) | 0x7000L | (random.getMostSignificantBits() & 0x0fffL);
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }
}
