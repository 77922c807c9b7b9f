package dev.crest.cli;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.describe.ApiDescription;
import dev.crest.cli.manage.Session;
import dev.crest.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Goes once through what a device does, without a server, so that the runtime can note which
 * classes that takes and keep them ready (JEP 514). Nothing is sent and nothing stays.
 */
public final class Rehearsal {
  /** A certificate to read: self-signed, of EC P-256, {@code CN=rehearsal}. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBfzCCASWgAwIBAgIUdxerDBUgvB7vyoFMyZ557mKtDv4wCgYIKoZIzj0EAwIw
      FDESMBAGA1UEAwwJcmVoZWFyc2FsMCAXDTI2MTEzMDE5MjY1N1oYDzIxMjYxMTA2
      MTkyNjU3WjAUMRIwEAYDVQQDDAlyZWhlYXJzYWwwWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAATT0MYTo4RpLuc8bImtvvZr9WpCQ/psYfZzoG+Gxcq4wAI/Mune6jw8
      Z1DJrTcGRCRRa44Lfbu1nYCwdQVJbPGJo1MwUTAdBgNVHQ4EFgQUCEhRgGJWmpLq
      si+aCaaHp8gSX/kwHwYDVR0jBBgwFoAUCEhRgGJWmpLqsi+aCaaHp8gSX/kwDwYD
      VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAZZog6nigTuMlFzE/8S2Ud
      rCxJit6tLFkJd1XOcbLOJAIhAJ0YLxGunTraUk9DBrxGy9LvmSyfNqw64BpQLCs/
      BS8+
      -----END CERTIFICATE-----
      """;

  /** A port that nobody listens on: discard. */
  private static final String NOWHERE = "https://localhost:9/.well-known/est/rehearsal";

  private final Session session;

  private Rehearsal(Session session) {
    this.session = session;
  }

  /**
   * Runs it.
   *
   * @param arguments an empty folder to work in
   */
  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    Files.writeString(folder.resolve("ca.pem"), CERTIFICATE);
    Files.writeString(folder.resolve("passcode"), "rehearsal");
    var silence = new PrintStream(OutputStream.nullOutputStream(), true);
    var terminal = new Terminal(InputStream.nullInputStream(), silence, silence, false);
    var session =
        new Session(terminal, new Surroundings(Map.of(), folder, folder), Duration.ofSeconds(1));
    new Rehearsal(session).run();
  }

  private void run() {
    crest("--version");
    crest("decode", "ca.pem");
    crest("decode", "--json", "ca.pem");
    crest("verify", "ca.pem", "--trust-anchor", "ca.pem");
    crest("cacerts", NOWHERE, "--trust-anchor", "ca.pem");
    crest(
        "enroll",
        NOWHERE,
        "--trust-anchor",
        "ca.pem",
        "--passcode-file",
        "passcode",
        "--subject",
        "CN=d1");
    crest("renew", "--force");
    crest("renew", "--help");
  }

  private void crest(String... arguments) {
    new Main(ApiDescription::packaged, session).run(List.of(arguments));
  }
}
