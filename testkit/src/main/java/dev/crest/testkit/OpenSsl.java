package dev.crest.testkit;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The {@code openssl} command, as a foreign judge of what Crest makes. Thread-safe. */
public final class OpenSsl {
  private static final int MOST_SECONDS = 60;

  private final Path directory;

  /**
   * @param directory where files are put; the caller removes it
   */
  public OpenSsl(Path directory) {
    this.directory = directory;
  }

  /** What a run ended with: exit status and everything printed. */
  public record Outcome(int status, String output) {}

  /** Runs openssl and returns what it printed; fails unless it succeeds. */
  public String run(String... arguments) {
    var outcome = attempt(arguments);
    if (outcome.status() != 0) {
      throw new AssertionError(
          "openssl " + String.join(" ", arguments) + " failed:\n" + outcome.output());
    }
    return outcome.output();
  }

  /** Runs openssl, whatever comes of it. */
  public Outcome attempt(String... arguments) {
    var command = Stream.concat(Stream.of("openssl"), Arrays.stream(arguments)).toList();
    try {
      var output = Files.createTempFile(directory, "openssl", ".out");
      var process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end");
      }
      return new Outcome(
          process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Writes certificates into one PEM file and returns its name. */
  public String pem(String name, List<Certificate> certificates) {
    return file(
        name,
        certificates.stream()
            .map(certificate -> Pem.write("CERTIFICATE", certificate.der()))
            .collect(Collectors.joining()));
  }

  /** Writes a text file and returns its name. */
  public String file(String name, String content) {
    try {
      Files.writeString(directory.resolve(name), content);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Has {@code openssl verify -x509_strict} judge a certificate; fails unless it is content.
   *
   * @param certificate the certificate
   * @param intermediates CAs between it and the root
   * @param root the trusted certificate
   * @param more further arguments such as {@code -purpose sslclient}
   */
  public void verify(
      Certificate certificate, List<Certificate> intermediates, Certificate root, String... more) {
    var arguments = new ArrayList<>(List.of("verify", "-x509_strict", "-check_ss_sig"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("-CAfile", pem("verify-root.pem", List.of(root))));
    if (!intermediates.isEmpty()) {
      arguments.addAll(List.of("-untrusted", pem("verify-intermediates.pem", intermediates)));
    }
    arguments.add(pem("verify-leaf.pem", List.of(certificate)));
    run(arguments.toArray(String[]::new));
  }

  /** Returns what {@code openssl x509 -text} says of a certificate. */
  public String text(Certificate certificate) {
    return run("x509", "-noout", "-text", "-in", pem("text.pem", List.of(certificate)));
  }
}
