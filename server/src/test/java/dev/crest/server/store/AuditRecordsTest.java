package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.audit.AuditVerdict.Break;
import dev.crest.server.audit.AuditVerdict.Broken;
import dev.crest.server.audit.AuditVerdict.Intact;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The stored audit log, and what becomes of those who tamper with it by SQL. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class AuditRecordsTest {
  @TempDir Path folder;
  private final RealDatabase database;
  private StoreSettings settings;
  private Store store;

  AuditRecordsTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    settings = database.fresh(folder);
    store = Store.open(settings, InstantSource.system());
    for (int i = 1; i <= 5; i++) {
      store.ledger().record(event("actor " + i, Map.of("number", "" + i)));
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @DisplayName("what is recorded is read back as it was, found by its request, and verifies")
  void roundTrip() {
    var event = event("a\u0000b\ud800c", Map.of("subject", "CN=\u202e\u0001\ud83d\ude00 ü"));
    store.ledger().record(event);

    var read = store.audit().byRequest("request of " + event.actor()).getFirst().event();
    assertThat(read.actor()).isEqualTo("a\ufffdb\ufffdc");
    assertThat(read.details()).isEqualTo(event.details());
    assertThat(read.at()).isEqualTo(event.at());
    assertThat(store.audit().verify("main")).isInstanceOf(Intact.class);
  }

  @Test
  @DisplayName("a chain goes on after a restart, and each node has its own")
  void restartAndNodes() {
    store.close();
    store = Store.open(settings.named("second"), InstantSource.system());
    store.ledger().record(event("other", Map.of()));
    store.close();
    store = Store.open(settings, InstantSource.system());
    store.ledger().record(event("again", Map.of()));

    assertThat(store.audit().nodes()).containsExactly("main", "second");
    assertThat(store.audit().verify("main"))
        .isInstanceOfSatisfying(Intact.class, i -> assertThat(i.events()).isEqualTo(6));
    assertThat(store.audit().verify("second"))
        .isInstanceOfSatisfying(Intact.class, i -> assertThat(i.events()).isEqualTo(1));
  }

  @Test
  @DisplayName("two processes that write as the same node do not break its chain")
  void sameNodeTwice() {
    try (var twin = Store.open(settings, InstantSource.system())) {
      for (int i = 0; i < 5; i++) {
        twin.ledger().record(event("twin", Map.of()));
        store.ledger().record(event("main", Map.of()));
      }
    }
    assertThat(store.audit().verify("main"))
        .isInstanceOfSatisfying(Intact.class, i -> assertThat(i.events()).isEqualTo(15));
  }

  @Test
  @DisplayName("SQL cannot change or delete an audit record")
  void appendOnly() {
    for (var sql :
        List.of(
            "update audit_event set actor = 'x' where sequence = 2",
            "delete from audit_event where sequence = 5")) {
      assertThatThrownBy(() -> tamper(sql)).hasMessageContaining("audit_event is append-only");
    }
    if (database == RealDatabase.POSTGRESQL) {
      assertThatThrownBy(() -> tamper("truncate audit_event"))
          .hasMessageContaining("audit_event is append-only");
    }
    assertThat(store.audit().verify("main")).isInstanceOf(Intact.class);
  }

  @Test
  @DisplayName("an edited, deleted, moved or cut-off record is found, and its place named")
  void tampering() throws Exception {
    unlock();
    tamper("update audit_event set actor = 'nobody' where sequence = 5");
    assertThat(store.audit().verify("main")).isEqualTo(new Broken("main", 5, Break.WRONG_HASH));
    tamper("delete from audit_event where sequence = 5");
    assertThat(store.audit().verify("main")).isEqualTo(new Broken("main", 5, Break.CUT_OFF));
    tamper("update audit_event set outcome = 'perhaps' where sequence = 4");
    assertThat(store.audit().verify("main")).isEqualTo(new Broken("main", 4, Break.WRONG_HASH));
    tamper("update audit_event set details = 'none' where sequence = 3");
    assertThat(store.audit().verify("main")).isEqualTo(new Broken("main", 3, Break.WRONG_HASH));
    tamper("delete from audit_event where sequence = 2");
    assertThat(store.audit().verify("main")).isEqualTo(new Broken("main", 2, Break.MISSING));
    tamper("update audit_event set node = 'gone'");
    assertThat(store.audit().nodes()).containsExactly("gone", "main");
    assertThat(store.audit().verify("main")).isEqualTo(new Broken("main", 1, Break.CUT_OFF));
    assertThat(store.audit().verify("gone")).isInstanceOf(Broken.class);
  }

  @Test
  @DisplayName("a chain longer than a page verifies")
  void pages() throws Exception {
    store
        .writer()
        .edit(scope -> {
          for (int i = 0; i < 2500; i++) {
            scope.report(event("many", Map.of("i", "" + i)));
          }
          return true;
        });
    assertThat(store.audit().verify("main"))
        .isInstanceOfSatisfying(Intact.class, i -> assertThat(i.events()).isEqualTo(2505));
    unlock();
    tamper("update audit_event set reason = 'x' where sequence = 2222");
    assertThat(store.audit().verify("main")).isEqualTo(new Broken("main", 2222, Break.WRONG_HASH));
  }

  private void unlock() throws SQLException {
    for (var trigger : List.of("audit_event_update", "audit_event_delete")) {
      tamper(
          "drop trigger "
              + trigger
              + (database == RealDatabase.POSTGRESQL ? " on audit_event" : ""));
    }
  }

  private void tamper(String sql) throws SQLException {
    try (Connection connection = Dialect.of(settings).migrator().getConnection()) {
      Sql.update(connection, sql);
    }
  }

  private static AuditEvent event(String actor, Map<String, String> details) {
    var none = Optional.<String>empty();
    return new AuditEvent(
        Instant.ofEpochMilli(1_800_000_000_123L),
        actor,
        "x.y",
        AuditEvent.Outcome.REFUSED,
        Optional.of("because"),
        none,
        none,
        none,
        none,
        Optional.of("request of " + actor),
        Optional.of("192.0.2.1"),
        details);
  }
}
