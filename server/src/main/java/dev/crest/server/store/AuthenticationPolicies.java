package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.CredentialDraft.Proof;
import dev.crest.server.store.Lifecycle.Noun;
import dev.crest.server.store.Lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Authentication policies: containers of credentials. Thread-safe; every change leaves an audit
 * record.
 */
public final class AuthenticationPolicies {
  private static final String NOUN = "authentication-policy";

  private static final int MOST_CREDENTIALS = 100;

  private static final String SAME_NAME =
      "select 1 from authentication_policy where account_id = ? and name = ? and id <> ? and deleted = 0";

  private static final String INSERT =
      """
      insert into authentication_policy (id, account_id, division_id, name, description, enabled,
        deleted, created_at, updated_at)
      values (?, ?, ?, ?, ?, 1, 0, ?, ?)\
      """;

  private static final String SELECT =
      """
      select p.*, (select count(*) from credential c where c.authentication_policy_id = p.id and c.deleted = 0)
        as credentials
      from authentication_policy p\
      """;

  static final String STATUS =
      "case when p.deleted = 1 then 'deleted' when p.enabled = 0 then 'disabled' else 'active' end";

  private final Writer writer;
  private final Database database;
  private final Credentials credentials;

  AuthenticationPolicies(Writer writer, Database database, Credentials credentials) {
    this.writer = writer;
    this.database = database;
    this.credentials = credentials;
  }

  /**
   * What all kinds of credential share.
   *
   * @param name unique in its authentication policy
   * @param usageLimit empty for unlimited
   * @param start not valid before
   * @param end not valid from then on
   * @param registeredValues checks on, or values for, requests
   */
  public record Terms(
      String name,
      String description,
      OptionalLong usageLimit,
      Optional<Instant> start,
      Optional<Instant> end,
      List<RegisteredValue> registeredValues) {
    /** Returns terms without any limit. */
    public static Terms unlimited(String name) {
      return new Terms(
          name, "", OptionalLong.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** Returns the same with a usage limit. */
    public Terms limited(long uses) {
      return new Terms(name, description, OptionalLong.of(uses), start, end, registeredValues);
    }
  }

  /** An authentication policy that was made together with credentials, in their order. */
  public record Made(AuthenticationPolicyRecord policy, List<CredentialRecord> credentials) {}

  /**
   * What is to become of an authentication policy.
   *
   * @param divisionId cannot change
   */
  public record Draft(String divisionId, String name, String description) {}

  /**
   * Lists the authentication policies within reach. Filters: {@code search} (in name and
   * description), {@code name} (equal), {@code division_id}, {@code status}; without the latter,
   * deleted ones are left out. Sort keys: {@code name}, {@code created_at}, {@code updated_at}.
   *
   * @throws Refused {@code INVALID} naming what is wrong with the query
   */
  public Page<AuthenticationPolicyRecord> list(Reach reach, ListQuery query) {
    var listing =
        new Listing<AuthenticationPolicyRecord>(database, query, "p.id")
            .within(reach, "p.account_id", "p.division_id")
            .contains("search", "p.name", "p.description")
            .equal("name", "p.name")
            .equal("division_id", "p.division_id")
            .constant("status", STATUS, AuthenticationPolicyRecord.Status.class)
            .sort("name", Listing.SortKey.text("p.name"))
            .sort("created_at", Listing.SortKey.number("p.created_at"))
            .sort("updated_at", Listing.SortKey.number("p.updated_at"));
    if (listing.value("status").isEmpty()) {
      listing.where("p.deleted = 0");
    }
    return database.read(c -> listing.page(c, SELECT, AuthenticationPolicies::map));
  }

  /** Finds one within reach, also a deleted one. */
  public Optional<AuthenticationPolicyRecord> find(Reach reach, String id) {
    return database.read(c -> find(c, reach, id));
  }

  /**
   * Makes an empty authentication policy, whoever asks; returns its id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String create(Actor actor, String divisionId, String name, String description) {
    return writer.edit(scope ->
        create(
                scope,
                actor,
                Divisions.find(scope.connection(), divisionId),
                new Draft(divisionId, name, description),
                List.of())
            .policy()
            .id());
  }

  /**
   * Makes an authentication policy together with credentials: all of it or nothing.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field, those of a credential
   *     as {@code credentials[0].name}
   */
  public Made create(Actor actor, Reach reach, Draft draft, List<CredentialDraft> held) {
    var prepared = held.stream().map(CredentialWrite::prepare).toList();
    return writer.edit(scope ->
        create(
            scope,
            actor,
            Divisions.find(scope.connection(), reach, draft.divisionId()),
            draft,
            prepared));
  }

  private static Made create(
      Change.Scope scope,
      Actor actor,
      Optional<Accounts.Division> division,
      Draft draft,
      List<CredentialWrite> held)
      throws SQLException {
    var c = scope.connection();
    var faults = new Faults().name(draft.name()).description(draft.description());
    if (division.isEmpty()) {
      faults.unknown("division_id");
    }
    var accountId = division.map(Accounts.Division::accountId).orElse("");
    faults.clash(
        Sql.exists(c, SAME_NAME, accountId, draft.name(), ""), "name", "is taken in this account");
    var id = Identifiers.next(scope.now());
    boolean good = faults.none();
    if (good) {
      insert(scope, actor, id, accountId, draft);
    }
    faults.require(
        held.size() <= MOST_CREDENTIALS, "credentials", "must be at most " + MOST_CREDENTIALS);
    var container = new CredentialWrite.Container(id, accountId, draft.divisionId());
    var made = new ArrayList<String>();
    for (int i = 0; i < held.size(); i++) {
      var found = held.get(i).check(c, container, scope.now());
      faults.about("credentials[" + i + "]", found);
      if (good && found.none()) {
        // The next one is checked against this one.
        made.add(held.get(i).insert(scope, actor, container));
      }
    }
    faults.refuse(NOUN);
    var stored = new ArrayList<CredentialRecord>();
    for (var credential : made) {
      stored.add(CredentialRows.found(c, credential, scope.now()));
    }
    return new Made(find(c, id).orElseThrow(), List.copyOf(stored));
  }

  private static void insert(
      Change.Scope scope, Actor actor, String id, String accountId, Draft draft)
      throws SQLException {
    Sql.update(
        scope.connection(),
        INSERT,
        id,
        accountId,
        draft.divisionId(),
        draft.name(),
        draft.description(),
        scope.now(),
        scope.now());
    scope.report(
        new ChangeRecord(NOUN, "create", id)
            .account(accountId)
            .division(draft.divisionId())
            .after("name", draft.name())
            .after("description", draft.description())
            .by(actor, scope.now()));
  }

  /**
   * Changes name and description.
   *
   * @param expectedVersion the version that the draft was made from; empty for any
   * @throws Refused {@code NOT_FOUND}; {@code INVALID} naming every field; {@code CONFLICT} if it
   *     was changed meanwhile or the name is taken
   */
  public AuthenticationPolicyRecord update(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var known =
          find(c, reach, id)
              .filter(policy -> !policy.deleted())
              .orElseThrow(() -> Faults.notFound(NOUN));
      Faults.refuseChanged(NOUN, expectedVersion, known.version());
      new Faults()
          .name(draft.name())
          .description(draft.description())
          .require(
              draft.divisionId().equals(known.divisionId()), "division_id", "cannot be changed")
          .clash(
              Sql.exists(c, SAME_NAME, known.accountId(), draft.name(), id),
              "name",
              "is taken in this account")
          .refuse(NOUN);
      Sql.update(
          c,
          "update authentication_policy set name = ?, description = ?, version = version + 1, updated_at = ? where id = ?",
          draft.name(),
          draft.description(),
          scope.now(),
          id);
      scope.report(
          new ChangeRecord(NOUN, "update", id)
              .account(known.accountId())
              .division(known.divisionId())
              .changed("name", known.name(), draft.name())
              .changed("description", known.description(), draft.description())
              .by(actor, scope.now()));
      return find(c, id).orElseThrow();
    });
  }

  /**
   * Switches on or off; while off, no credential in it is good. Does nothing where it is so
   * already.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if it was changed meanwhile
   */
  public AuthenticationPolicyRecord setEnabled(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, boolean enabled) {
    return writer.edit(scope -> {
      var subject = Subject.of(Noun.AUTHENTICATION_POLICY, reach, id, expectedVersion);
      Lifecycle.setEnabled(scope, actor, subject, enabled);
      return find(scope.connection(), id).orElseThrow();
    });
  }

  /**
   * Deletes with all its credentials, so that it can be restored.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if it was changed meanwhile, or naming what
   *     uses it
   */
  public void delete(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    writer.edit(scope ->
        Lifecycle.delete(
            scope, actor, Subject.of(Noun.AUTHENTICATION_POLICY, reach, id, expectedVersion)));
  }

  /**
   * Restores.
   *
   * @throws Refused {@code NOT_FOUND} for one that is not deleted; {@code CONFLICT} if it was
   *     changed meanwhile or its name was taken
   */
  public AuthenticationPolicyRecord restore(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      var subject = Subject.of(Noun.AUTHENTICATION_POLICY, reach, id, expectedVersion);
      Lifecycle.restore(scope, actor, subject);
      return find(scope.connection(), id).orElseThrow();
    });
  }

  /**
   * Adds a passcode, whoever asks; returns the credential's id. See {@link Proof.Passcode}.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String addPasscode(
      Actor actor,
      String authenticationPolicyId,
      Terms terms,
      byte[] verifier,
      String shownPrefix,
      Optional<String> userName) {
    return credentials.add(
        actor,
        authenticationPolicyId,
        new CredentialDraft(terms, new Proof.Passcode(verifier, shownPrefix, userName)));
  }

  /**
   * Adds a certificate that authenticates whoever has its key, whoever asks; returns the
   * credential's id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String addAuthenticationCertificate(
      Actor actor, String authenticationPolicyId, Terms terms, Certificate certificate) {
    return credentials.add(
        actor,
        authenticationPolicyId,
        new CredentialDraft(terms, new Proof.AuthenticationCertificate(certificate)));
  }

  /**
   * Adds a CA whose end-entity certificates authenticate, whoever asks; returns the credential's
   * id. See {@link Proof.AuthenticationAuthority}.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String addAuthenticationAuthority(
      Actor actor,
      String authenticationPolicyId,
      Terms terms,
      Certificate certificate,
      boolean bindName,
      boolean unboundByIntent) {
    return credentials.add(
        actor,
        authenticationPolicyId,
        new CredentialDraft(
            terms,
            new Proof.AuthenticationAuthority(
                certificate, bindName, unboundByIntent, Optional.empty())));
  }

  private static Optional<AuthenticationPolicyRecord> find(Connection c, Reach reach, String id)
      throws SQLException {
    return find(c, id).filter(policy -> reach.covers(policy.accountId(), policy.divisionId()));
  }

  static Optional<AuthenticationPolicyRecord> find(Connection c, String id) throws SQLException {
    return Sql.first(c, SELECT + " where p.id = ?", AuthenticationPolicies::map, id);
  }

  private static AuthenticationPolicyRecord map(Row row) throws SQLException {
    return new AuthenticationPolicyRecord(
        row.text("id"),
        row.text("account_id"),
        row.text("division_id"),
        row.text("name"),
        row.text("description"),
        row.flag("enabled"),
        row.flag("deleted"),
        row.number("credentials"),
        row.number("version"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}
