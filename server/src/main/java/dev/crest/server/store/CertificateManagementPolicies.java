package dev.crest.server.store;

import dev.crest.pkix.KeyType;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Lifecycle.Noun;
import dev.crest.server.store.Lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Certificate management policies. Thread-safe; every change leaves an audit record. */
public final class CertificateManagementPolicies {
  private static final String NOUN = "certificate-management-policy";

  private final Writer writer;
  private final Database database;

  CertificateManagementPolicies(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * Lists the policies within reach. Filters: {@code name} (contains), {@code division_id}, {@code
   * status} (without it, deleted ones are left out), {@code method}, {@code model}, {@code
   * profile_id}, {@code authority_id}, {@code authentication_policy_id}. Sort keys: {@code name},
   * {@code created_at}, {@code updated_at}.
   *
   * @throws Refused {@code INVALID} naming what is wrong with the query
   */
  public Page<PolicyRecord> list(Reach reach, ListQuery query) {
    var listing =
        new Listing<PolicyRecord>(database, query, "p.id")
            .within(reach, "p.account_id", "p.division_id")
            .contains("name", "p.name")
            .equal("division_id", "p.division_id")
            .constant(
                "status", AuthenticationPolicies.STATUS, AuthenticationPolicyRecord.Status.class)
            .constant("model", "p.model", Model.class)
            .equal("profile_id", "p.profile_id")
            .equal("authority_id", "p.authority_id")
            .equal("authentication_policy_id", "p.authentication_policy_id")
            .sort("name", Listing.SortKey.text("p.name"))
            .sort("created_at", Listing.SortKey.number("p.created_at"))
            .sort("updated_at", Listing.SortKey.number("p.updated_at"));
    if (listing.value("status").isEmpty()) {
      listing.where("p.deleted = 0");
    }
    method(listing);
    return database.read(
        c -> listing.page(c, PolicyTable.COLUMNS, row -> PolicyTable.record(c, row)));
  }

  private static void method(Listing<PolicyRecord> listing) {
    var known = Arrays.stream(Method.values()).map(m -> m.name().toLowerCase(Locale.ROOT)).toList();
    listing
        .value("method")
        .ifPresent(method -> {
          if (known.contains(method)) {
            // An underscore stands for any character, which does no harm among these names.
            listing.where("' ' || p.methods || ' ' like ?", "% " + method + " %");
          } else {
            listing.fault("method", "must be one of " + String.join(", ", known));
          }
        });
  }

  /** Returns the issuing CA that an account's policies use where nothing is said: its oldest. */
  public Optional<String> usualAuthority(String accountId) {
    return database.read(c ->
        Sql.first(
            c,
            """
            select id from certificate_authority where account_id = ? and kind = 'issuing' and enabled = 1
            order by created_at, id limit 1\
            """,
            row -> row.text("id"),
            accountId));
  }

  /** Finds one within reach, also a deleted one. */
  public Optional<PolicyRecord> find(Reach reach, String id) {
    return database.read(c -> find(c, reach, id));
  }

  /**
   * Makes a policy, whoever asks; returns it with its fresh id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public CertificateManagementPolicy create(Actor actor, PolicyDraft draft) {
    return writer.edit(scope ->
        create(
                scope,
                actor,
                draft,
                Divisions.find(scope.connection(), draft.divisionId()),
                List.of())
            .policy());
  }

  /**
   * Makes a policy.
   *
   * @param found what was wrong already with what the draft was read from: said with all the rest
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public PolicyRecord create(Actor actor, Reach reach, PolicyDraft draft, List<Fault> found) {
    return writer.edit(scope ->
        create(
            scope,
            actor,
            draft,
            Divisions.find(scope.connection(), reach, draft.divisionId()),
            found));
  }

  private static PolicyRecord create(
      Change.Scope scope,
      Actor actor,
      PolicyDraft draft,
      Optional<Accounts.Division> division,
      List<Fault> found)
      throws SQLException {
    var c = scope.connection();
    var faults = new Faults().add(found);
    if (division.isEmpty()) {
      faults.unknown("division_id");
    }
    var accountId = division.map(Accounts.Division::accountId).orElse("");
    new PolicyFitness(draft, accountId, Optional.empty()).check(c, faults);
    faults.refuse(NOUN);
    var id = Identifiers.nextPolicy();
    PolicyTable.insert(scope, id, accountId, draft);
    scope.outdates(Change.Cached.POLICIES);
    var record = new ChangeRecord(NOUN, "create", id).account(accountId);
    fields(draft).forEach(record::after);
    scope.report(record.division(draft.divisionId()).by(actor, scope.now()));
    return PolicyTable.record(c, id).orElseThrow();
  }

  /**
   * Changes everything about a policy but its id and division.
   *
   * @param expectedVersion the version that the draft was made from; empty for any
   * @param found what was wrong already with what the draft was read from: said with all the rest
   * @throws Refused {@code NOT_FOUND}; {@code INVALID} naming every field; {@code CONFLICT} if it
   *     was changed meanwhile, or a name, a label or being the default is another's
   */
  public PolicyRecord update(
      Actor actor,
      Reach reach,
      String id,
      OptionalLong expectedVersion,
      PolicyDraft draft,
      List<Fault> found) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var known =
          find(c, reach, id)
              .filter(record -> !record.policy().deleted())
              .orElseThrow(() -> Faults.notFound(NOUN));
      Faults.refuseChanged(NOUN, expectedVersion, known.version());
      var policy = known.policy();
      var faults = new Faults().add(found);
      faults.require(
          draft.divisionId().equals(policy.divisionId()), "division_id", "cannot be changed");
      new PolicyFitness(draft, policy.accountId(), Optional.of(policy)).check(c, faults);
      faults.clash(
          draft.model() != policy.model()
              && !Uses.names(c, PolicyAssignments.GROUPS_OF, id).isEmpty(),
          "model",
          "cannot be changed while the policy is assigned to device groups");
      faults.refuse(NOUN);
      PolicyTable.update(scope, id, draft);
      scope.outdates(Change.Cached.POLICIES);
      var record = new ChangeRecord(NOUN, "update", id).account(policy.accountId());
      var before = fields(PolicyDraft.of(policy));
      fields(draft)
          .forEach((field, after) ->
              record.changed(field, Objects.requireNonNull(before.get(field)), after));
      scope.report(record.division(policy.divisionId()).by(actor, scope.now()));
      return PolicyTable.record(c, id).orElseThrow();
    });
  }

  /**
   * Switches on or off; does nothing where it is so already.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if it was changed meanwhile
   */
  public PolicyRecord setEnabled(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, boolean enabled) {
    return writer.edit(scope -> {
      Lifecycle.setEnabled(scope, actor, subject(reach, id, expectedVersion), enabled);
      return PolicyTable.record(scope.connection(), id).orElseThrow();
    });
  }

  /**
   * Deletes, so that it can be restored; returns the names of the device groups that use it, the
   * first ten at most, for a warning.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if it was changed meanwhile
   */
  public List<String> delete(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      Lifecycle.delete(scope, actor, subject(reach, id, expectedVersion));
      return Uses.names(scope.connection(), PolicyAssignments.GROUPS_OF, id);
    });
  }

  /**
   * Restores; a label that another policy took meanwhile does not come back, nor does being the
   * default where another is.
   *
   * @throws Refused {@code NOT_FOUND} for one that is not deleted; {@code CONFLICT} if it was
   *     changed meanwhile, its name was taken, what it needs is deleted, or the plan forbids it
   */
  public PolicyRecord restore(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      Lifecycle.restore(scope, actor, subject(reach, id, expectedVersion));
      return PolicyTable.record(scope.connection(), id).orElseThrow();
    });
  }

  private static Subject subject(Reach reach, String id, OptionalLong expectedVersion) {
    return Subject.of(Noun.CERTIFICATE_MANAGEMENT_POLICY, reach, id, expectedVersion);
  }

  private static Optional<PolicyRecord> find(Connection c, Reach reach, String id)
      throws SQLException {
    return PolicyTable.record(c, id)
        .filter(record -> reach.covers(record.policy().accountId(), record.policy().divisionId()));
  }

  /** Returns what an audit record says of a policy, by field. */
  private static Map<String, Object> fields(PolicyDraft draft) {
    var fields = new TreeMap<String, Object>();
    fields.put("name", draft.name());
    fields.put("methods", PolicyTable.methods(draft.methods()));
    fields.put("model", draft.model());
    fields.put("labels", String.join(" ", draft.labels().stream().sorted().toList()));
    fields.put("is_default", draft.isDefault());
    fields.put("authentication_policy_id", draft.authenticationPolicyId());
    fields.put("restrictions", RestrictionsJson.write(draft.restrictions()));
    fields.put("profile_id", draft.profileId());
    fields.put("authority_id", draft.authorityId());
    fields.put("keypair_generation", draft.keypairGeneration());
    fields.put("default_key_type", draft.defaultKeyType().map(KeyType::title));
    fields.put("requester_chooses_key_type", draft.requesterChoosesKeyType());
    fields.put("reenrollment", draft.reenrollment());
    fields.put("channel_binding", draft.channelBinding());
    fields.put("resubmission_window", draft.resubmissionWindow());
    return fields;
  }
}
