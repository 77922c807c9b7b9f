package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One server for a test class, as quickstart makes it. After the class it stops the server, and
 * every certificate in its store has to pass {@link Verification}: whatever client asked for it,
 * and whether or not a test looked at it.
 */
final class RunningCrest implements BeforeAllCallback, AfterAllCallback {
  private final String fixture;
  private final List<JsonNode> made = new ArrayList<>();
  private Optional<Running> running = Optional.empty();

  private record Running(Path folder, CrestProcess process, Quickstart quickstart) {}

  private RunningCrest(String fixture) {
    this.fixture = fixture;
  }

  /** A server with the demo's objects. */
  static RunningCrest demo() {
    return new RunningCrest("");
  }

  /** A server with the demo's objects and further ones, given as the fixture's JSON list. */
  static RunningCrest with(String fixture) {
    return new RunningCrest(fixture);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    var folder = Files.createTempDirectory("crest-interop");
    var process = CrestProcess.quickstart(folder.resolve("data"));
    if (!fixture.isEmpty()) {
      process.stop();
      apply(folder, fixture);
      process = CrestProcess.quickstart(folder.resolve("data"));
    }
    running = Optional.of(started(folder, process));
  }

  private static Running started(Path folder, CrestProcess process) {
    return new Running(folder, process, Quickstart.read(folder.resolve("data/quickstart.json")));
  }

  /** Makes further objects; the server is stopped for that and has another port afterwards. */
  void make(String more) throws IOException {
    var folder = running().folder();
    process().stop();
    apply(folder, more);
    running = Optional.of(started(folder, CrestProcess.quickstart(folder.resolve("data"))));
  }

  /** Makes objects through the server's own service, while it is stopped. */
  private void apply(Path folder, String objects) throws IOException {
    var file = Files.writeString(folder.resolve("fixture.json"), objects);
    var classes = CrestProcess.Packaged.root("server/target/test-classes");
    var command = new ArrayList<>(CrestProcess.Packaged.java());
    command.addAll(List.of("-cp", CrestProcess.Packaged.JAR + ":" + classes));
    command.add("dev.crest.server.Fixture");
    command.addAll(List.of("--data", folder.resolve("data").toString(), "--file", file.toString()));
    var mapper = JsonMapper.builder().build();
    var before = made.size();
    Tool.run(folder, new byte[0], command)
        .good()
        .text()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(mapper::readTree)
        .forEach(made::add);
    assertThat(made).as("one line an object of the fixture").hasSizeGreaterThan(before);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (running.isEmpty()) {
      return;
    }
    var folder = running.get().folder();
    try (var process = running.get().process()) {
      if (process.alive()) {
        process.stop();
      }
      process.keepLog(context.getRequiredTestClass().getSimpleName());
      try (var store = SqliteStore.open(folder.resolve("data"))) {
        Verification.under(quickstart().trustAnchorFile(), store.authorities())
            .judge(store.certificates());
      }
    } finally {
      delete(folder);
    }
  }

  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Running running() {
    return running.orElseThrow(() -> new IllegalStateException("the server is not started"));
  }

  Quickstart quickstart() {
    return running().quickstart();
  }

  CrestProcess process() {
    return running().process();
  }

  /** Returns the data folder. */
  Path data() {
    return running().folder().resolve("data");
  }

  /** Returns the id of the nth object that the fixture made. */
  String made(int index) {
    return made.get(index).path("id").asString();
  }

  /** Makes a fresh folder for a client's files. */
  Path workFolder() throws IOException {
    return Files.createTempDirectory(running().folder(), "client");
  }

  /** Returns curl in a fresh folder that trusts the demo's root. */
  Curl curl() throws IOException {
    return new Curl(workFolder(), quickstart().trustAnchorFile());
  }
}
