package dev.crest.server.road;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.crest.pkix.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code openssl s_client} program, for TLS that Java's clients refuse to speak. */
public final class OpensslClient {
  private static final int MOST_SECONDS = 30;

  private final TestServer server;
  private final Path folder;

  /**
   * @param folder where sessions are kept
   */
  public OpensslClient(TestServer server, Path folder) throws IOException {
    this.server = server;
    this.folder = folder;
    Files.writeString(folder.resolve("root.pem"), Pem.write("CERTIFICATE", server.root().der()));
  }

  /** Sends one GET, after which the connection ends; returns everything that openssl says. */
  public String get(String serverName, String target, String... options)
      throws IOException, InterruptedException {
    var request =
        "GET " + target + " HTTP/1.1\r\nHost: " + serverName + "\r\nConnection: close\r\n\r\n";
    return run(serverName, request, "-ign_eof", options);
  }

  /** Asks for a renegotiation on TLS 1.2, and sends a request if that succeeds. */
  public String renegotiating(String serverName) throws IOException, InterruptedException {
    return run(
        serverName,
        "R\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "-legacy_renegotiation",
        "-tls1_2");
  }

  private String run(String serverName, String input, String first, String... options)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("openssl", "s_client", first));
    command.addAll(List.of("-connect", "127.0.0.1:" + server.server().port()));
    command.addAll(List.of("-servername", serverName, "-CAfile", "root.pem"));
    command.addAll(List.of(options));
    var output = Files.createTempFile(folder, "s_client", ".out");
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.getOutputStream().write(input.getBytes(ISO_8859_1));
      process.getOutputStream().flush();
    } catch (IOException e) {
      // It gave up before it read what to send; what it said is what counts.
    }
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " did not end");
    }
    return new String(Files.readAllBytes(output), ISO_8859_1);
  }
}
