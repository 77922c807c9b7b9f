package dev.crest.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crest.server.policy.AssignedPolicy;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.PolicyDirectory;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Policies for enrolment, kept until one of them, or a profile, changes. A policy counts as enabled
 * while its profile is too. What is kept serves on while the store is down.
 */
final class StoredPolicies implements PolicyDirectory {
  private static final int MOST = 10_000;

  /** What was read since the last change: policies by the way they were asked for. */
  private record Contents(
      Cache<String, Optional<CertificateManagementPolicy>> byId,
      Cache<String, Optional<CertificateManagementPolicy>> byLabel,
      Cache<Boolean, Optional<CertificateManagementPolicy>> byDefault,
      Cache<Assigned, Optional<AssignedPolicy>> assigned) {}

  /** A policy as asked for on a device group's URL. */
  private record Assigned(String policyId, String groupId) {}

  private final Database database;
  private final Versioned<Contents> cached;

  StoredPolicies(Database database, LongSupplier nanoTime) {
    this.database = database;
    this.cached =
        new Versioned<>(
            database,
            Change.Cached.POLICIES,
            true,
            () -> new Contents(cache(), cache(), cache(), cache()),
            nanoTime);
  }

  private static <K, V> Cache<K, V> cache() {
    return Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();
  }

  /** Makes this node's own changes seen at once. */
  void outdate() {
    cached.outdate();
  }

  @Override
  public Optional<CertificateManagementPolicy> byId(String id) {
    return cached
        .current()
        .byId()
        .get(id, key -> database.read(connection -> PolicyTable.byId(connection, key)));
  }

  @Override
  public Optional<CertificateManagementPolicy> byLabel(String label) {
    return cached
        .current()
        .byLabel()
        .get(label, key -> database.read(connection -> PolicyTable.byLabel(connection, key)));
  }

  @Override
  public Optional<CertificateManagementPolicy> byDefault() {
    return cached.current().byDefault().get(true, key -> database.read(PolicyTable::byDefault));
  }

  @Override
  public Optional<AssignedPolicy> assigned(String policyId, String groupId) {
    return cached
        .current()
        .assigned()
        .get(
            new Assigned(policyId, groupId),
            key ->
                database.read(
                    connection -> AssignmentTable.find(connection, key.policyId(), key.groupId())));
  }
}
