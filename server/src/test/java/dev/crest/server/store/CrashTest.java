package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.audit.AuditVerdict.Intact;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.Ledger.Outcome.Committed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered survives, however suddenly everything ends. */
class CrashTest {
  @TempDir Path folder;

  @Test
  @DisplayName(
      "S-ENROLL-11 kill -9 while committing: every answered certificate is there, counted and audited")
  void killedProcess() throws Exception {
    for (int round = 1; round <= 3; round++) {
      var said = killAfter(50 * round);
      var credential = said.getFirst().substring("credential ".length());
      var committed =
          said.stream().filter(l -> l.startsWith("committed ")).map(l -> l.substring(10)).toList();
      try (var store = Store.open(StoreSettings.inFolder(folder), InstantSource.system())) {
        assertThat(committed)
            .allSatisfy(id -> assertThat(store.catalog().certificates().find(id)).isPresent());
        long stored = count(store, "certificate where credential_id = ?", credential);
        assertThat(stored).isGreaterThanOrEqualTo(committed.size());
        assertThat(uses(store, credential)).isEqualTo(stored);
        assertThat(
                count(
                    store,
                    "audit_event e join certificate c on c.id = e.resource_id where c.credential_id = ?",
                    credential))
            .isEqualTo(stored);
        assertThat(store.audit().verify("main")).isInstanceOf(Intact.class);
      }
    }
  }

  /** Returns what the process said, at least so many commits, up to its end by SIGKILL. */
  private List<String> killAfter(int commits) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CommittingProcess.class.getName(),
                folder.toString())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    var said = new ArrayList<String>();
    try (BufferedReader lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("c")) {
          said.add(line);
        }
        if (said.size() == commits) {
          // By its handle: the process object would close the pipe, and with it what was said
          // before the end.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(said).hasSizeGreaterThanOrEqualTo(commits);
    return said;
  }

  @Test
  @DisplayName(
      "PostgreSQL crashes while committing: 'unavailable' until it is back, then on; every answered certificate is there")
  void crashedServer() throws Exception {
    try (var cluster = PostgresCluster.own()) {
      var settings =
          StoreSettings.of(cluster.newDatabase(), Optional.of("crest"), Optional.empty());
      try (var store = Store.open(settings, InstantSource.system())) {
        var domain = Domain.in(store);
        var credential = domain.passcode(Terms.unlimited("counted"));
        Set<String> committed = ConcurrentHashMap.newKeySet();
        Set<Kind> refusals = ConcurrentHashMap.newKeySet();
        var ended = new AtomicBoolean();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
          threads.add(
              Thread.ofVirtual()
                  .start(() -> {
                    while (!ended.get()) {
                      commit(store, domain.issuance(Optional.of(credential)), committed, refusals);
                    }
                  }));
        }
        await(() -> committed.size() > 50);
        cluster.crash();
        await(() -> !refusals.isEmpty());
        cluster.start();
        int before = committed.size();
        await(() -> committed.size() > before + 50);
        ended.set(true);
        for (var thread : threads) {
          thread.join();
        }

        assertThat(refusals).containsExactly(Kind.UNAVAILABLE);
        assertThat(committed)
            .allSatisfy(id -> assertThat(domain.catalog.certificates().find(id)).isPresent());
        assertThat(uses(store, credential))
            .isEqualTo(count(store, "certificate where credential_id = ?", credential));
        assertThat(store.audit().verify("main")).isInstanceOf(Intact.class);
      }
    }
  }

  private static void commit(
      Store store, Issuance issuance, Set<String> committed, Set<Kind> refusals) {
    try {
      if (store.ledger().commit(issuance) instanceof Committed) {
        committed.add(issuance.certificateId());
      }
    } catch (Refused refused) {
      refusals.add(refused.kind());
      pause();
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came about").isLessThan(deadline);
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long uses(Store store, String credential) {
    return store
        .database()
        .read(c ->
            Sql.first(
                c,
                "select uses from credential where id = ?",
                row -> row.number("uses"),
                credential))
        .orElseThrow();
  }

  private static long count(Store store, String what, Object... values) {
    return store
        .database()
        .read(
            c -> Sql.first(c, "select count(*) as n from " + what, row -> row.number("n"), values))
        .orElseThrow();
  }
}
