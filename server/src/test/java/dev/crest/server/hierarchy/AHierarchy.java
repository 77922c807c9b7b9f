package dev.crest.server.hierarchy;

import dev.crest.pkix.KeyType;
import dev.crest.server.store.Accounts;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.AuthorityRecords.Kind;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import dev.crest.server.store.Store;
import dev.crest.server.store.StoreSettings;
import dev.crest.testkit.TurnableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A first start on a real database in a folder. */
final class AHierarchy implements AutoCloseable {
  static final byte[] SECRET = "correct horse battery staple".getBytes(StandardCharsets.UTF_8);

  final TurnableClock clock = TurnableClock.atPresent();
  final Store store;
  final String account;
  final HierarchySettings settings;
  final KeyProtection protection;

  AHierarchy(Path folder) {
    this(folder, HierarchySettings.defaults());
  }

  AHierarchy(Path folder, HierarchySettings settings) {
    this.settings = settings;
    this.store = Store.open(StoreSettings.inFolder(folder), clock);
    var accounts = store.catalog().accounts();
    this.account =
        accounts.all().stream()
            .findFirst()
            .map(Accounts.Account::id)
            .orElseGet(
                () -> accounts.create(Actor.system(), "Default", Accounts.Plan.ADVANCED).id());
    this.protection = KeyProtection.open(SECRET, store.authorities());
  }

  static HierarchySettings settings(KeyType type, Optional<String> publicationBase) {
    return new HierarchySettings(
        "Test",
        type,
        Duration.ofDays(7300),
        Duration.ofDays(3650),
        Duration.ofDays(90),
        publicationBase);
  }

  AuthorityRecords records() {
    return store.authorities();
  }

  AHierarchy completed() {
    firstStart(records()).complete(account);
    return this;
  }

  FirstStart firstStart(AuthorityRecords records) {
    return new FirstStart(records, protection, settings, clock);
  }

  Authorities authorities() {
    return authorities(records());
  }

  Authorities authorities(AuthorityRecords records) {
    return new Authorities(records, protection, settings, clock);
  }

  StoredAuthority first(Kind kind) {
    return records().all().stream()
        .filter(stored -> stored.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    store.close();
  }
}
