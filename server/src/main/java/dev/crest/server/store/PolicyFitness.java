package dev.crest.server.store;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.SignatureAlgorithms;
import dev.crest.estwire.CaLabel;
import dev.crest.pkix.KeyType;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a draft of a certificate management policy fits what exists. Stateless.
 *
 * @param draft what is asked for
 * @param accountId the account of its division; empty where there is no such division
 * @param before what the policy is; empty for a new one. What it uses already may go on being used
 *     while it is switched off.
 */
record PolicyFitness(
    PolicyDraft draft, String accountId, Optional<CertificateManagementPolicy> before) {
  private static final int MOST_LABELS = 20;
  private static final int MOST_ADDRESSES = 1000;
  private static final Duration LONGEST_WINDOW = Duration.ofDays(1);
  private static final String LIFECYCLE_NEEDS = "secure device lifecycle needs an Advanced plan";

  /** Says everything that is wrong. */
  void check(Connection c, Faults faults) throws SQLException {
    faults.name(draft.name());
    faults.require(
        draft.model() == Model.CERTIFICATE_ISSUANCE || advanced(c, accountId),
        "model",
        LIFECYCLE_NEEDS);
    faults.require(!draft.methods().isEmpty(), "methods", "must name at least one");
    if (!accountId.isEmpty()) {
      // Of another's division nobody learns what it has.
      authentication(c, faults);
      faults.require(
          issues(c), "authority_id", "there is no such enabled issuing CA in this account");
      keys(c, faults);
    }
    labels(c, faults);
    served(c, faults);
    faults.reading(() -> RestrictionsJson.read(RestrictionsJson.write(draft.restrictions())));
    faults.require(
        draft.restrictions().addresses().size() <= MOST_ADDRESSES,
        "restrictions.addresses",
        "must be at most " + MOST_ADDRESSES);
    faults.require(
        !draft.resubmissionWindow().isNegative()
            && draft.resubmissionWindow().compareTo(LONGEST_WINDOW) <= 0,
        "resubmission_window",
        "must be between nothing and a day");
  }

  private static boolean advanced(Connection c, String accountId) throws SQLException {
    // Of no account nothing is known; then that is the fault.
    return Accounts.find(c, accountId)
        .filter(account -> account.plan() == Accounts.Plan.ESSENTIALS)
        .isEmpty();
  }

  private void authentication(Connection c, Faults faults) throws SQLException {
    if (draft.authenticationPolicyId().isEmpty()) {
      faults.require(
          !draft.methods().contains(Method.EST), "authentication_policy_id", "is needed for EST");
    } else {
      faults.require(
          Sql.exists(
              c,
              "select 1 from authentication_policy where id = ? and division_id = ? and deleted = 0",
              draft.authenticationPolicyId(),
              draft.divisionId()),
          "authentication_policy_id",
          "there is no such thing in this division");
    }
  }

  private boolean issues(Connection c) throws SQLException {
    return Sql.exists(
        c,
        "select 1 from certificate_authority where id = ? and account_id = ? and kind = 'issuing' and (enabled = 1 or id = ?)",
        draft.authorityId(),
        accountId,
        before.map(CertificateManagementPolicy::authorityId).orElse(""));
  }

  private void keys(Connection c, Faults faults) throws SQLException {
    var profile = profile(c);
    if (profile.isEmpty()) {
      faults.require(false, "profile_id", "there is no such thing for this division");
      return;
    }
    faults.require(
        signs(c, profile.get()),
        "authority_id",
        "cannot sign with the signature algorithm of the profile");
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

  /** Whether the CA can do what the profile wants; of no CA nothing is known. */
  private boolean signs(Connection c, Profile profile) throws SQLException {
    var wanted = profile.signatureAlgorithm().flatMap(SignatureAlgorithms::identifier);
    if (wanted.isEmpty()) {
      return true;
    }
    return Sql.first(
            c,
            "select certificate from certificate_authority where id = ? and account_id = ?",
            row -> CertificateTable.read(row.bytes("certificate")),
            draft.authorityId(),
            accountId)
        .map(authority ->
            KeyType.of(authority.publicKeyInfo())
                .filter(key -> SignatureAlgorithms.fits(wanted.get(), key))
                .isPresent())
        .orElse(true);
  }

  private Optional<Profile> profile(Connection c) throws SQLException {
    return Sql.first(
        c,
        """
        select f.content from certificate_profile f
        where f.id = ? and f.account_id = ? and (f.enabled = 1 or f.id = ?) and f.deleted = 0
          and (f.all_divisions = 1 or exists
            (select 1 from certificate_profile_division d where d.profile_id = f.id and d.division_id = ?))\
        """,
        row -> Json.stored(row.text("content"), ProfileJson::read),
        draft.profileId(),
        accountId,
        before.map(CertificateManagementPolicy::profileId).orElse(""),
        draft.divisionId());
  }

  private void labels(Connection c, Faults faults) throws SQLException {
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
        // What a deleted policy had is free.
        faults.clash(
            Sql.exists(
                c,
                """
                select 1 from policy_label l join certificate_management_policy p on p.id = l.policy_id
                where l.label = ? and p.deleted = 0 and p.id <> ?\
                """,
                label,
                id()),
            "labels",
            label + " is taken");
      }
    }
  }

  private void served(Connection c, Faults faults) throws SQLException {
    faults.clash(
        Sql.exists(
            c,
            """
            select 1 from certificate_management_policy
            where account_id = ? and name = ? and deleted = 0 and id <> ?\
            """,
            accountId,
            draft.name(),
            id()),
        "name",
        "is taken in this account");
    faults.clash(
        draft.isDefault() && otherDefault(c, id()),
        "is_default",
        "another policy is the default: the URL without a label names no account, so there is one in all");
  }

  private String id() {
    return before.map(CertificateManagementPolicy::id).orElse("");
  }

  private static boolean otherDefault(Connection c, String id) throws SQLException {
    return PolicyTable.byDefault(c).filter(policy -> !policy.id().equals(id)).isPresent();
  }

  /**
   * Makes a deleted policy fit to be restored: where another is the default by now, it is not any
   * more.
   *
   * @throws Refused {@code CONFLICT} where the plan forbids it by now
   */
  static void fitAgain(Connection c, String id, ChangeRecord record) throws SQLException {
    var policy = PolicyTable.byId(c, id).orElseThrow();
    if (policy.model() == Model.DEVICE_LIFECYCLE && !advanced(c, policy.accountId())) {
      throw Refused.of(
          Kind.CONFLICT,
          "certificate-management-policy-plan",
          List.of(Fault.of("model", LIFECYCLE_NEEDS)));
    }
    if (policy.isDefault() && otherDefault(c, id)) {
      Sql.update(c, "update certificate_management_policy set is_default = 0 where id = ?", id);
      record.changed("is_default", true, false);
    }
  }
}
