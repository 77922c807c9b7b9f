package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.auth.Credential;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.Ledger.Outcome;
import dev.crest.server.store.Ledger.Outcome.Committed;
import dev.crest.server.store.Ledger.Outcome.Earlier;
import dev.crest.server.store.Ledger.Outcome.UsedUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The ledger's contract, on each database. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class LedgerTest {
  @TempDir Path folder;
  private final RealDatabase database;
  private StoreSettings settings;
  private Store store;
  private Domain domain;

  LedgerTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    settings = database.fresh(folder);
    store = Store.open(settings, InstantSource.system());
    domain = Domain.in(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @DisplayName(
      "A-12 1,000 commits from 50 threads on a passcode limited to 700 make exactly 700 certificates")
  void limitUnderConcurrency() throws Exception {
    var credential = domain.passcode(Terms.unlimited("shared").limited(700));
    var issuances =
        IntStream.range(0, 1000).mapToObj(i -> domain.issuance(Optional.of(credential))).toList();

    var outcomes =
        all(
            50,
            issuances.stream()
                .map(i -> (Callable<Outcome>) () -> store.ledger().commit(i))
                .toList());

    assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(700);
    assertThat(outcomes).filteredOn(UsedUp.class::isInstance).hasSize(300);
    assertThat(stored("certificate")).isEqualTo(700);
    assertThat(stored("audit_event where action = 'certificate.simpleenroll'")).isEqualTo(700);
    assertThat(passcode("shared").uses()).isEqualTo(700);
    assertThat(store.audit().verify("main")).isInstanceOf(AuditVerdict.Intact.class);
    for (int i = 0; i < 1000; i++) {
      var found = domain.catalog.certificates().find(issuances.get(i).certificateId());
      assertThat(found.isPresent()).isEqualTo(outcomes.get(i) instanceof Committed);
    }
  }

  @Test
  @DisplayName(
      "A-12 two nodes on one database never exceed a limit together, and each has a chain that verifies")
  void limitOverTwoNodes() throws Exception {
    try (var other = Store.open(settings.named("other"), InstantSource.system())) {
      var credential = domain.passcode(Terms.unlimited("shared").limited(70));
      var commits = new ArrayList<Callable<Outcome>>();
      for (int i = 0; i < 100; i++) {
        var issuance = domain.issuance(Optional.of(credential));
        var ledger = i % 2 == 0 ? store.ledger() : other.ledger();
        commits.add(() -> ledger.commit(issuance));
      }

      var outcomes = all(20, commits);

      assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(70);
      assertThat(outcomes).filteredOn(UsedUp.class::isInstance).hasSize(30);
      assertThat(stored("certificate")).isEqualTo(70);
      assertThat(store.audit().verify("main")).isInstanceOf(AuditVerdict.Intact.class);
      assertThat(store.audit().verify("other")).isInstanceOf(AuditVerdict.Intact.class);
    }
  }

  @Test
  @DisplayName(
      "S-STAT-03 the same request made many times at once gets one certificate and counts one use")
  void twins() throws Exception {
    var credential = domain.passcode(Terms.unlimited("once").limited(1));
    var issuances =
        IntStream.range(0, 40)
            .mapToObj(i -> Domain.repeatable(domain.issuance(Optional.of(credential)), "same"))
            .toList();

    var outcomes =
        all(
            20,
            issuances.stream()
                .map(i -> (Callable<Outcome>) () -> store.ledger().commit(i))
                .toList());

    int winner =
        IntStream.range(0, 40)
            .filter(i -> outcomes.get(i) instanceof Committed)
            .findFirst()
            .orElseThrow();
    var certificate = issuances.get(winner).certificate();
    assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(o -> o.equals(new Earlier(certificate))).hasSize(39);
    assertThat(store.ledger().earlier(issuances.getFirst().resubmission().orElseThrow()))
        .contains(certificate);
    assertThat(passcode("once").uses()).isEqualTo(1);
    assertThat(stored("certificate")).isEqualTo(1);
  }

  @Test
  @DisplayName("S-STAT-03 a request that comes again after its window gets a new certificate")
  void outsideTheWindow() {
    var first = Domain.repeatable(domain.issuance(Optional.empty()), "same");
    store.ledger().commit(first);
    var later = new Issuance.Resubmission(Domain.sha256("same"), first.event().at().plusMillis(1));
    var again = with(domain.issuance(Optional.empty()), later);

    assertThat(store.ledger().earlier(later)).isEmpty();
    assertThat(store.ledger().commit(again)).isEqualTo(new Committed());
    assertThat(store.ledger().earlier(later)).contains(again.certificate());
  }

  @Test
  @DisplayName("a request refused as used up leaves nothing, not even its claim to be the first")
  void usedUpLeavesNothing() {
    var credential = domain.passcode(Terms.unlimited("once").limited(1));
    store.ledger().commit(domain.issuance(Optional.of(credential)));
    var refused = Domain.repeatable(domain.issuance(Optional.of(credential)), "second");

    assertThat(store.ledger().commit(refused)).isEqualTo(new UsedUp());
    assertThat(store.ledger().earlier(refused.resubmission().orElseThrow())).isEmpty();
    assertThat(stored("resubmission")).isZero();
    assertThat(stored("certificate")).isEqualTo(1);
  }

  @Test
  @DisplayName("one bad member of a group takes nobody with it")
  void badMember() throws Exception {
    var twin = domain.issuance(Optional.empty());
    store.ledger().commit(twin);
    // The same certificate under another id breaks unique(authority, serial).
    var bad = domain.issuance(Optional.empty(), twin.certificate());
    var commits = new ArrayList<Callable<Outcome>>();
    for (int i = 0; i < 30; i++) {
      var issuance = i == 15 ? bad : domain.issuance(Optional.empty());
      commits.add(() -> store.ledger().commit(issuance));
    }

    var gate = occupied();
    var futures = submit(30, commits);
    gate.awaitQueued(30);
    gate.open();

    for (int i = 0; i < 30; i++) {
      var future = futures.get(i);
      if (i == 15) {
        assertThatThrownBy(future::get).hasCauseInstanceOf(IllegalStateException.class);
      } else {
        assertThat(future.get()).isEqualTo(new Committed());
      }
    }
    assertThat(stored("certificate")).isEqualTo(30);
    assertThat(store.audit().verify("main")).isInstanceOf(AuditVerdict.Intact.class);
  }

  @Test
  @DisplayName("a full queue and a closed store refuse with 'unavailable' and a time to come back")
  void refusesWhenFullOrClosed() throws Exception {
    store.close();
    settings =
        new StoreSettings(
            settings.url(),
            settings.user(),
            settings.password(),
            "main",
            2,
            2,
            2,
            Duration.ofSeconds(5));
    store = Store.open(settings, InstantSource.system());
    var gate = occupied();
    var waiting = submit(2, List.of(commit(), commit()));
    gate.awaitQueued(2);

    assertThatThrownBy(() -> store.ledger().record(domain.event("x", "y")))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
              assertThat(refused.reason()).isEqualTo("store-busy");
              assertThat(refused.retryAfter()).isPresent();
            });
    gate.open();
    for (var future : waiting) {
      assertThat(future.get()).isEqualTo(new Committed());
    }
    store.close();
    assertThatThrownBy(() -> store.ledger().commit(domain.issuance(Optional.empty())))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo("store-closing"));
  }

  @Test
  @DisplayName("entries of repeated requests are pruned when they no longer count, others stay")
  void pruning() {
    var old = domain.issuance(Optional.empty());
    store
        .ledger()
        .commit(with(old, new Issuance.Resubmission(Domain.sha256("old"), old.event().at())));
    store.ledger().commit(Domain.repeatable(domain.issuance(Optional.empty()), "young"));
    store.close();
    store =
        Store.open(settings, InstantSource.offset(InstantSource.system(), Duration.ofSeconds(5)));
    store.ledger().record(domain.event("x", "y"));

    assertThat(stored("resubmission")).isEqualTo(1);
    assertThat(
            store
                .ledger()
                .earlier(new Issuance.Resubmission(Domain.sha256("young"), old.event().at())))
        .isPresent();
  }

  private Callable<Outcome> commit() {
    var issuance = domain.issuance(Optional.empty());
    return () -> store.ledger().commit(issuance);
  }

  private static Issuance with(Issuance issuance, Issuance.Resubmission resubmission) {
    return new Issuance(
        issuance.certificateId(),
        issuance.certificate(),
        issuance.authorityId(),
        issuance.policyId(),
        issuance.profileId(),
        issuance.accountId(),
        issuance.divisionId(),
        issuance.credentialId(),
        issuance.usageLimit(),
        issuance.renewedCertificateId(),
        Optional.of(resubmission),
        issuance.event());
  }

  private OccupiedWriter occupied() throws InterruptedException {
    return OccupiedWriter.of(store);
  }

  private Credential passcode(String name) {
    try (var fresh = Store.open(settings, InstantSource.system())) {
      return fresh.credentials().passcodes(Domain.verifier(name)).getFirst();
    }
  }

  private long stored(String what) {
    return store
        .database()
        .read(c -> Sql.first(c, "select count(*) as n from " + what, row -> row.number("n")))
        .orElseThrow();
  }

  private static <T> List<T> all(int threads, List<Callable<T>> calls) throws Exception {
    var results = new ArrayList<T>();
    for (var future : submit(threads, calls)) {
      results.add(future.get());
    }
    return results;
  }

  private static <T> List<Future<T>> submit(int threads, List<Callable<T>> calls) {
    var executor = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
    try {
      return calls.stream().map(executor::submit).toList();
    } finally {
      executor.shutdown();
    }
  }
}
