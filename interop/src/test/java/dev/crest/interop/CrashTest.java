package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The server is killed while clients enrol. {@code -Dcrest.crashes=10} kills it ten times instead
 * of three.
 */
class CrashTest {
  private static final int CRASHES = Integer.getInteger("crest.crashes", 3);
  private static final int CLIENTS = 50;

  /** How many certificates clients have when the server is killed. */
  private static final int BEFORE_CRASH = 120;

  private final Set<X509Certificate> received = ConcurrentHashMap.newKeySet();
  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("crest-crash");
  }

  @AfterEach
  void removeFolder() throws IOException {
    RunningCrest.delete(folder);
  }

  @Test
  @DisplayName(
      "S-ENROLL-11 after kill -9 under load every certificate that a client received is in the store and the audit chain verifies")
  void kill() throws Exception {
    var data = folder.resolve("data");
    for (int crash = 1; crash <= CRASHES; crash++) {
      try (var crest = CrestProcess.quickstart(data)) {
        assertNothingIsLost(data);
        crashUnderLoad(crest, Quickstart.read(data.resolve("quickstart.json")));
      }
      var verdict = CrestProcess.run(folder, "audit", "verify", "--data", data.toString());
      assertThat(verdict.good().text()).contains("records verified");
    }
    try (var crest = CrestProcess.quickstart(data)) {
      assertNothingIsLost(data);
      assertThat(crest.stop()).as("exit code").isZero();
    }
    assertThat(received).hasSizeGreaterThanOrEqualTo(CRASHES * BEFORE_CRASH);
    try (var store = SqliteStore.open(data)) {
      var anchor = Quickstart.read(data.resolve("quickstart.json")).trustAnchorFile();
      Verification.under(anchor, store.authorities()).judge(store.certificates());
    }
  }

  private void assertNothingIsLost(Path data) {
    try (var store = SqliteStore.open(data)) {
      assertThat(Set.copyOf(store.certificates()).containsAll(received))
          .as("every received certificate is in the store")
          .isTrue();
      assertThat(store.number("select count(*) from certificate"))
          .isEqualTo(store.number("select count(distinct serial) from certificate"));
      assertThat(
              store.number(
                  "select count(*) from certificate c join audit_event e on e.resource_id = c.id"
                      + " where e.outcome = 'success'"))
          .as("each issuance has its audit record")
          .isEqualTo(store.number("select count(*) from certificate"));
    }
  }

  private void crashUnderLoad(CrestProcess crest, Quickstart quickstart)
      throws InterruptedException {
    var fleet = EnrollingFleet.of(quickstart, quickstart.basic());
    var enough = new CountDownLatch(BEFORE_CRASH);
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      start(threads, fleet, enough);
      assertThat(enough.await(60, TimeUnit.SECONDS)).as("the clients got going").isTrue();
      crest.kill();
    }
  }

  private void start(ExecutorService threads, EnrollingFleet fleet, CountDownLatch enough) {
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      threads.execute(() -> enrollUntilTheServerIsGone(fleet, client, enough));
    }
  }

  private void enrollUntilTheServerIsGone(EnrollingFleet fleet, int client, CountDownLatch enough) {
    for (int i = 0; i < Integer.MAX_VALUE; i++) {
      try (var connection = EstConnection.open(fleet.tls(), fleet.enrollUrl())) {
        do {
          var device = Device.named("device-" + client + ".example");
          var answer = fleet.enroll(connection, device);
          received.add(CertsOnlyMessage.issued(answer));
          enough.countDown();
        } while (client % 2 == 0 && connection.reusable());
      } catch (IOException e) {
        return; // Killed.
      }
    }
  }
}
