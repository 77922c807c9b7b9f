package dev.crest.server.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program of the machine as a client: curl, openssl, gnutls-cli. */
final class Tool {
  private static final int PATIENCE_SECONDS = 30;

  private Tool() {}

  /** What a program said, on both outputs, and how it ended. */
  record Outcome(int status, String output) {
    /** Returns what follows {@code label} on the first line that has it. */
    String after(String label) {
      return output
          .lines()
          .filter(line -> line.contains(label))
          .map(line -> line.substring(line.indexOf(label) + label.length()).strip())
          .findFirst()
          .orElseThrow(() -> new AssertionError("no «" + label + "» in: " + output));
    }
  }

  /** A program that is running. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final CompletableFuture<String> output;

    private Running(Process process) {
      this.process = process;
      this.output = CompletableFuture.supplyAsync(this::read);
    }

    private String read() {
      try {
        return new String(process.getInputStream().readAllBytes(), ISO_8859_1);
      } catch (IOException e) {
        return e.toString();
      }
    }

    Running type(String text) throws IOException {
      process.getOutputStream().write(text.getBytes(ISO_8859_1));
      process.getOutputStream().flush();
      return this;
    }

    Outcome end() throws Exception {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end: " + output.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return new Outcome(process.exitValue(), output.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  static Running start(List<String> command) throws IOException {
    return new Running(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Runs a program to its end, its input being empty. */
  static Outcome run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new Running(process).end();
  }

  /** Starts {@code openssl s_client}; it ends when the server closes the connection. */
  static Running openssl(RunningListener server, String serverName, String... more)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of("openssl", "s_client", "-connect", "127.0.0.1:" + server.port(), "-ign_eof"));
    command.addAll(List.of("-CAfile", Pki.trustAnchorFile()));
    command.addAll(
        serverName.isEmpty() ? List.of("-noservername") : List.of("-servername", serverName));
    command.addAll(List.of(more));
    return start(command);
  }

  /** Runs {@code openssl s_client} with one request on it, after whose reply the server closes. */
  static Outcome opensslGet(RunningListener server, String serverName, String... more)
      throws Exception {
    try (var client = openssl(server, serverName, more)) {
      var host = serverName.isEmpty() ? "127.0.0.1" : serverName;
      client.type("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      return client.end();
    }
  }
}
