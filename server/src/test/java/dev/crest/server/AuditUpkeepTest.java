package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.audit.AuditVerdict.Intact;
import dev.crest.server.audit.CheckpointKey;
import dev.crest.server.hierarchy.CheckpointSigner;
import dev.crest.server.hierarchy.KeyProtection;
import dev.crest.server.operate.AuditVerification;
import dev.crest.server.store.Accounts;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuditSettings;
import dev.crest.server.store.Store;
import dev.crest.server.store.StoreSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log is signed by itself, and verified by the command line. */
class AuditUpkeepTest {
  private static final byte[] SECRET =
      "correct horse battery staple".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(StoreSettings.inFolder(folder), InstantSource.system());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private AuditUpkeep upkeep(Duration interval) {
    var signer =
        CheckpointSigner.open(KeyProtection.open(SECRET, store.authorities()), store.authorities());
    return new AuditUpkeep(
        store.checkpoints(),
        signer,
        new AuditSettings(interval, Optional.of(Duration.ofDays(1))),
        InstantSource.system());
  }

  private long checkpoints() {
    return ((Intact) store.audit().verify("main")).checkpoints();
  }

  private void append(String name) {
    store.catalog().accounts().create(Actor.system(), name, Accounts.Plan.ADVANCED);
  }

  @Test
  @DisplayName("the chain is signed at every interval in which anything was appended")
  void periodically() throws Exception {
    try (var upkeep = upkeep(Duration.ofSeconds(1))) {
      var deadline = Instant.now().plusSeconds(30);
      for (int i = 0; checkpoints() < 2; i++) {
        assertThat(Instant.now()).isBefore(deadline);
        append("account " + i);
        Thread.sleep(200);
      }
    }
  }

  @Test
  @DisplayName("it is signed at a clean stop, each time with the same key, and verifies with it")
  void atStop() {
    upkeep(Duration.ofHours(1)).close();
    append("one");
    upkeep(Duration.ofHours(1)).close();
    assertThat(checkpoints()).isEqualTo(2);
    assertThat(store.audit().checkpointKeys()).hasSize(1);
    var key = store.audit().checkpointKeys().getFirst().id();
    assertThat(verified(Optional.of(key)))
        .contains("chain intact, complete from its beginning, 2 signed checkpoints")
        .contains("checkpoints signed by key " + key)
        .contains("The audit log is intact.");
    assertThat(verified(Optional.of("another")))
        .contains("a checkpoint here is not signed by this server's key")
        .contains("The audit log was tampered with.");
  }

  private String verified(Optional<String> key) {
    var said = new StringWriter();
    new AuditVerification(store.audit(), key, new PrintWriter(said)).run();
    return said.toString();
  }

  @Test
  @DisplayName("the key is another one for each installation, and P-256")
  void key() {
    var protection = KeyProtection.open(SECRET, store.authorities());
    var one = CheckpointSigner.open(protection, store.authorities()).publicKey();
    assertThat(CheckpointSigner.open(protection, store.authorities()).publicKey()).isEqualTo(one);
    assertThat(dev.crest.pkix.KeyType.of(one)).contains(CheckpointKey.TYPE);
  }
}
