package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.server.audit.AuditVerdict.Intact;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.CuttingProxy.Cut;
import dev.crest.server.store.Ledger.Outcome.Committed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection to PostgreSQL breaks just when a transaction is committed. */
class LostCommitTest {
  @TempDir Path folder;
  private StoreSettings direct;
  private Store watching;
  private Domain domain;
  private String credential;
  private CuttingProxy proxy;
  private Store store;

  @BeforeEach
  void open() throws Exception {
    direct = RealDatabase.POSTGRESQL.fresh(folder);
    watching = Store.open(direct.named("watching"), InstantSource.system());
    domain = Domain.in(watching);
    credential = domain.passcode(Terms.unlimited("counted"));
    proxy = new CuttingProxy(PostgresCluster.shared().port());
    var database = direct.url().substring(direct.url().lastIndexOf('/') + 1);
    // No server-side prepared statements: the proxy recognises a commit by its text.
    var url = PostgresCluster.url(proxy.port(), database) + "?preferQueryMode=simple";
    store =
        Store.open(
            new StoreSettings(
                url, direct.user(), direct.password(), "main", 2, 64, 64, Duration.ofSeconds(1)),
            InstantSource.system());
    store.ledger().record(domain.event("begin", "x"));
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    proxy.close();
    watching.close();
  }

  @Test
  @DisplayName("S-ENROLL-11 a commit whose answer is lost counts as what it is: committed, once")
  void answerLost() {
    var issuance = domain.issuance(Optional.of(credential));
    proxy.cutOnce(Cut.BEFORE_THE_ANSWER);

    assertThat(store.ledger().commit(issuance)).isEqualTo(new Committed());
    assertThat(proxy.wasCut()).isTrue();
    assertStored(issuance, 1);
  }

  @Test
  @DisplayName(
      "S-ENROLL-11 a commit that never reached the database is made again, and counted once")
  void requestLost() {
    var issuance = domain.issuance(Optional.of(credential));
    proxy.cutOnce(Cut.BEFORE_THE_COMMIT);

    assertThat(store.ledger().commit(issuance)).isEqualTo(new Committed());
    assertThat(proxy.wasCut()).isTrue();
    assertStored(issuance, 1);
  }

  @Test
  @DisplayName(
      "S-ENROLL-11 when nobody can tell, the caller hears that, and the same request made again gets what was kept")
  void unknown() {
    var issuance = Domain.repeatable(domain.issuance(Optional.of(credential)), "same");
    proxy.cutOnce(Cut.BEFORE_THE_ANSWER_FOR_GOOD);

    var refused = catchThrowableOfType(Refused.class, () -> store.ledger().commit(issuance));
    assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refused.reason()).isEqualTo("commit-outcome-unknown");
    assertThat(refused.retryAfter()).isPresent();
    assertThat(
            watching
                .ledger()
                .commit(Domain.repeatable(domain.issuance(Optional.of(credential)), "same")))
        .isEqualTo(new Ledger.Outcome.Earlier(issuance.certificate()));
  }

  private void assertStored(Issuance issuance, long uses) {
    assertThat(domain.catalog.certificates().find(issuance.certificateId())).isPresent();
    var counted =
        watching
            .database()
            .read(c ->
                Sql.first(
                    c,
                    "select uses from credential where id = ?",
                    row -> row.number("uses"),
                    credential));
    assertThat(counted).contains(uses);
    assertThat(watching.audit().verify("main"))
        .isInstanceOfSatisfying(Intact.class, chain -> assertThat(chain.events()).isEqualTo(2));
  }

  @Test
  @DisplayName("what waits together is committed in one transaction")
  void oneGroup() throws Exception {
    var gate = OccupiedWriter.of(store);
    for (int i = 0; i < 20; i++) {
      var issuance = domain.issuance(Optional.of(credential));
      Thread.ofVirtual().start(() -> store.ledger().commit(issuance));
    }
    gate.awaitQueued(20);
    gate.open();
    store.close();

    var transactions =
        watching
            .database()
            .read(c ->
                Sql.first(
                    c,
                    "select count(*) as certificates, count(distinct xmin::text) as transactions from certificate",
                    row -> row.number("certificates") + " in " + row.number("transactions")));
    assertThat(transactions).contains("20 in 1");
  }
}
