package dev.crest.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** The packaged server as a process of its own. */
final class CrestProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Crest is serving EST on https://\\S+:(\\d+)");
  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 20;

  private final Process process;
  private final StringBuffer log = new StringBuffer();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Thread reader;

  private CrestProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /** Starts the demo in a folder and waits until it serves on a free port. */
  static CrestProcess quickstart(Path folder) {
    return serving(
        folder.toAbsolutePath().getParent(),
        "quickstart",
        "--data",
        folder.toString(),
        "--port",
        "0",
        "--admin-port",
        "0",
        "--no-demo-run");
  }

  /** Starts the server with a configuration file and waits until it serves. */
  static CrestProcess serve(Path configuration) {
    return serving(
        configuration.toAbsolutePath().getParent(), "serve", "--config", configuration.toString());
  }

  private static CrestProcess serving(Path directory, String... command) {
    var crest = start(directory, command);
    try {
      crest.port.get(START_SECONDS, TimeUnit.SECONDS);
      return crest;
    } catch (ExecutionException | TimeoutException e) {
      crest.close();
      throw new AssertionError(
          "the server does not serve; exit code " + crest.ended() + ", output:\n" + crest.log(), e);
    } catch (InterruptedException e) {
      crest.close();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the server started", e);
    }
  }

  /** Starts a command without waiting for anything. */
  static CrestProcess start(Path directory, String... command) {
    var builder = Tool.prepared(directory, Packaged.command(command)).redirectErrorStream(true);
    return new CrestProcess(Tool.start(builder));
  }

  /** Runs a command that ends by itself. */
  static Tool.Outcome run(Path directory, String... command) {
    return Tool.run(directory, new byte[0], Packaged.command(command));
  }

  private void read() {
    try (var lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        log.append(line).append('\n');
        var ready = READY.matcher(line);
        if (ready.find()) {
          port.complete(Integer.valueOf(ready.group(1)));
        }
      }
    } catch (IOException e) {
      log.append(e).append('\n');
    }
    port.completeExceptionally(new IOException("the output ended"));
  }

  /** Returns the port that the ready line names. */
  int port() {
    return port.join();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Returns everything that was written to stdout and stderr so far. */
  String log() {
    return log.toString();
  }

  /** Ends the server as a service manager does, by SIGTERM. Returns its exit code. */
  int stop() {
    // Process.destroy() would close the pipe as well, and the last words be lost.
    process.toHandle().destroy();
    return ended();
  }

  /** Ends the server by SIGKILL, as a power cut would. */
  void kill() {
    process.destroyForcibly();
    ended();
  }

  /** Waits for the end and returns the exit code. */
  int ended() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running after " + STOP_SECONDS + " s:\n" + log());
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the server stopped", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    ended();
  }

  /** Keeps the output where a failed build can be looked into. */
  void keepLog(String name) {
    try {
      var folder = Files.createDirectories(Path.of("target", "crest-logs"));
      Files.writeString(folder.resolve(name + ".log"), log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the packaged server is and how it is started. */
  static final class Packaged {
    private static final Path ROOT = root();
    static final Path JAR = ROOT.resolve("server/target/crest/crest-server.jar");

    private Packaged() {}

    private static Path root() {
      var folder = Path.of("").toAbsolutePath();
      while (!Files.exists(folder.resolve("server/pom.xml"))) {
        if (folder.getParent() == null) {
          throw new AssertionError("the tests run outside of Crest's sources");
        }
        folder = folder.getParent();
      }
      return folder;
    }

    static Path root(String child) {
      return ROOT.resolve(child);
    }

    static List<String> command(String... arguments) {
      if (!Files.exists(JAR)) {
        throw new AssertionError("the server is not packaged; run ./mvnw package first");
      }
      var command = new ArrayList<String>(java());
      command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-jar", JAR.toString()));
      command.addAll(List.of(arguments));
      return command;
    }

    static List<String> java() {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");
    }
  }
}
