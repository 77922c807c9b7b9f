package dev.crest.server.store;

import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.Credential.Revocation;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.CredentialRecord.ListedRevocations;
import dev.crest.server.store.CredentialWrite.Container;
import dev.crest.server.store.Lifecycle.Noun;
import dev.crest.server.store.Lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The credentials of authentication policies, of all kinds. Thread-safe; every change leaves an
 * audit record.
 */
public final class Credentials {
  private static final String NOUN = "credential";

  private static final String UPDATE =
      """
      update credential set name = ?, description = ?, user_name = ?, bind_name = ?, usage_limit = ?, start_at = ?,
        end_at = ?, registered_values = ?, version = version + 1, updated_at = ? where id = ?\
      """;

  private static final String SET_REVOCATIONS =
      """
      update credential set crl_sha256 = ?, crl_hard = ?, crl_this_update = ?, crl_next_update = ?, crl_size = ?,
        version = version + 1, updated_at = ? where id = ?\
      """;

  private final Writer writer;
  private final Database database;
  private final CredentialContents contents;
  private final InstantSource clock;

  Credentials(Writer writer, Database database, CredentialContents contents, InstantSource clock) {
    this.writer = writer;
    this.database = database;
    this.contents = contents;
    this.clock = clock;
  }

  /**
   * Lists the credentials of an authentication policy. Filters: {@code kind}, {@code status}
   * (without it, deleted ones are left out), {@code name} (contains), {@code name_prefix}. Sort
   * keys: {@code name}, {@code created_at}, {@code updated_at}, {@code last_used}, {@code uses}.
   *
   * @throws Refused {@code NOT_FOUND} for an authentication policy out of reach; {@code INVALID}
   *     naming what is wrong with the query
   */
  public Page<CredentialRecord> list(Reach reach, String policyId, ListQuery query) {
    var now = clock.instant();
    var listing =
        new Listing<CredentialRecord>(database, query, "c.id")
            .where("c.authentication_policy_id = ?", policyId)
            .constant("kind", "c.kind", CredentialKind.class)
            .constant("status", CredentialRows.status(now), CredentialRecord.Status.class)
            .contains("name", "c.name")
            .prefix("name_prefix", "c.name")
            .sort("name", Listing.SortKey.text("c.name"))
            .sort("created_at", Listing.SortKey.number("c.created_at"))
            .sort("updated_at", Listing.SortKey.number("c.updated_at"))
            .sort("last_used", Listing.SortKey.number("coalesce(c.last_used, 0)"))
            .sort("uses", Listing.SortKey.number("c.uses"));
    if (listing.value("status").isEmpty()) {
      listing.where("c.deleted = 0");
    }
    return database.read(c -> {
      if (container(c, Optional.of(reach), policyId, true).isEmpty()) {
        throw Faults.notFound("authentication-policy");
      }
      return listing.page(c, CredentialRows.SELECT, row -> CredentialRows.map(row, now));
    });
  }

  /** Finds one within reach, also a deleted one. */
  public Optional<CredentialRecord> find(Reach reach, String id) {
    return database.read(c -> CredentialRows.find(c, reach, id, clock.instant()));
  }

  /**
   * Adds a credential.
   *
   * @throws Refused {@code NOT_FOUND} for an authentication policy out of reach or deleted; {@code
   *     INVALID} or {@code CONFLICT} naming every field
   */
  public CredentialRecord create(Actor actor, Reach reach, String policyId, CredentialDraft draft) {
    var write = CredentialWrite.prepare(draft);
    return writer.edit(scope -> {
      var c = scope.connection();
      var container =
          container(c, Optional.of(reach), policyId, false)
              .orElseThrow(() -> Faults.notFound("authentication-policy"));
      write.check(c, container, scope.now()).refuse(NOUN);
      return CredentialRows.found(c, write.insert(scope, actor, container), scope.now());
    });
  }

  /** Adds a credential, whoever asks; returns its id. */
  String add(Actor actor, String policyId, CredentialDraft draft) {
    var write = CredentialWrite.prepare(draft);
    return writer.edit(scope -> {
      var c = scope.connection();
      var container = container(c, Optional.empty(), policyId, false);
      var faults = write.check(c, container.orElse(new Container(policyId, "", "")), scope.now());
      if (container.isEmpty()) {
        faults.unknown("authentication_policy_id");
      }
      faults.refuse(NOUN);
      return write.insert(scope, actor, container.orElseThrow());
    });
  }

  private static Optional<Container> container(
      Connection c, Optional<Reach> reach, String id, boolean alsoDeleted) throws SQLException {
    return AuthenticationPolicies.find(c, id)
        .filter(policy -> alsoDeleted || !policy.deleted())
        .filter(policy ->
            reach.isEmpty() || reach.get().covers(policy.accountId(), policy.divisionId()))
        .map(policy -> new Container(id, policy.accountId(), policy.divisionId()));
  }

  /**
   * Changes a credential; what proves it stays.
   *
   * @param expectedVersion the version that the draft was made from; empty for any
   * @throws Refused {@code NOT_FOUND}; {@code INVALID} naming every field; {@code CONFLICT} if it
   *     was changed meanwhile or the name is taken
   */
  public CredentialRecord update(
      Actor actor,
      Reach reach,
      String id,
      OptionalLong expectedVersion,
      CredentialDraft.Update draft) {
    var values = CredentialContents.prepare(draft.terms().registeredValues());
    return writer.edit(scope -> {
      var known = existing(scope, reach, id, expectedVersion);
      check(scope, known, draft);
      CredentialContents.prune(scope, id, named(known));
      CredentialContents.insert(scope, id, values.contents());
      var terms = draft.terms();
      Sql.update(
          scope.connection(),
          UPDATE,
          terms.name(),
          terms.description(),
          draft.userName(),
          draft.bindName(),
          terms.usageLimit(),
          terms.start(),
          terms.end(),
          values.json(),
          scope.now(),
          id);
      scope.outdates(Change.Cached.CREDENTIALS);
      scope.report(describe(known, draft, values.json()).by(actor, scope.now()));
      return CredentialRows.found(scope.connection(), id, scope.now());
    });
  }

  private static void check(
      Change.Scope scope, CredentialRecord known, CredentialDraft.Update draft)
      throws SQLException {
    var faults = new Faults();
    var terms = draft.terms();
    boolean passcode = known.kind() == CredentialKind.PASSCODE;
    boolean authority = known.kind() == CredentialKind.AUTHENTICATION_AUTHORITY;
    CredentialWrite.terms(terms, passcode, faults);
    faults.require(
        terms.end().equals(known.end())
            || terms.end().isEmpty()
            || terms.end().get().isAfter(scope.now()),
        "end",
        "must be in the future");
    faults.require(passcode || draft.userName().isEmpty(), "user_name", "is only for a passcode");
    CredentialWrite.userName(draft.userName(), faults);
    faults.require(authority || !draft.bindName(), "bind_name", "is only for an authentication CA");
    if (authority) {
      CredentialWrite.bound(draft.bindName(), draft.unbound(), terms, faults);
    }
    faults
        .clash(
            CredentialWrite.nameTaken(
                scope.connection(), known.authenticationPolicyId(), known.id(), terms.name()),
            "name",
            "is taken in this authentication policy")
        .refuse(NOUN);
  }

  private static ChangeRecord describe(
      CredentialRecord known, CredentialDraft.Update draft, String values) {
    var terms = draft.terms();
    return record(known, "update")
        .changed("name", known.name(), terms.name())
        .changed("description", known.description(), terms.description())
        .changed("user_name", known.userName(), draft.userName())
        .changed("bind_name", known.bindName(), draft.bindName())
        .changed("usage_limit", known.usageLimit(), terms.usageLimit())
        .changed("start", known.start(), terms.start())
        .changed("end", known.end(), terms.end())
        .changed("registered_values", RegisteredValuesJson.write(known.registeredValues()), values);
  }

  private static ChangeRecord record(CredentialRecord known, String verb) {
    return new ChangeRecord(NOUN, verb, known.id())
        .account(known.accountId())
        .division(known.divisionId());
  }

  /**
   * Returns what a credential's registered values are, long lists in full.
   *
   * @throws Refused {@code NOT_FOUND}
   */
  public List<RegisteredValue> registeredValues(Reach reach, String id) {
    return database.read(c -> {
      var known =
          CredentialRows.find(c, reach, id, clock.instant())
              .orElseThrow(() -> Faults.notFound(NOUN));
      return contents.values(c, id, RegisteredValuesJson.write(known.registeredValues()));
    });
  }

  /**
   * Puts a list in place of the one that a field was looked up in, or adds it.
   *
   * @param values as {@link RegisteredList#read} returns them
   * @throws Refused as {@link #update}
   */
  public CredentialRecord setList(
      Actor actor,
      Reach reach,
      String id,
      OptionalLong expectedVersion,
      String field,
      List<String> values) {
    var known = find(reach, id).orElseThrow(() -> Faults.notFound(NOUN));
    var registered = new ArrayList<>(registeredValues(reach, id));
    var list = new RegisteredValue(field, Match.IN_LIST, values);
    int at = indexOfList(registered, field);
    if (at < 0) {
      registered.add(list);
    } else {
      registered.set(at, list);
    }
    var terms =
        new Terms(
            known.name(),
            known.description(),
            known.usageLimit(),
            known.start(),
            known.end(),
            List.copyOf(registered));
    // The values were read before the change, so the change is for that version only.
    Faults.refuseChanged(NOUN, expectedVersion, known.version());
    return update(
        actor,
        reach,
        id,
        OptionalLong.of(known.version()),
        new CredentialDraft.Update(terms, known.userName(), known.bindName(), known.unbound()));
  }

  private static int indexOfList(List<RegisteredValue> registered, String field) {
    for (int i = 0; i < registered.size(); i++) {
      var value = registered.get(i);
      if (value.match() == Match.IN_LIST && value.field().equals(field)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Says what an authentication CA took back, in place of what it said before.
   *
   * @param revocation empty to forget it
   * @throws Refused {@code NOT_FOUND}; {@code INVALID} for another kind of credential or another
   *     CA's list; {@code CONFLICT} if it was changed meanwhile or a newer list is there
   */
  public CredentialRecord setRevocationList(
      Actor actor,
      Reach reach,
      String id,
      OptionalLong expectedVersion,
      Optional<Revocation> revocation) {
    return writer.edit(scope -> {
      var known = existing(scope, reach, id, expectedVersion);
      check(known, revocation);
      CredentialContents.prune(scope, id, named(known));
      var der = revocation.map(r -> r.list().der());
      if (der.isPresent()) {
        CredentialContents.insert(
            scope, id, Map.of(CredentialContents.sha256(der.get()), der.get().bytes()));
      }
      Sql.update(
          scope.connection(),
          SET_REVOCATIONS,
          der.map(CredentialContents::sha256),
          revocation.filter(Revocation::hard).isPresent(),
          revocation.map(r -> r.list().thisUpdate()),
          revocation.flatMap(r -> r.list().nextUpdate()),
          revocation.map(r -> r.list().size()),
          scope.now(),
          id);
      scope.outdates(Change.Cached.CREDENTIALS);
      scope.report(
          record(known, "set-revocation-list")
              .changed(
                  "revocation_list",
                  known.revocationList().map(ListedRevocations::sha256),
                  der.map(CredentialContents::sha256))
              .changed(
                  "hard",
                  known.revocationList().map(ListedRevocations::hard),
                  revocation.map(Revocation::hard))
              .by(actor, scope.now()));
      return CredentialRows.found(scope.connection(), id, scope.now());
    });
  }

  private static void check(CredentialRecord known, Optional<Revocation> revocation) {
    var faults = new Faults();
    boolean authority = known.kind() == CredentialKind.AUTHENTICATION_AUTHORITY;
    faults.require(authority, "revocation_list", "is only for an authentication CA");
    if (authority && revocation.isPresent()) {
      CredentialWrite.check(revocation.get(), known.certificate().orElseThrow(), faults);
      // An old list would let those in again that were revoked since.
      faults.clash(
          known
              .revocationList()
              .filter(list -> revocation.get().list().thisUpdate().isBefore(list.thisUpdate()))
              .isPresent(),
          "revocation_list",
          "is older than the one that is there");
    }
    faults.refuse(NOUN);
  }

  /** Returns the digests of what a credential names. */
  private static List<String> named(CredentialRecord known) {
    var named = new ArrayList<String>();
    known.registeredValues().stream().flatMap(v -> v.list().stream()).forEach(named::add);
    known.revocationList().map(ListedRevocations::sha256).ifPresent(named::add);
    return named;
  }

  /**
   * Switches on or off; does nothing where it is so already.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if it was changed meanwhile
   */
  public CredentialRecord setEnabled(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, boolean enabled) {
    return writer.edit(scope -> {
      Lifecycle.setEnabled(
          scope, actor, Subject.of(Noun.CREDENTIAL, reach, id, expectedVersion), enabled);
      return CredentialRows.found(scope.connection(), id, scope.now());
    });
  }

  /**
   * Deletes, so that it can be restored.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if it was changed meanwhile
   */
  public void delete(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    writer.edit(scope ->
        Lifecycle.delete(scope, actor, Subject.of(Noun.CREDENTIAL, reach, id, expectedVersion)));
  }

  /**
   * Restores.
   *
   * @throws Refused {@code NOT_FOUND} for one that is not deleted; {@code CONFLICT} if it was
   *     changed meanwhile, its name or value was taken, or its authentication policy is deleted
   */
  public CredentialRecord restore(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      Lifecycle.restore(scope, actor, Subject.of(Noun.CREDENTIAL, reach, id, expectedVersion));
      return CredentialRows.found(scope.connection(), id, scope.now());
    });
  }

  private static CredentialRecord existing(
      Change.Scope scope, Reach reach, String id, OptionalLong expectedVersion)
      throws SQLException {
    var known =
        CredentialRows.find(scope.connection(), reach, id, scope.now())
            .filter(credential -> !credential.deleted())
            .orElseThrow(() -> Faults.notFound(NOUN));
    Faults.refuseChanged(NOUN, expectedVersion, known.version());
    return known;
  }
}
