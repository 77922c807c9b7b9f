package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.admin.AuditEventController.AuditEventView;
import dev.crest.server.admin.CertificateViews.CertificateView;
import dev.crest.server.device.DeviceState;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.DeviceHistory;
import dev.crest.server.store.DeviceRecord;
import dev.crest.server.store.DeviceStates;
import dev.crest.server.store.Devices;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Devices: registered by hand, by a job or by their first enrolment. */
@RestController
@RequestMapping("/api/v1/devices")
@Tag(name = "Devices")
final class DeviceController {
  private static final Duration USUAL_GRANT = Duration.ofDays(1);

  private final Devices devices;
  private final DeviceStates states;
  private final DeviceHistory history;
  private final InstantSource clock;

  DeviceController(
      Devices devices, DeviceStates states, DeviceHistory history, InstantSource clock) {
    this.devices = devices;
    this.states = states;
    this.history = history;
    this.clock = clock;
  }

  /**
   * A device to be registered.
   *
   * @param name made of its identity where nothing is said
   * @param inventory what it is, its identity among it
   * @param custom further attributes that its group has names for
   * @param desired what it is to be told, besides what its group says
   */
  record NewDevice(
      String groupId,
      Optional<String> name,
      Map<String, String> inventory,
      Map<String, String> custom,
      Map<String, String> desired) {
    Devices.Draft stored() {
      return new Devices.Draft(name.orElse(""), inventory, custom, desired);
    }
  }

  /**
   * What can be changed of a device; what makes its identity cannot.
   *
   * @param groupId another group of its division
   */
  record DeviceDraft(
      String name,
      String groupId,
      Map<String, String> inventory,
      Map<String, String> custom,
      Map<String, String> desired) {
    static DeviceDraft of(DeviceRecord device) {
      return new DeviceDraft(
          device.name(), device.groupId(), device.inventory(), device.custom(), device.desired());
    }
  }

  /**
   * A device as the API shows it.
   *
   * @param provisionedAt when it got its first certificate
   * @param grantedUntil until when it may enrol anew, once
   */
  record DeviceView(
      String id,
      String accountId,
      String divisionId,
      String groupId,
      String name,
      DeviceState state,
      Optional<String> stateReason,
      Map<String, String> inventory,
      Map<String, String> custom,
      Map<String, String> desired,
      String registeredBy,
      Optional<Instant> provisionedAt,
      Optional<Instant> lastCertificateAt,
      Optional<Instant> grantedUntil,
      long version,
      Instant createdAt,
      Instant updatedAt)
      implements HasVersion {
    static DeviceView of(DeviceRecord device) {
      return new DeviceView(
          device.id(),
          device.accountId(),
          device.divisionId(),
          device.groupId(),
          device.name(),
          device.state(),
          device.stateReason(),
          device.inventory(),
          device.custom(),
          device.desired(),
          device.registeredBy(),
          device.provisionedAt(),
          device.lastCertificateAt(),
          device.grantedUntil(),
          device.version(),
          device.createdAt(),
          device.updatedAt());
    }
  }

  /** Why a device is disabled. */
  record DeviceDisabling(Optional<String> reason) {}

  /**
   * A one-time grant to enrol anew.
   *
   * @param until its end; a day ahead where nothing is said, thirty days at most
   */
  record EnrollmentGrant(Optional<Instant> until) {}

  @GetMapping
  @Requires(Permission.DEVICE_READ)
  @Filters(
      value = {
        "group_id",
        "division_id",
        "state",
        "name",
        "identity",
        "attribute",
        "tag",
        "created_at_from",
        "created_at_to"
      },
      sort = {"created_at", "name"})
  @Operation(
      operationId = "listDevices",
      summary = "List devices, the newest first",
      description =
          "`identity` is a value of an identity attribute, `attribute` is `<name>=<value>` of any"
              + " attribute, `tag` one of the group's, `name` how the name begins.")
  Page<DeviceView> list(Reach reach, ListQuery query) {
    return devices.list(reach, query).map(DeviceView::of);
  }

  @GetMapping("/{id}")
  @Requires(Permission.DEVICE_READ)
  @Operation(operationId = "getDevice", summary = "Show a device")
  DeviceView find(Reach reach, @PathVariable String id) {
    return DeviceView.of(existing(reach, id));
  }

  private DeviceRecord existing(Reach reach, String id) {
    return devices
        .find(reach, id)
        .orElseThrow(
            () -> Refused.of(Kind.NOT_FOUND, "device-unknown", "There is no such device."));
  }

  @PostMapping
  @Requires(Permission.DEVICE_REGISTER)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "registerDevice", summary = "Register a device")
  DeviceView register(Reach reach, Actor actor, @RequestBody NewDevice draft) {
    return DeviceView.of(devices.register(actor, reach, draft.groupId(), draft.stored()));
  }

  @PatchMapping("/{id}")
  @Requires(Permission.DEVICE_CHANGE)
  @Operation(operationId = "updateDevice", summary = "Change a device, or move it to another group")
  DeviceView update(Reach reach, Actor actor, @PathVariable String id, Patch<DeviceDraft> patch) {
    return patch.apply(
        () -> {
          var known = existing(reach, id);
          return new Patch.Current<>(DeviceDraft.of(known), known.version());
        },
        (draft, version) -> {
          var stored =
              new Devices.Draft(draft.name(), draft.inventory(), draft.custom(), draft.desired());
          return DeviceView.of(devices.change(actor, reach, id, version, draft.groupId(), stored));
        });
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.DEVICE_CHANGE)
  @Operation(
      operationId = "disableDevice",
      summary = "Take a device out of service; its certificates stay valid")
  DeviceView disable(
      Reach reach,
      Actor actor,
      @PathVariable String id,
      IfMatch ifMatch,
      @RequestBody DeviceDisabling disabling) {
    return DeviceView.of(
        states.disable(actor, reach, id, ifMatch.version(), disabling.reason().orElse("")));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.DEVICE_CHANGE)
  @Operation(operationId = "enableDevice", summary = "Take a disabled device into service again")
  DeviceView enable(Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return DeviceView.of(states.enable(actor, reach, id, ifMatch.version()));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.DEVICE_CHANGE)
  @Operation(operationId = "deleteDevice", summary = "Delete a disabled device, for good")
  DeviceView delete(Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return DeviceView.of(states.delete(actor, reach, id, ifMatch.version()));
  }

  @PostMapping("/{id}/enrollment-grants")
  @Requires(Permission.DEVICE_CHANGE)
  @Operation(
      operationId = "grantEnrollment",
      summary = "Let a device that has a certificate enrol once more by a policy's credential")
  DeviceView grant(
      Reach reach, Actor actor, @PathVariable String id, @RequestBody EnrollmentGrant grant) {
    var until = grant.until().orElseGet(() -> clock.instant().plus(USUAL_GRANT));
    return DeviceView.of(states.grantEnrollment(actor, reach, id, until));
  }

  @DeleteMapping("/{id}/enrollment-grants")
  @Requires(Permission.DEVICE_CHANGE)
  @Operation(operationId = "withdrawEnrollmentGrant", summary = "Take back a grant to enrol anew")
  DeviceView withdraw(Reach reach, Actor actor, @PathVariable String id) {
    return DeviceView.of(states.withdrawGrant(actor, reach, id));
  }

  @GetMapping("/{id}/certificates")
  @Requires(Permission.DEVICE_READ)
  @Filters(
      value = {},
      sort = {"issued_at"})
  @Operation(
      operationId = "listDeviceCertificates",
      summary = "List the certificates of a device, the latest first")
  Page<CertificateView> certificates(Reach reach, @PathVariable String id, ListQuery query) {
    var now = clock.instant();
    return history.certificates(reach, id, query).map(stored -> CertificateView.of(stored, now));
  }

  @GetMapping("/{id}/events")
  @Requires(Permission.DEVICE_READ)
  @Filters(
      value = {"action", "at_from", "at_to"},
      sort = {"at"})
  @Operation(
      operationId = "listDeviceEvents",
      summary = "List what happened to a device, the latest first")
  Page<AuditEventView> events(Reach reach, @PathVariable String id, ListQuery query) {
    return history.events(reach, id, query).map(AuditEventView::of);
  }
}
