package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.DeviceKey;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong with one identity is told, and the others are renewed nevertheless. */
class DaemonFaultsTest {
  private static final Duration LIFE = Duration.ofMinutes(60);

  @TempDir Path directory = Path.of("");
  private Watching watching;
  private CannedEst est;
  private CannedEst bad;

  @BeforeEach
  void start() throws Exception {
    watching = new Watching(directory);
    est = new CannedEst(watching.clock, LIFE);
    bad = new CannedEst(watching.clock, LIFE);
  }

  @AfterEach
  void stop() {
    est.close();
    bad.close();
  }

  private Path file(String name) {
    return directory.resolve("bad").resolve(name);
  }

  private void seed(String fault) throws Exception {
    switch (fault) {
      case "server away" -> bad.away();
      case "503" -> bad.failing(503, Optional.empty());
      case "429 for long" -> bad.failing(429, Optional.of("86400"));
      case "403" -> bad.failing(403, Optional.empty());
      case "400" -> bad.failing(400, Optional.empty());
      case "404" -> bad.failing(404, Optional.empty());
      case "answer breaks off" -> bad.broken(1000);
      case "pending" -> bad.pending(1000);
      case "stranger's server" -> {
        var stranger = CannedEst.authority("Stranger", Optional.empty());
        bad.turnTo(stranger, stranger);
        bad.away();
        bad.back();
      }
      case "no key" -> Files.delete(file("device.key"));
      case "another's key" ->
          Files.write(file("device.key"), DeviceKey.generate(KeyType.EC_P256).pem());
      case "no record" -> Files.delete(file("device.json"));
      case "damaged record" -> Files.writeString(file("device.json"), "{\"version\":1");
      case "damaged chain" -> Files.writeString(file("chain.pem"), "nonsense");
      case "full disk" -> watching.disk = new FullDisk(directory.resolve("bad"));
      default -> throw new IllegalArgumentException(fault);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server away         | failed  | unreachable  | network
          503                 | failed  | unreachable  | HTTP status 503
          429 for long        | failed  | unreachable  | HTTP status 429
          403                 | failed  | denied       | HTTP status 403
          400                 | failed  | refused      | HTTP status 400
          404                 | failed  | unsupported  | HTTP status 404
          answer breaks off   | failed  | unreachable  | next try
          pending             | pending | ''           | approve
          stranger's server   | failed  | untrusted    | trust
          no key              | failed  | files        | there is no device.key
          another's key       | failed  | files        | cannot be used
          no record           | failed  | files        | there is no device.json
          damaged record      | failed  | files        | device.json.old
          damaged chain       | failed  | files        | cannot be used
          full disk           | failed  | files        | make room
          """)
  @DisplayName("a fault is told with what to do; the other identity does not notice")
  void faults(String fault, String event, String code, String said) throws Exception {
    watching.enroll(est, "good");
    var before = watching.enroll(bad, "bad");
    seed(fault);
    watching.run(Duration.ofMinutes(55));

    assertThat(watching.events("good")).contains("renewed").doesNotContain("failed");
    assertThat(watching.events("bad")).contains(event).doesNotContain("renewed");
    var told = watching.last("bad", event);
    assertThat(told.path("code").asString("")).isEqualTo(code);
    assertThat(told.path("message").asString("") + told.path("cure").asString(""))
        .contains(said)
        .doesNotContain("Exception");
    assertThat(told.path("retry_at").asString("")).isNotEmpty();
    assertThat(watching.certificate("bad")).isEqualTo(before);
    assertThat(watching.events("bad").stream().filter(event::equals).count())
        .as(() -> watching.events().toString())
        .isBetween(2L, 25L);
  }

  /** A disk that is full for one folder. */
  private record FullDisk(Path folder) implements Disk {
    private void write(Path file) throws IOException {
      if (file.startsWith(folder)) {
        throw new FileSystemException(file.toString(), null, "No space left on device");
      }
    }

    @Override
    public void createFolder(Path path) throws IOException {
      write(path);
      Disk.real().createFolder(path);
    }

    @Override
    public void write(Path file, byte[] content, boolean secret) throws IOException {
      write(file);
      Disk.real().write(file, content, secret);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      write(to);
      Disk.real().move(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
      Disk.real().delete(file);
    }
  }

  @Test
  @DisplayName("Retry-After is heeded, but not past the expiry")
  void retryAfter() throws Exception {
    watching.enroll(bad, "bad");
    bad.failing(503, Optional.of("300"));
    watching.run(Duration.ofMinutes(59));
    var first = watching.events().stream().filter(one -> one.has("retry_at")).findFirst();
    var event = first.orElseThrow();
    var pause =
        Duration.between(
            Instant.parse(event.path("time").asString("")),
            Instant.parse(event.path("retry_at").asString("")));
    assertThat(pause).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(331));
    assertThat(bad.requests()).hasSizeBetween(3, 12);
  }

  @Test
  @DisplayName("a damaged device.crt is replaced by renewing, since chain.pem has it, too")
  void damagedCertificate() throws Exception {
    watching.enroll(est, "bad");
    Files.writeString(file("device.crt"), "nonsense");
    watching.run(Duration.ofMinutes(1));
    assertThat(watching.events("bad")).containsExactly("watching", "renewed");
    assertThat(watching.identity("bad").certificate()).isEqualTo(watching.certificate("bad"));
  }

  @Test
  @DisplayName("what somebody mends is tried again at once")
  void mended() throws Exception {
    watching.enroll(est, "bad");
    var record = Files.readAllBytes(file("device.json"));
    Files.writeString(file("device.json"), "{}");
    watching.at(Duration.ofMinutes(54), () -> Files.write(file("device.json"), record));
    watching.run(Duration.ofMinutes(59));
    assertThat(watching.events("bad")).startsWith("watching", "failed").endsWith("renewed");
  }

  @Test
  @DisplayName(
      "folders that come are picked up, folders that go are let go; the directory itself may be one")
  void folders() throws Exception {
    watching.at(Duration.ofMinutes(1), () -> watching.enroll(est, "late"));
    watching.at(Duration.ofMinutes(2), () -> watching.enroll(est, "."));
    watching.at(
        Duration.ofMinutes(10),
        () -> Files.move(directory.resolve("late"), directory.resolve(".hidden")));
    watching.run(Duration.ofMinutes(59));
    assertThat(watching.events("late")).containsExactly("watching", "gone");
    assertThat(watching.events(".")).containsExactly("watching", "renewed");
  }

  @Test
  @DisplayName(
      "the clock is set back by years, then forth: nothing is asked in between, and no pause is forgotten")
  void clock() throws Exception {
    watching.enroll(est, "good");
    watching.at(Duration.ofMinutes(5), () -> watching.clock.turn(Duration.ofDays(-5000)));
    watching.at(Duration.ofMinutes(35), () -> watching.clock.turn(Duration.ofDays(5000)));
    watching.run(Duration.ofMinutes(55));
    assertThat(watching.events("good")).containsExactly("watching", "clock", "renewed");
    assertThat(watching.last("good", "clock").path("message").asString(""))
        .contains("set the clock");
  }

  @Test
  @DisplayName("the clock is set years ahead and back: the identity is what it was")
  void clockAhead() throws Exception {
    var first = watching.enroll(est, "good");
    est.away();
    watching.at(Duration.ofMinutes(5), () -> watching.clock.turn(Duration.ofDays(2000)));
    watching.at(Duration.ofMinutes(15), () -> watching.clock.turn(Duration.ofDays(-2000)));
    watching.at(Duration.ofMinutes(16), est::back);
    watching.run(Duration.ofMinutes(30));
    assertThat(watching.events("good")).contains("expired").doesNotContain("renewed");
    assertThat(watching.certificate("good")).isEqualTo(first);
    watching.run(Duration.ofMinutes(25));
    assertThat(watching.events("good")).endsWith("watching", "renewed");
  }

  @Test
  @DisplayName("a second daemon is refused, and so is a renewal beside one that is under way")
  void locks() {
    try (var _ = FolderLock.ofDaemon(directory)) {
      assertThatThrownBy(() -> FolderLock.ofDaemon(directory))
          .isInstanceOf(FileTrouble.class)
          .hasMessageContaining("another crest renew --daemon");
      FolderLock.ofIdentity(directory).close();
    }
    FolderLock.ofDaemon(directory).close();
  }

  @Test
  @DisplayName("the file for Prometheus tells expiry, last success, renewals and failures of each")
  void metrics() throws Exception {
    var file = directory.resolve("crest.prom");
    watching.metrics = Optional.of(new Metrics(file));
    watching.enroll(est, "good");
    watching.enroll(bad, "a \"bad\" one");
    bad.away();
    watching.run(Duration.ofMinutes(55));

    var text = Files.readString(file);
    var expiry = watching.certificate("good").notAfter().getEpochSecond();
    assertThat(text)
        .contains(
            "crest_device_certificate_expiry_timestamp_seconds{identity=\"good\"} " + expiry,
            "crest_device_renewals_total{identity=\"good\"} 1",
            "crest_device_failures_total{identity=\"good\"} 0",
            "crest_device_renewals_total{identity=\"a \\\"bad\\\" one\"} 0",
            "crest_device_alive_timestamp_seconds ")
        .containsPattern("crest_device_last_success_timestamp_seconds\\{identity=\"good\"} \\d+")
        .containsPattern("crest_device_failures_in_a_row\\{identity=\"a .*} [1-9]");
    assertThat(text.lines())
        .allMatch(line -> line.startsWith("# ") || line.matches("[a-z_]+(\\{.*\\})? -?\\d+"));
    watching.metrics = Optional.of(new Metrics(directory.resolve("nowhere/crest.prom")));
    watching.run(Duration.ofMinutes(10));
    assertThat(watching.events(directory.toString())).containsOnlyOnce("metrics_failed");
  }

  @Test
  @DisplayName("--all does once what the daemon does, and exits with the worst of the codes")
  void once() throws Exception {
    watching.enroll(est, "good");
    watching.enroll(bad, "bad");
    assertThat(watching.once(false)).isZero();
    assertThat(est.requests()).hasSize(1);
    assertThat(watching.once(true)).isZero();
    assertThat(est.requests()).hasSize(2);
    watching.clock.turn(Duration.ofMinutes(55));
    bad.failing(403, Optional.empty());
    assertThat(watching.once(false)).isEqualTo(DeviceExit.DENIED);
    assertThat(watching.events("good")).endsWith("renewed");
    assertThatThrownBy(
            () -> new Watching(Files.createDirectory(directory.resolve("none"))).once(false))
        .isInstanceOf(FileTrouble.class)
        .hasMessageContaining("there is no identity");
  }

  private List<String> hookLines() throws IOException {
    return Files.readAllLines(directory.resolve(".told"), UTF_8);
  }

  @Test
  @DisplayName("the hook is told folder, serial number and expiry of what was renewed")
  void hook() throws Exception {
    watching.enroll(est, "good");
    watching.hook =
        Optional.of(
            new Hook(
                watching.program(
                    "hook",
                    "echo \"$CREST_EVENT $CREST_DIRECTORY $CREST_SERIAL $CREST_NOT_AFTER $CREST_SUBJECT"
                        + " $(pwd)\" >> "
                        + directory.resolve(".told")),
                Duration.ofSeconds(20)));
    watching.run(Duration.ofMinutes(55));
    var one = watching.certificate("good");
    var folder = directory.resolve("good");
    assertThat(hookLines())
        .containsExactly(
            "renewed %s %s %s CN=good %s"
                .formatted(folder, one.serialNumber().hex(), one.notAfter(), folder.toRealPath()));
    assertThat(watching.folder("good").marked()).isEmpty();
  }

  @Test
  @DisplayName(
      "a hook that fails has the old pair put back; the new one is handed over later, none is asked for again")
  void failingHook() throws Exception {
    var first = watching.enroll(est, "good");
    var hook = watching.program("hook", "[ -e " + directory.resolve(".mended") + " ]");
    watching.hook = Optional.of(new Hook(hook, Duration.ofSeconds(20)));
    watching.run(Duration.ofMinutes(52));
    assertThat(watching.last("good", "hook_failed").path("message").asString(""))
        .contains("exit code 1", "the old certificate is back");
    assertThat(watching.certificate("good")).isEqualTo(first);
    assertThat(watching.identity("good").certificate()).isEqualTo(first);
    assertThat(est.requests()).hasSize(2);

    Files.createFile(directory.resolve(".mended"));
    watching.run(Duration.ofMinutes(6));
    assertThat(watching.events("good")).endsWith("renewed");
    assertThat(watching.certificate("good")).isNotEqualTo(first);
    assertThat(est.requests()).hasSize(2);
    assertThat(before("good")).isEqualTo(first);
  }

  private Certificate before(String name) {
    return Certificates.read(watching.folder(name).before(DeviceFolder.CERTIFICATE).orElseThrow())
        .getFirst();
  }

  @Test
  @DisplayName(
      "a hook that hangs is ended with all that it started; once the old pair has expired the new one stays")
  void hangingHook() throws Exception {
    var first = watching.enroll(est, "good");
    var hook = watching.program("hook", "sleep 600 & sleep 600");
    watching.hook = Optional.of(new Hook(hook, Duration.ofMillis(300)));
    watching.run(Duration.ofMinutes(53));
    assertThat(watching.last("good", "hook_failed").path("message").asString(""))
        .contains("has not ended within");
    assertThat(watching.certificate("good")).isEqualTo(first);
    watching.run(Duration.ofMinutes(20));
    assertThat(watching.last("good", "hook_failed").path("message").asString(""))
        .contains("the new certificate stays");
    assertThat(watching.certificate("good")).isNotEqualTo(first);
  }
}
