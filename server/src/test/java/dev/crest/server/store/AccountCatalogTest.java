package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Accounts.Account;
import dev.crest.server.store.Accounts.Division;
import dev.crest.server.store.Accounts.Draft;
import dev.crest.server.store.Accounts.Plan;
import dev.crest.server.store.Lifecycle.Noun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts and divisions: who sees them, how they change, and what keeps them. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class AccountCatalogTest {
  private static final OptionalLong ANY = OptionalLong.empty();

  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Domain domain;
  private Accounts accounts;
  private Divisions divisions;
  private Reach all;

  AccountCatalogTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    domain = Domain.in(store);
    accounts = domain.catalog.accounts();
    divisions = domain.catalog.divisions();
    all = Reach.account(domain.accountId);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Division division(String name) {
    return divisions.create(Domain.ADMIN, domain.accountId, name, "");
  }

  @Test
  @DisplayName("an account is changed from the version that was seen, and shows what changed")
  void updateAccount() {
    var before = accounts.find(all, domain.accountId).orElseThrow();
    var after =
        accounts.update(
            Domain.ADMIN,
            all,
            before.id(),
            OptionalLong.of(before.version()),
            new Draft("Acme AG", Plan.ADVANCED, OptionalLong.of(500)));
    assertThat(after.name()).isEqualTo("Acme AG");
    assertThat(after.certificateLimit()).hasValue(500);
    assertThat(after.version()).isEqualTo(before.version() + 1);
    assertThat(accounts.find(all, before.id())).contains(after);
    var event = domain.events(store).getLast();
    assertThat(event.action()).isEqualTo("account.update");
    assertThat(event.details())
        .containsEntry("before.name", "Acme")
        .containsEntry("after.name", "Acme AG")
        .containsEntry("after.plan", "advanced")
        .containsEntry("after.certificate_limit", "500");

    var stale = OptionalLong.of(before.version());
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            accounts.update(
                Domain.ADMIN, all, before.id(), stale, new Draft("Late", Plan.ADVANCED, ANY)),
        "version");
    Refusals.refused(
        Kind.INVALID,
        () ->
            accounts.update(
                Domain.ADMIN,
                all,
                before.id(),
                ANY,
                new Draft("", Plan.ADVANCED, OptionalLong.of(0))),
        "name",
        "certificate_limit");
    accounts.create(Domain.ADMIN, "Other", Plan.ADVANCED);
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            accounts.update(
                Domain.ADMIN, all, before.id(), ANY, new Draft("Other", Plan.ADVANCED, ANY)),
        "name");
  }

  @Test
  @DisplayName("a plan cannot become less than what exists needs, and the refusal names it")
  void lesserPlan() {
    accounts.update(
        Domain.ADMIN, all, domain.accountId, ANY, new Draft("Acme", Plan.ADVANCED, ANY));
    var draft = domain.policy("Fleet").managing(Model.DEVICE_LIFECYCLE, Set.of(Method.EST));
    var policy = domain.catalog.policies().create(Domain.ADMIN, draft);
    var refused =
        catchThrowableOfType(
            Refused.class,
            () ->
                accounts.update(
                    Domain.ADMIN,
                    all,
                    domain.accountId,
                    ANY,
                    new Draft("Acme", Plan.ESSENTIALS, ANY)));
    assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused.faults().getFirst().message()).contains("Fleet");

    domain
        .catalog
        .lifecycle()
        .delete(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id());
    accounts.update(
        Domain.ADMIN, all, domain.accountId, ANY, new Draft("Acme", Plan.ESSENTIALS, ANY));
    Refusals.refused(
        Kind.CONFLICT,
        () -> domain.catalog.policies().restore(Domain.ADMIN, all, policy.id(), ANY),
        "model");
  }

  @Test
  @DisplayName("an account outside one's reach does not exist; part of one cannot change it")
  void accountReach() {
    var other = Domain.named(store, "Other");
    var some = Reach.divisions(domain.accountId, Set.of(domain.divisionId));
    var draft = new Draft("Mine", Plan.ADVANCED, ANY);
    assertThat(accounts.find(all, other.accountId)).isEmpty();
    assertThat(accounts.find(some, domain.accountId)).isPresent();
    assertThat(accounts.list(all, ListQuery.first()).items())
        .extracting(Account::id)
        .containsExactly(domain.accountId);
    assertThat(accounts.list(ListQuery.first().with("name", "OTH")).items())
        .extracting(Account::id)
        .containsExactly(other.accountId);
    Refusals.refused(
        Kind.NOT_FOUND, () -> accounts.update(Domain.ADMIN, all, other.accountId, ANY, draft));
    Refusals.refused(
        Kind.NOT_FOUND, () -> accounts.update(Domain.ADMIN, some, domain.accountId, ANY, draft));
  }

  @Test
  @DisplayName("what counts against a licence: certificates neither revoked nor expired")
  void usage() {
    var kept = domain.issuance(Optional.empty());
    var revoked = domain.issuance(Optional.empty());
    store.ledger().commit(kept);
    store.ledger().commit(revoked);
    domain
        .catalog
        .certificates()
        .revoke(Domain.ADMIN, revoked.certificateId(), RevocationReason.SUPERSEDED);
    assertThat(accounts.usage(domain.accountId, Instant.now()).certificates()).isEqualTo(1);
    var later = kept.certificate().notAfter().plus(Duration.ofDays(1));
    assertThat(accounts.usage(domain.accountId, later).certificates()).isZero();
  }

  @Test
  @DisplayName("divisions are listed, sought and changed within one's reach only")
  void divisions() {
    var east = division("East");
    var west = division("west wing");
    var some = Reach.divisions(domain.accountId, Set.of(east.id()));
    assertThat(divisions.list(all, ListQuery.first()).items())
        .extracting(Division::name)
        .containsExactly("East", "Plant", "west wing");
    assertThat(divisions.list(all, ListQuery.first().with("search", "WING")).items())
        .containsExactly(west);
    assertThat(divisions.list(some, ListQuery.first()).items()).containsExactly(east);
    assertThat(divisions.find(some, west.id())).isEmpty();
    assertThat(divisions.find(all, west.id())).contains(west);

    var draft = new Divisions.Draft("West", "by the river");
    var changed =
        divisions.update(Domain.ADMIN, all, west.id(), OptionalLong.of(west.version()), draft);
    assertThat(changed.description()).isEqualTo("by the river");
    assertThat(changed.version()).isEqualTo(west.version() + 1);
    assertThat(domain.events(store).getLast().details())
        .containsEntry("before.name", "west wing")
        .containsEntry("after.name", "West");
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            divisions.update(Domain.ADMIN, all, west.id(), OptionalLong.of(west.version()), draft),
        "version");
    Refusals.refused(
        Kind.CONFLICT,
        () -> divisions.update(Domain.ADMIN, all, west.id(), ANY, new Divisions.Draft("East", "")),
        "name");
    Refusals.refused(
        Kind.NOT_FOUND, () -> divisions.update(Domain.ADMIN, some, west.id(), ANY, draft));
    Refusals.refused(Kind.NOT_FOUND, () -> divisions.delete(Domain.ADMIN, some, west.id(), ANY));
    divisions.delete(Domain.ADMIN, all, west.id(), ANY);
    assertThat(divisions.find(all, west.id())).isEmpty();
    Refusals.refused(Kind.NOT_FOUND, () -> divisions.delete(Domain.ADMIN, all, west.id(), ANY));
  }

  @Test
  @DisplayName(
      "a division in use is not deleted, and the refusal says by what, up to ten of a kind")
  void divisionInUse() {
    var policies = domain.catalog.authenticationPolicies();
    IntStream.rangeClosed(2, 12)
        .forEach(
            i -> policies.create(Domain.ADMIN, domain.divisionId, "Line %02d".formatted(i), ""));
    var policy = domain.catalog.policies().create(Domain.ADMIN, domain.policy("Sensors"));
    domain
        .catalog
        .lifecycle()
        .delete(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id());
    var refused =
        catchThrowableOfType(
            Refused.class, () -> divisions.delete(Domain.ADMIN, all, domain.divisionId, ANY));
    assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused.faults())
        .extracting(fault -> fault.message())
        .containsExactly(
            "It is used by authentication policies: Line 02, Line 03, Line 04, Line 05, Line 06,"
                + " Line 07, Line 08, Line 09, Line 1, Line 10, and 2 more.",
            "It is used by certificate policies: Sensors (deleted).");
  }
}
