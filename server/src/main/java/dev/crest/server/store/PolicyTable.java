package dev.crest.server.store;

import dev.crest.pkix.KeyType;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** SQL of certificate management policies with their profiles and labels. Stateless. */
final class PolicyTable {
  static final String COLUMNS =
      """
      select p.*, f.content as profile, p.enabled * f.enabled as active
      from certificate_management_policy p join certificate_profile f on f.id = p.profile_id
      """;

  static final String BY_ID = COLUMNS + "where p.id = ?";
  static final String BY_LABEL =
      COLUMNS + "join policy_label l on l.policy_id = p.id where l.label = ?";
  static final String BY_DEFAULT = COLUMNS + "where p.is_default = 1 and p.deleted = 0";
  static final String LABELS = "select label from policy_label where policy_id = ? order by label";

  static final String INSERT =
      """
      insert into certificate_management_policy (id, account_id, division_id, name, methods, model, is_default,
        authentication_policy_id, restrictions, profile_id, authority_id, keypair_generation, default_key_type,
        requester_chooses_key_type, reenrollment, channel_binding, resubmission_window, enabled, deleted, created_at,
        updated_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?)\
      """;

  private static final String UPDATE =
      """
      update certificate_management_policy set name = ?, methods = ?, model = ?, is_default = ?,
        authentication_policy_id = ?, restrictions = ?, profile_id = ?, authority_id = ?, keypair_generation = ?,
        default_key_type = ?, requester_chooses_key_type = ?, reenrollment = ?, channel_binding = ?,
        resubmission_window = ?, version = version + 1, updated_at = ?
      where id = ?\
      """;

  private PolicyTable() {}

  /** Stores a new policy. */
  static void insert(Change.Scope scope, String id, String accountId, PolicyDraft draft)
      throws SQLException {
    var values = new ArrayList<Object>(List.of(id, accountId, draft.divisionId()));
    values.addAll(values(draft));
    values.addAll(List.of(scope.now(), scope.now()));
    Sql.update(scope.connection(), INSERT, values.toArray());
    label(scope.connection(), id, draft.labels());
  }

  /** Stores what a policy has become. */
  static void update(Change.Scope scope, String id, PolicyDraft draft) throws SQLException {
    var values = new ArrayList<Object>(values(draft));
    values.addAll(List.of(scope.now(), id));
    Sql.update(scope.connection(), UPDATE, values.toArray());
    Sql.update(scope.connection(), "delete from policy_label where policy_id = ?", id);
    label(scope.connection(), id, draft.labels());
  }

  /** Returns the values that a draft stands for, from name to window. */
  private static List<Object> values(PolicyDraft draft) {
    return List.of(
        draft.name(),
        methods(draft.methods()),
        draft.model(),
        draft.isDefault(),
        draft.authenticationPolicyId().orElse(""),
        RestrictionsJson.write(draft.restrictions()),
        draft.profileId(),
        draft.authorityId(),
        draft.keypairGeneration(),
        draft.defaultKeyType(),
        draft.requesterChoosesKeyType(),
        draft.reenrollment(),
        draft.channelBinding(),
        draft.resubmissionWindow().toMillis());
  }

  /** Gives labels to a policy; what a deleted one had is taken from it. */
  private static void label(Connection connection, String id, List<String> labels)
      throws SQLException {
    Sql.batch(
        connection,
        "delete from policy_label where label = ?",
        labels.stream().map(label -> new Object[] {label}).toList());
    Sql.batch(
        connection,
        "insert into policy_label (label, policy_id) values (?, ?)",
        labels.stream().map(label -> new Object[] {label, id}).toList());
  }

  static Optional<PolicyRecord> record(Connection connection, String id) throws SQLException {
    return Sql.first(connection, BY_ID, row -> record(connection, row), id);
  }

  /** Reads a row of {@link #COLUMNS}. */
  static PolicyRecord record(Connection connection, Row row) throws SQLException {
    return new PolicyRecord(
        map(row, labels(connection, row.text("id"))),
        row.flag("enabled"),
        row.number("version"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  static Optional<CertificateManagementPolicy> byId(Connection connection, String id)
      throws SQLException {
    return find(connection, BY_ID, id);
  }

  static Optional<CertificateManagementPolicy> byLabel(Connection connection, String label)
      throws SQLException {
    return find(connection, BY_LABEL, label);
  }

  static Optional<CertificateManagementPolicy> byDefault(Connection connection)
      throws SQLException {
    return find(connection, BY_DEFAULT);
  }

  private static Optional<CertificateManagementPolicy> find(
      Connection connection, String sql, Object... values) throws SQLException {
    return Sql.first(connection, sql, row -> map(row, labels(connection, row.text("id"))), values);
  }

  private static List<String> labels(Connection connection, String id) throws SQLException {
    return List.copyOf(Sql.list(connection, LABELS, row -> row.text("label"), id));
  }

  private static CertificateManagementPolicy map(Row row, List<String> labels) throws SQLException {
    return new CertificateManagementPolicy(
        row.text("id"),
        row.text("name"),
        row.text("division_id"),
        row.text("account_id"),
        row.flag("active"),
        row.flag("deleted"),
        methods(row.text("methods")),
        row.constant("model", Model.class),
        labels,
        row.flag("is_default"),
        // No column of the road may be null; none is an empty id.
        Optional.of(row.text("authentication_policy_id")).filter(id -> !id.isEmpty()),
        Json.stored(row.text("restrictions"), RestrictionsJson::read),
        row.text("profile_id"),
        Json.stored(row.text("profile"), ProfileJson::read),
        row.text("authority_id"),
        row.constant("keypair_generation", KeypairGeneration.class),
        row.optionalText("default_key_type")
            .map(name -> KeyType.valueOf(name.toUpperCase(Locale.ROOT))),
        row.flag("requester_chooses_key_type"),
        row.constant("reenrollment", Reenrollment.class),
        row.constant("channel_binding", ChannelBinding.class),
        Duration.ofMillis(row.number("resubmission_window")));
  }

  /** Writes methods as their names with a space between. */
  static String methods(Collection<Method> methods) {
    return methods.stream()
        .sorted()
        .map(method -> method.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  private static Set<Method> methods(String text) {
    var methods = EnumSet.noneOf(Method.class);
    for (var name : text.split(" ")) {
      methods.add(Method.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    return methods;
  }
}
