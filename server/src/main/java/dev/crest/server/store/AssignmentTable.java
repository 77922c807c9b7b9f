package dev.crest.server.store;

import dev.crest.server.policy.AssignedPolicy;
import dev.crest.server.policy.GroupAssignment;
import dev.crest.server.policy.GroupAssignment.Usage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** SQL of policies' assignments to device groups, as enrolment reads them. Stateless. */
final class AssignmentTable {
  static final String OF =
      """
      select a.policy_usage, a.mapping, a.authentication_policy_id, g.enabled
      from policy_assignment a join device_group g on g.id = a.group_id where a.group_id = ? and a.policy_id = ?\
      """;
  static final String USAGES =
      "select policy_id, policy_usage from policy_assignment where group_id = ?";

  private AssignmentTable() {}

  static Optional<AssignedPolicy> find(Connection connection, String policyId, String groupId)
      throws SQLException {
    var policy = PolicyTable.byId(connection, policyId);
    if (policy.isEmpty()) {
      return Optional.empty();
    }
    return Sql.first(
        connection,
        OF,
        row ->
            new AssignedPolicy(
                row.optionalText("authentication_policy_id")
                    .map(policy.get()::authenticatedBy)
                    .orElse(policy.get()),
                new GroupAssignment(
                    groupId,
                    row.flag("enabled"),
                    row.constant("policy_usage", Usage.class),
                    Json.readDetails(row.text("mapping")),
                    usages(connection, groupId))),
        groupId,
        policyId);
  }

  private static Map<String, Usage> usages(Connection connection, String groupId)
      throws SQLException {
    var usages = new HashMap<String, Usage>();
    Sql.list(
            connection,
            USAGES,
            row -> Map.entry(row.text("policy_id"), row.constant("policy_usage", Usage.class)),
            groupId)
        .forEach(usage -> usages.put(usage.getKey(), usage.getValue()));
    return usages;
  }
}
