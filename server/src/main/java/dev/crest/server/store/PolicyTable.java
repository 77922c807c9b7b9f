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
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** SQL of certificate management policies with their profiles and labels. Stateless. */
final class PolicyTable {
  private static final String COLUMNS =
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

  private PolicyTable() {}

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
        row.text("authentication_policy_id"),
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
