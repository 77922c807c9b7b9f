package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.ca.signer.Signer;
import dev.crest.ca.signer.SoftwareSigner;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.audit.AuditVerdict.Break;
import dev.crest.server.audit.AuditVerdict.Broken;
import dev.crest.server.audit.AuditVerdict.Intact;
import dev.crest.server.audit.ChainHead;
import dev.crest.server.audit.Checkpoint;
import dev.crest.server.audit.CheckpointKey;
import dev.crest.server.audit.PrunePoint;
import dev.crest.server.audit.Signed;
import dev.crest.testkit.TurnableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Signed checkpoints, retention behind them, and what becomes of those who tamper with either. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class AuditCheckpointsTest {
  private static final Duration OVERDUE = Duration.ofMinutes(45);

  @TempDir Path folder;
  private final RealDatabase database;
  private final TurnableClock clock = TurnableClock.atPresent();
  private final Signer signer = signer();
  private StoreSettings settings;
  private Store store;

  AuditCheckpointsTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    settings = database.fresh(folder);
    store = Store.open(settings, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Signer signer() {
    var pair = Keys.generate(KeyType.EC_P256);
    return new SoftwareSigner(pair.getPrivate(), Keys.info(pair.getPublic()));
  }

  private void append(int events) {
    for (int i = 0; i < events; i++) {
      store.ledger().record(event("x.y"));
    }
  }

  private AuditEvent event(String action) {
    var none = Optional.<String>empty();
    return new AuditEvent(
        clock.instant(),
        "system",
        action,
        AuditEvent.Outcome.SUCCESS,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        Map.of());
  }

  private Checkpoint sign() {
    return store.checkpoints().sign(signer, OVERDUE).getFirst();
  }

  private long prune(Duration retention) {
    return store.checkpoints().prune(signer, clock.instant().minus(retention));
  }

  private void broken(long sequence, Break kind) {
    assertThat(store.audit().verify("main")).isEqualTo(new Broken("main", sequence, kind));
  }

  private void tamper(String sql, Object... values) throws SQLException {
    try (Connection connection = Dialect.of(settings).migrator().getConnection()) {
      Sql.update(connection, sql, values);
    }
  }

  private void unlock() throws SQLException {
    var triggers =
        database == RealDatabase.POSTGRESQL
            ? Map.of(
                "audit_event_update", "audit_event",
                "audit_event_delete", "audit_event",
                "audit_checkpoint_change", "audit_checkpoint",
                "audit_prune_point_change", "audit_prune_point")
            : Map.of(
                "audit_event_update", "audit_event",
                "audit_event_delete", "audit_event",
                "audit_checkpoint_update", "audit_checkpoint",
                "audit_checkpoint_delete", "audit_checkpoint",
                "audit_prune_point_delete", "audit_prune_point");
    for (var trigger : triggers.entrySet()) {
      tamper(
          "drop trigger "
              + trigger.getKey()
              + (database == RealDatabase.POSTGRESQL ? " on " + trigger.getValue() : ""));
    }
  }

  @Test
  @DisplayName("a checkpoint is signed when something was appended, and follows the one before")
  void signs() {
    append(3);
    var first = sign();
    assertThat(store.checkpoints().sign(signer, OVERDUE)).isEmpty();
    append(1);
    var second = sign();
    assertThat(first.number()).isEqualTo(1);
    assertThat(first.head().sequence()).isEqualTo(3);
    assertThat(second.follows(Optional.of(first))).isTrue();
    assertThat(second.head().sequence()).isEqualTo(4);
    assertThat(store.audit().verify("main"))
        .isInstanceOfSatisfying(
            Intact.class,
            intact -> {
              assertThat(intact.checkpoints()).isEqualTo(2);
              assertThat(intact.start().sequence()).isZero();
              assertThat(intact.events()).isEqualTo(4);
            });
  }

  @Test
  @DisplayName("the key is the only one that counts where its id is known")
  void pinnedKey() {
    append(1);
    sign();
    var id = CheckpointKey.of(signer.publicKey()).id();
    assertThat(store.audit().checkpointKeys()).extracting(CheckpointKey::id).containsExactly(id);
    assertThat(store.audit().verify("main", Optional.of(id))).isInstanceOf(Intact.class);
    assertThat(store.audit().verify("main", Optional.of("00")))
        .isEqualTo(new Broken("main", 1, Break.FORGED_CHECKPOINT));
  }

  @Test
  @DisplayName(
      "each node's checkpoints say where the others were, and hold a rewritten chain to it")
  void crossAnchored() throws Exception {
    append(2);
    try (var second = Store.open(settings.named("second"), clock)) {
      second.ledger().record(event("other"));
      var checkpoint = second.checkpoints().sign(signer, OVERDUE);
      // The other node never signed: this one does it in its place.
      assertThat(checkpoint).extracting(Checkpoint::node).containsExactly("main", "second");
      assertThat(checkpoint.get(1).others()).containsOnlyKeys("main");
      append(1);
      assertThat(second.checkpoints().sign(signer, OVERDUE)).isEmpty();
      clock.turn(OVERDUE.plusSeconds(1));
      assertThat(second.checkpoints().sign(signer, OVERDUE)).hasSize(1);
    }
    unlock();
    tamper("delete from audit_checkpoint where node = 'main'");
    tamper("delete from audit_event where node = 'main' and sequence > 1");
    tamper("delete from node_state where node = 'main'");
    broken(2, Break.CUT_OFF);
  }

  @Test
  @DisplayName("a changed row, a cut tail and a cut head are found although the head was rewritten")
  void tampering() throws Exception {
    append(6);
    sign();
    unlock();
    var heads = new ChainHead[7];
    store.audit().events("main", 0).forEachRemaining(e -> heads[(int) e.sequence()] = e.head());

    tamper("delete from audit_event where sequence > 4");
    tamper("update node_state set audit_sequence = ?, audit_hash = ?", 4L, heads[4].hash());
    broken(5, Break.CUT_OFF);
    tamper("delete from audit_event where sequence = 1");
    broken(1, Break.MISSING);
    tamper("update audit_event set actor = 'nobody' where sequence = 2");
    broken(1, Break.MISSING);
  }

  @Test
  @DisplayName("a forged, a changed and a missing checkpoint are found")
  void forgedCheckpoints() throws Exception {
    append(1);
    sign();
    append(1);
    sign();
    append(1);
    sign();
    unlock();
    tamper("update audit_checkpoint set at = at + 1 where number = 3");
    broken(3, Break.FORGED_CHECKPOINT);
    tamper("update audit_checkpoint set at = at - 1 where number = 3");
    assertThat(store.audit().verify("main")).isInstanceOf(Intact.class);
    tamper("update audit_checkpoint set others = 'none' where number = 3");
    tamper("delete from audit_checkpoint where number = 2");
    broken(3, Break.CHECKPOINT_MISSING);
    tamper("update audit_checkpoint set key_id = 'other' where number = 1");
    broken(1, Break.FORGED_CHECKPOINT);
  }

  @Test
  @DisplayName("retention takes away what is older, behind a checkpoint, and says so")
  void retention() {
    append(2500);
    sign();
    clock.turn(Duration.ofDays(10));
    append(2);
    sign();
    append(1);

    assertThat(prune(Duration.ofDays(11))).isZero();
    assertThat(prune(Duration.ofDays(9))).isEqualTo(2500);
    assertThat(prune(Duration.ofDays(9))).isZero();
    assertThat(store.audit().verify("main"))
        .isInstanceOfSatisfying(
            Intact.class,
            intact -> {
              assertThat(intact.start().sequence()).isEqualTo(2500);
              assertThat(intact.events()).isEqualTo(4);
            });
    var said = store.audit().events("main", 2503).next();
    assertThat(said.event().action()).isEqualTo("audit-log.prune");
    assertThat(said.event().details()).containsEntry("after.first_sequence", "2501");
    assertThat(prune(Duration.ZERO)).isEqualTo(2);
    assertThat(store.audit().verify("main")).isInstanceOf(Intact.class);
  }

  @Test
  @DisplayName("a pruning that was interrupted is gone on with")
  void interrupted() throws Exception {
    append(3);
    var checkpoint = sign();
    store
        .writer()
        .edit(scope -> {
          CheckpointTable.insertPrunePoint(
              scope.connection(),
              Signed.by(signer, new PrunePoint("main", checkpoint.head(), scope.now())));
          return true;
        });
    assertThat(store.audit().verify("main")).isInstanceOf(Intact.class);
    assertThat(prune(Duration.ofDays(1))).isEqualTo(3);
    assertThat(store.audit().verify("main"))
        .isInstanceOfSatisfying(Intact.class, intact -> assertThat(intact.events()).isZero());
  }

  @Test
  @DisplayName("what is not intact is not pruned")
  void brokenIsKept() throws Exception {
    append(4);
    sign();
    unlock();
    tamper("update audit_event set actor = 'nobody' where sequence = 2");
    clock.turn(Duration.ofDays(2));
    assertThat(prune(Duration.ofDays(1))).isZero();
    broken(2, Break.WRONG_HASH);
  }

  @Test
  @DisplayName("SQL deletes no event without a prune point, and a prune point needs the signature")
  void forgedPrunePoint() throws Exception {
    append(4);
    var head = sign().head();
    assertThatThrownBy(() -> tamper("delete from audit_event where sequence = 1"))
        .hasMessageContaining("audit_event is append-only");
    tamper(
        "insert into audit_prune_point (node, sequence, hash, at, key_id, signature) values ('main', ?, ?, 0, ?, ?)",
        head.sequence(),
        head.hash(),
        CheckpointKey.of(signer.publicKey()).id(),
        new byte[] {1, 2, 3});
    tamper("delete from audit_event where sequence <= 3");
    broken(4, Break.FORGED_PRUNE_POINT);
  }

  @Test
  @DisplayName("a signed prune point that is at no checkpoint counts for nothing")
  void prunePointWithoutCheckpoint() throws Exception {
    append(4);
    sign();
    var third = store.audit().events("main", 2).next();
    store
        .writer()
        .edit(scope -> {
          CheckpointTable.insertPrunePoint(
              scope.connection(),
              Signed.by(signer, new PrunePoint("main", third.head(), scope.now())));
          return true;
        });
    broken(3, Break.FORGED_PRUNE_POINT);
  }

  @Test
  @DisplayName("SQL cannot change or delete a checkpoint, a prune point or a key")
  void appendOnly() {
    append(2);
    sign();
    clock.turn(Duration.ofDays(2));
    prune(Duration.ofDays(1));
    for (var table :
        new String[] {"audit_checkpoint", "audit_prune_point", "audit_checkpoint_key"}) {
      assertThatThrownBy(() -> tamper("delete from " + table))
          .hasMessageContaining(table + " is append-only");
      var column = table.endsWith("key") ? "created_at" : "at";
      assertThatThrownBy(() -> tamper("update " + table + " set " + column + " = 0"))
          .hasMessageContaining(table + " is append-only");
    }
  }

  @Test
  @DisplayName("checkpoints are listed for a whole account, and for nobody less")
  void listed() {
    for (int i = 0; i < 5; i++) {
      append(1);
      sign();
      clock.turn(Duration.ofSeconds(1));
    }
    var query = new ListQuery(2, Optional.empty(), Optional.empty(), Map.of());
    var page = store.checkpoints().list(Reach.account("a"), query);
    assertThat(page.items()).extracting(s -> s.statement().number()).containsExactly(5L, 4L);
    var next = new ListQuery(2, page.next(), Optional.empty(), Map.of());
    assertThat(store.checkpoints().list(Reach.account("a"), next).items())
        .extracting(s -> s.statement().number())
        .containsExactly(3L, 2L);
    var divisions = Reach.divisions("a", java.util.Set.of("d"));
    assertThat(store.checkpoints().list(divisions, query).items()).isEmpty();
  }
}
