package dev.crest.server.store;

import dev.crest.ca.profile.Profile;
import dev.crest.estwire.CaLabel;
import dev.crest.pkix.KeyType;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Makes certificate management policies. Thread-safe; every change leaves an audit record. */
public final class CertificateManagementPolicies {
  private static final int MOST_LABELS = 20;
  private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

  private final Writer writer;

  CertificateManagementPolicies(Writer writer) {
    this.writer = writer;
  }

  /**
   * Makes a policy; returns it with its fresh id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public CertificateManagementPolicy create(Actor actor, PolicyDraft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var accountId = check(c, draft);
      var id = Identifiers.nextPolicy();
      insert(scope, id, accountId, draft);
      scope.outdates(Change.Cached.POLICIES);
      scope.report(
          describe(new ChangeRecord("certificate-management-policy", "create", id), draft)
              .account(accountId)
              .by(actor, scope.now()));
      return PolicyTable.byId(c, id).orElseThrow();
    });
  }

  /** Returns the account. */
  private static String check(Connection c, PolicyDraft draft) throws SQLException {
    var faults = new Faults().name(draft.name());
    var division = Accounts.division(c, draft.divisionId());
    if (division.isEmpty()) {
      faults.unknown("division_id");
    }
    var accountId = division.map(Accounts.Division::accountId).orElse("");
    model(c, accountId, draft, faults);
    faults.require(!draft.methods().isEmpty(), "methods", "must name at least one");
    faults.require(
        authenticates(c, draft),
        "authentication_policy_id",
        "there is no such thing in this division");
    faults.require(
        issues(c, accountId, draft.authorityId()),
        "authority_id",
        "there is no such enabled issuing CA in this account");
    keys(c, accountId, draft, faults);
    served(c, accountId, draft, faults);
    faults.reading(() -> RestrictionsJson.read(RestrictionsJson.write(draft.restrictions())));
    faults.require(
        !draft.resubmissionWindow().isNegative()
            && draft.resubmissionWindow().compareTo(LONGEST_WINDOW) <= 0,
        "resubmission_window",
        "must be between nothing and a day");
    faults.refuse("certificate-management-policy");
    return accountId;
  }

  private static void model(Connection c, String accountId, PolicyDraft draft, Faults faults)
      throws SQLException {
    var plan = Accounts.find(c, accountId).map(Accounts.Account::plan);
    faults.require(
        draft.model() == Model.CERTIFICATE_ISSUANCE
            || !plan.equals(Optional.of(Accounts.Plan.ESSENTIALS)),
        "model",
        "secure device lifecycle needs an Advanced plan");
  }

  private static boolean authenticates(Connection c, PolicyDraft draft) throws SQLException {
    return Sql.exists(
        c,
        "select 1 from authentication_policy where id = ? and division_id = ? and deleted = 0",
        draft.authenticationPolicyId(),
        draft.divisionId());
  }

  private static boolean issues(Connection c, String accountId, String authorityId)
      throws SQLException {
    return Sql.exists(
        c,
        "select 1 from certificate_authority where id = ? and account_id = ? and kind = 'issuing' and enabled = 1",
        authorityId,
        accountId);
  }

  private static void keys(Connection c, String accountId, PolicyDraft draft, Faults faults)
      throws SQLException {
    var profile = profile(c, accountId, draft);
    if (profile.isEmpty()) {
      faults.require(false, "profile_id", "there is no such thing for this division");
      return;
    }
    var allowed = profile.get().keys().allowed();
    faults.require(
        draft.defaultKeyType().isEmpty() || allowed.contains(draft.defaultKeyType().get()),
        "default_key_type",
        "must be one that the profile allows");
    boolean local = draft.keypairGeneration() == KeypairGeneration.LOCAL;
    faults.require(
        !local || draft.defaultKeyType().isEmpty(),
        "default_key_type",
        "is only for keys made by the server");
    faults.require(
        !local || !draft.requesterChoosesKeyType(),
        "requester_chooses_key_type",
        "is only for keys made by the server");
  }

  private static Optional<Profile> profile(Connection c, String accountId, PolicyDraft draft)
      throws SQLException {
    return Sql.first(
        c,
        """
        select f.content from certificate_profile f
        where f.id = ? and f.account_id = ? and f.enabled = 1 and f.deleted = 0 and (f.all_divisions = 1 or exists
          (select 1 from certificate_profile_division d where d.profile_id = f.id and d.division_id = ?))\
        """,
        row -> Json.stored(row.text("content"), ProfileJson::read),
        draft.profileId(),
        accountId,
        draft.divisionId());
  }

  private static void served(Connection c, String accountId, PolicyDraft draft, Faults faults)
      throws SQLException {
    faults.require(
        draft.labels().size() <= MOST_LABELS, "labels", "must be at most " + MOST_LABELS);
    faults.require(
        Set.copyOf(draft.labels()).size() == draft.labels().size(),
        "labels",
        "must each be named once");
    faults.require(
        draft.labels().stream().allMatch(CaLabel::isValid),
        "labels",
        "must be path segments of 1 to 128 allowed characters, and no operation's name");
    for (var label : draft.labels()) {
      if (CaLabel.isValid(label)) {
        faults.clash(
            Sql.exists(c, "select 1 from policy_label where label = ?", label),
            "labels",
            label + " is taken");
      }
    }
    faults.clash(
        Sql.exists(
            c,
            "select 1 from certificate_management_policy where account_id = ? and name = ? and deleted = 0",
            accountId,
            draft.name()),
        "name",
        "is taken in this account");
    faults.clash(
        draft.isDefault() && PolicyTable.byDefault(c).isPresent(),
        "is_default",
        "another policy is the default: the URL without a label names no account, so there is one in all");
  }

  private static void insert(Change.Scope scope, String id, String accountId, PolicyDraft draft)
      throws SQLException {
    Sql.update(
        scope.connection(),
        PolicyTable.INSERT,
        id,
        accountId,
        draft.divisionId(),
        draft.name(),
        PolicyTable.methods(draft.methods()),
        draft.model(),
        draft.isDefault(),
        draft.authenticationPolicyId(),
        RestrictionsJson.write(draft.restrictions()),
        draft.profileId(),
        draft.authorityId(),
        draft.keypairGeneration(),
        draft.defaultKeyType(),
        draft.requesterChoosesKeyType(),
        draft.reenrollment(),
        draft.channelBinding(),
        draft.resubmissionWindow().toMillis(),
        scope.now(),
        scope.now());
    Sql.batch(
        scope.connection(),
        "insert into policy_label (label, policy_id) values (?, ?)",
        draft.labels().stream().map(label -> new Object[] {label, id}).toList());
  }

  private static ChangeRecord describe(ChangeRecord record, PolicyDraft draft) {
    return record
        .division(draft.divisionId())
        .after("name", draft.name())
        .after("methods", PolicyTable.methods(draft.methods()))
        .after("model", draft.model())
        .after("labels", String.join(" ", draft.labels()))
        .after("is_default", draft.isDefault())
        .after("authentication_policy_id", draft.authenticationPolicyId())
        .after("restrictions", RestrictionsJson.write(draft.restrictions()))
        .after("profile_id", draft.profileId())
        .after("authority_id", draft.authorityId())
        .after("keypair_generation", draft.keypairGeneration())
        .after("default_key_type", draft.defaultKeyType().map(KeyType::title))
        .after("requester_chooses_key_type", draft.requesterChoosesKeyType())
        .after("reenrollment", draft.reenrollment())
        .after("channel_binding", draft.channelBinding())
        .after("resubmission_window", draft.resubmissionWindow());
  }
}
