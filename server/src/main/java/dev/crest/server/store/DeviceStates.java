package dev.crest.server.store;

import dev.crest.server.device.DeviceState;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Taking devices out of service and back, and letting them enrol anew. Thread-safe; every change
 * leaves an audit record.
 */
public final class DeviceStates {
  /** How long an administrator can let a device enrol anew. */
  public static final Duration LONGEST_GRANT = Duration.ofDays(30);

  private final Writer writer;
  private final Database database;

  DeviceStates(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * Disables a device: it gets no certificate any more; those that it has stay valid.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} for another state or version
   */
  public DeviceRecord disable(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, String reason) {
    new Faults().description(reason).refuse("device");
    return writer.edit(scope -> {
      var before = forUpdate(scope, reach, id, expectedVersion);
      requireState(before.state().inService(), "Only a device in service can be disabled.");
      return change(scope, actor, reach, before, "disable", DeviceState.DISABLED, reason);
    });
  }

  /**
   * Takes a disabled device into service again.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} for another state or version
   */
  public DeviceRecord enable(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      var before = forUpdate(scope, reach, id, expectedVersion);
      requireState(
          before.state() == DeviceState.DISABLED, "Only a disabled device can be enabled.");
      var state =
          before.provisionedAt().isPresent() ? DeviceState.PROVISIONED : DeviceState.REGISTERED;
      return change(scope, actor, reach, before, "enable", state, "");
    });
  }

  /**
   * Deletes a disabled device, for good. Its history stays, and its identity gets nothing until
   * somebody registers it anew.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} for another state or version
   */
  public DeviceRecord delete(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      var before = forUpdate(scope, reach, id, expectedVersion);
      requireState(
          before.state() == DeviceState.DISABLED,
          "Only a disabled device can be deleted: disable it first.");
      return change(
          scope,
          actor,
          reach,
          before,
          "delete",
          DeviceState.DELETED,
          before.stateReason().orElse(""));
    });
  }

  /** A new state ends a grant too. */
  private static DeviceRecord change(
      Change.Scope scope,
      Actor actor,
      Reach reach,
      DeviceRecord before,
      String verb,
      DeviceState state,
      String reason)
      throws SQLException {
    Sql.update(
        scope.connection(),
        """
        update device set state = ?, state_reason = ?, granted_until = null, updated_at = ?, version = version + 1
        where id = ?\
        """,
        state,
        Optional.of(reason).filter(text -> !text.isEmpty()),
        scope.now(),
        before.id());
    scope.report(
        before
            .change(verb)
            .before("state", before.state())
            .after("state", state)
            .after("reason", reason)
            .by(actor, scope.now()));
    return DeviceRecord.existing(scope.connection(), reach, before.id());
  }

  /**
   * Lets whoever has a credential of the policy enrol this device once, although it has a
   * certificate already. The next enrolment uses the grant up.
   *
   * @param until the grant's end, at most {@link #LONGEST_GRANT} ahead
   * @throws Refused {@code NOT_FOUND}, {@code INVALID} for the end, or {@code CONFLICT} for a
   *     device that is not in service
   */
  public DeviceRecord grantEnrollment(Actor actor, Reach reach, String id, Instant until) {
    return writer.edit(scope -> {
      var before = forUpdate(scope, reach, id, OptionalLong.empty());
      new Faults()
          .require(
              until.isAfter(scope.now()) && !until.isAfter(scope.now().plus(LONGEST_GRANT)),
              "until",
              "must be in the future, at most " + LONGEST_GRANT.toDays() + " days ahead")
          .refuse("enrollment-grant");
      requireState(before.state().inService(), "Only a device in service can enrol anew.");
      return grant(scope, actor, reach, before, "grant-enrollment", Optional.of(until));
    });
  }

  /**
   * Takes back a grant that was not used; does nothing where there is none.
   *
   * @throws Refused {@code NOT_FOUND}
   */
  public DeviceRecord withdrawGrant(Actor actor, Reach reach, String id) {
    return writer.edit(scope -> {
      var before = forUpdate(scope, reach, id, OptionalLong.empty());
      return before.grantedUntil().isEmpty()
          ? before
          : grant(scope, actor, reach, before, "withdraw-enrollment", Optional.empty());
    });
  }

  private static DeviceRecord grant(
      Change.Scope scope,
      Actor actor,
      Reach reach,
      DeviceRecord before,
      String verb,
      Optional<Instant> until)
      throws SQLException {
    Sql.update(
        scope.connection(),
        "update device set granted_until = ?, updated_at = ?, version = version + 1 where id = ?",
        until,
        scope.now(),
        before.id());
    scope.report(
        before
            .change(verb)
            .before("granted_until", before.grantedUntil())
            .after("granted_until", until)
            .by(actor, scope.now()));
    return DeviceRecord.existing(scope.connection(), reach, before.id());
  }

  private static void requireState(boolean good, String message) {
    if (!good) {
      throw Refused.of(Kind.CONFLICT, "device-state", message);
    }
  }

  private DeviceRecord forUpdate(
      Change.Scope scope, Reach reach, String id, OptionalLong expectedVersion)
      throws SQLException {
    return DeviceRecord.forUpdate(
        scope.connection(), database.dialect(), reach, id, expectedVersion);
  }
}
