package dev.crest.cli.device;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.Certificates;
import dev.crest.estclient.Credential;
import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.EnrollmentRequest;
import dev.crest.estclient.EstClient;
import dev.crest.estclient.Identity;
import dev.crest.estclient.Linking;
import dev.crest.estclient.Trust;
import dev.crest.pkix.Certificate;
import dev.crest.testkit.TurnableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A daemon of a test, whose time passes as quickly as it has nothing to do. The calendar and the
 * time that nobody can set run alike until a test turns the one.
 */
final class Watching implements Pace {
  final TurnableClock clock = TurnableClock.atPresent();
  final Path directory;
  Optional<Hook> hook = Optional.empty();
  Optional<Metrics> metrics = Optional.empty();
  Disk disk = Disk.real();
  Runnable meanwhile = () -> {};
  Duration look = Duration.ofMinutes(5);

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Map<Duration, Step> plan = new TreeMap<>();
  private Duration uptime = Duration.ofDays(1);
  private Duration end = Duration.ZERO;
  private Optional<Watch> watch = Optional.empty();

  /** Something that happens at some time. */
  interface Step {
    void happen() throws Exception;
  }

  Watching(Path directory) {
    this.directory = directory;
  }

  /** Enrols a device into a folder of the directory. */
  Certificate enroll(CannedEst est, String name) throws Exception {
    var trust = Trust.anchors(List.of(est.root.certificate()));
    var issued =
        (Issued)
            EstClient.builder(URI.create(est.url()))
                .trust(trust)
                .clock(clock)
                .credential(Credential.passcode(CannedEst.PASSCODE))
                .build()
                .enroll(EnrollmentRequest.builder().subject("CN=" + name).build());
    var folder = folder(name);
    folder.prepare(Optional.empty());
    new Placing(folder)
        .place(
            issued,
            Optional.of(issued.key().pem()),
            new DeviceRecord(
                URI.create(est.url()), issued.authorities().trust(), Linking.WHEN_ASKED));
    return issued.certificate();
  }

  DeviceFolder folder(String name) {
    return new DeviceFolder(directory.resolve(name), Disk.real());
  }

  Certificate certificate(String name) {
    return Certificates.read(folder(name).content(DeviceFolder.CERTIFICATE).orElseThrow())
        .getFirst();
  }

  Identity identity(String name) {
    return Identity.read(
        folder(name).content(DeviceFolder.KEY).orElseThrow(),
        new char[0],
        folder(name).content(DeviceFolder.CHAIN).orElseThrow());
  }

  /** Has something happen after so much time of the daemon. */
  void at(Duration after, Step step) {
    plan.put(uptime.plus(after), step);
  }

  /** Runs the daemon for so long. */
  void run(Duration length) throws InterruptedException {
    end = uptime.plus(length);
    watch = Optional.of(watch());
    watch.get().run();
    watch = Optional.empty();
    Thread.interrupted();
  }

  /** Does what is to be done now, as a timer does. */
  int once(boolean force) throws InterruptedException {
    return watch().once(force);
  }

  private Watch watch() {
    var out = new PrintStream(log, true, StandardCharsets.UTF_8);
    var journal = new Journal(out, true, this);
    var terminal = new Terminal(new ByteArrayInputStream(new byte[0]), out, out, false);
    var files = new InputFiles(terminal, new Surroundings(Map.of(), directory, directory));
    var server = new ServerChoice(new Options(CommandSpec.create()), files);
    var tending = new Tending(server, false, hook, this, journal);
    return new Watch(directory, disk, tending, journal, this, metrics, look);
  }

  @Override
  public Instant instant() {
    return clock.instant();
  }

  @Override
  public Duration uptime() {
    return uptime;
  }

  @Override
  public void rest(Duration duration) throws InterruptedException {
    while (!watch.orElseThrow().isIdle()) {
      Thread.sleep(1);
    }
    meanwhile.run();
    var next = plan.keySet().stream().findFirst().orElse(end);
    var until = uptime.plus(duration);
    until = until.compareTo(next) < 0 ? until : next;
    clock.turn(until.minus(uptime));
    uptime = until;
    if (until.equals(next) && plan.containsKey(next)) {
      try {
        plan.remove(next).happen();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    if (uptime.compareTo(end) >= 0) {
      throw new InterruptedException();
    }
  }

  @Override
  public double drawn() {
    return 0.5;
  }

  /** Returns what was told. */
  List<JsonNode> events() {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> new JsonMapper().readTree(line))
        .toList();
  }

  /** Returns what was told of an identity, as the words for the events. */
  List<String> events(String identity) {
    return events().stream()
        .filter(one -> one.path("identity").asString("").equals(identity))
        .map(one -> one.path("event").asString(""))
        .toList();
  }

  /** Returns the last line of a kind. */
  JsonNode last(String identity, String event) {
    return events().stream()
        .filter(one -> one.path("identity").asString("").equals(identity))
        .filter(one -> one.path("event").asString("").equals(event))
        .reduce((_, later) -> later)
        .orElseThrow(() -> new AssertionError("no " + event + " of " + identity + ": " + events()));
  }

  /** Writes a program for the shell. */
  Path program(String name, String script) throws Exception {
    var file = directory.resolve("." + name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }
}
