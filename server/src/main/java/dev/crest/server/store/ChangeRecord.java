package dev.crest.server.store;

import dev.crest.server.audit.AuditEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Puts together the audit record of a change: what was before, what is after, one detail a field.
 * Never given a secret. Used by one thread.
 */
final class ChangeRecord {
  private final String action;
  private final String resourceType;
  private final String resourceId;
  private final Map<String, String> details = new TreeMap<>();
  private Optional<String> accountId = Optional.empty();
  private Optional<String> divisionId = Optional.empty();

  /**
   * @param resourceType such as {@code division}
   * @param verb what is done to it, such as {@code create}
   */
  ChangeRecord(String resourceType, String verb, String resourceId) {
    this.action = resourceType + "." + verb;
    this.resourceType = resourceType;
    this.resourceId = resourceId;
  }

  ChangeRecord account(String id) {
    accountId = Optional.of(id);
    return this;
  }

  ChangeRecord account(Optional<String> id) {
    accountId = id;
    return this;
  }

  ChangeRecord division(String id) {
    divisionId = Optional.of(id);
    return this;
  }

  ChangeRecord division(Optional<String> id) {
    divisionId = id;
    return this;
  }

  ChangeRecord before(String field, Object value) {
    return detail("before." + field, value);
  }

  ChangeRecord after(String field, Object value) {
    return detail("after." + field, value);
  }

  /** Adds a field's values where they differ. */
  ChangeRecord changed(String field, Object before, Object after) {
    return before.equals(after) ? this : before(field, before).after(field, after);
  }

  private ChangeRecord detail(String name, Object value) {
    switch (value) {
      case Optional<?> optional -> optional.ifPresent(present -> detail(name, present));
      case OptionalLong number -> number.ifPresent(present -> detail(name, present));
      case Enum<?> constant -> details.put(name, constant.name().toLowerCase(Locale.ROOT));
      default -> details.put(name, value.toString());
    }
    return this;
  }

  AuditEvent by(Actor actor, Instant at) {
    return new AuditEvent(
        at,
        actor.name(),
        action,
        AuditEvent.Outcome.SUCCESS,
        Optional.empty(),
        accountId,
        divisionId,
        Optional.of(resourceType),
        Optional.of(resourceId),
        actor.requestId(),
        actor.address(),
        Map.copyOf(details));
  }
}
