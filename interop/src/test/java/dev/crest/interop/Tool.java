package dev.crest.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs other people's programs the way a user's shell does. Thread-safe. */
final class Tool {
  private static final int SECONDS = 180;

  /** Which Debian package brings a program. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "openssl", "openssl",
          "curl", "curl",
          "pki", "strongswan-pki",
          "gnutls-cli", "gnutls-bin",
          "certtool", "gnutls-bin",
          "bash", "bash",
          "base64", "coreutils");

  private Tool() {}

  /** What a program left behind. */
  record Outcome(List<String> command, int exit, byte[] out, String err) {
    String text() {
      return new String(out, UTF_8);
    }

    /** Returns this where the program succeeded, and fails the test with its words otherwise. */
    Outcome good() {
      if (exit != 0) {
        throw new AssertionError("exit " + exit + " of " + command + "\n" + text() + "\n" + err);
      }
      return this;
    }
  }

  static Outcome run(Path directory, String... command) {
    return run(directory, new byte[0], List.of(command));
  }

  /** Runs lines of shell, failing at the first command of any pipe that fails. */
  static Outcome shell(Path directory, String stdin, String script) {
    return run(directory, stdin.getBytes(UTF_8), List.of("bash", "-euo", "pipefail", "-c", script));
  }

  /** Runs a program to its end; at most three minutes. */
  static Outcome run(Path directory, byte[] stdin, List<String> command) {
    Process process = start(prepared(directory, command));
    try {
      var out = CompletableFuture.supplyAsync(() -> drained(process.getInputStream()), Tool::spawn);
      var err = CompletableFuture.supplyAsync(() -> drained(process.getErrorStream()), Tool::spawn);
      feed(process, stdin);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no end after " + SECONDS + " s: " + command);
      }
      return new Outcome(command, process.exitValue(), out.join(), new String(err.join(), UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + command, e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Returns a builder whose environment leads to no proxy, no translation and no Crest setting. */
  static ProcessBuilder prepared(Path directory, List<String> command) {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(Tool::misleading);
    environment.put("LC_ALL", "C");
    return builder;
  }

  private static boolean misleading(String variable) {
    return variable.startsWith("CREST_")
        || variable.toLowerCase(Locale.ROOT).endsWith("_proxy")
        || variable.equals("CURL_CA_BUNDLE")
        || variable.equals("SSL_CERT_FILE");
  }

  /** Starts a program, and fails the test with a clear sentence where it is not installed. */
  static Process start(ProcessBuilder builder) {
    var name = builder.command().getFirst();
    try {
      return builder.start();
    } catch (IOException e) {
      if (Files.isExecutable(Path.of(name))) {
        throw new UncheckedIOException(e);
      }
      throw new AssertionError(
          "this test needs "
              + name
              + ", which is not installed (Debian package "
              + PACKAGES.getOrDefault(name, name)
              + ")",
          e);
    }
  }

  private static void feed(Process process, byte[] stdin) {
    try (var in = process.getOutputStream()) {
      in.write(stdin);
    } catch (IOException e) {
      // A program may end without reading what it was given.
      if (stdin.length > 0 && process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static byte[] drained(InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void spawn(Runnable task) {
    Thread.ofVirtual().start(task);
  }
}
