package dev.crest.server.operate;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.Names;
import dev.crest.pkix.Pem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Plays the device of the documentation: runs its commands with the real {@code openssl} and {@code
 * curl} and shows what came.
 */
final class DemoDevice {
  private static final long COMMAND_SECONDS = 60;
  // The questions of "openssl req": country, state, locality, organization, unit, common name,
  // e-mail, challenge, company.
  private static final String ANSWERS = "\n\n\n\n\ndemo-device-0001\n\n\n\n";

  private final Path folder;
  private final PrintWriter out;

  /**
   * @param folder where its files go
   * @param out where commands and the certificate are shown
   */
  DemoDevice(Path folder, PrintWriter out) {
    this.folder = folder;
    this.out = out;
  }

  /** A command of the demo that did not do what it should. */
  static final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
      super(message);
    }
  }

  /**
   * Makes a key and a request, enrols with the passcode, then renews with the certificate.
   *
   * @throws CommandFailed if a command fails or is not installed
   */
  void enrollAndRenew(QuickstartFile demo) {
    try {
      Files.createDirectories(folder);
      var commands = new SeedCommands(demo);
      run(SeedCommands.makeKey(), "");
      run(SeedCommands.makeRequest(), ANSWERS);
      show("Enrolled", keep(run(commands.enroll(), "")));
      show("Re-enrolled", keep(run(commands.reenroll(), "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Certificate keep(byte[] reply) throws IOException {
    var message = LenientDecoder.one(reply, Set.of("PKCS7"));
    var certificate = CertsOnly.read(message.der()).getFirst();
    Files.writeString(
        folder.resolve("certificate.pem"), Pem.write("CERTIFICATE", certificate.der()));
    return certificate;
  }

  private void show(String title, Certificate certificate) {
    out.println();
    out.println("  " + title + ":");
    out.println("    subject      " + Names.text(certificate.subject()));
    out.println("    issuer       " + Names.text(certificate.issuer()));
    out.println("    serial       " + certificate.serialNumber().hex());
    out.println("    valid        " + certificate.notBefore() + " to " + certificate.notAfter());
    out.println();
    out.flush();
  }

  private byte[] run(List<String> command, String input) throws IOException {
    out.println("  $ " + SeedCommands.shown(command).replace("\n", "\n  "));
    var quiet = new ArrayList<>(command);
    if (command.getFirst().equals("curl")) {
      quiet.addAll(List.of("--silent", "--show-error", "--fail-with-body", "--max-time", "30"));
    }
    Process process;
    try {
      process =
          new ProcessBuilder(quiet)
              .directory(folder.toFile())
              .redirectError(log().toFile())
              .start();
    } catch (IOException e) {
      throw new CommandFailed(command.getFirst() + " is not installed or cannot be started");
    }
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    var output = process.getInputStream().readAllBytes();
    try {
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new CommandFailed(
            command.getFirst() + " did not end within " + COMMAND_SECONDS + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new CommandFailed("interrupted");
    }
    if (process.exitValue() != 0) {
      var said = new String(output, StandardCharsets.UTF_8) + Files.readString(log());
      throw new CommandFailed(
          command.getFirst() + " ended with " + process.exitValue() + ": " + said.strip());
    }
    return output;
  }

  private Path log() {
    return folder.resolve("commands.log");
  }
}
