package dev.crest.cli.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Where a command reads and writes.
 *
 * @param interactive whether a person looks at {@code out}
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err, boolean interactive) {
  private static final int USUAL = 100;

  /** Returns the one of this process. */
  public static Terminal ofProcess() {
    return new Terminal(
        new FileInputStream(FileDescriptor.in),
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
  }

  /** Returns how many columns there are; empty where nobody looks. */
  public OptionalInt room() {
    if (!interactive) {
      return OptionalInt.empty();
    }
    try {
      var asked =
          new ProcessBuilder("stty", "size")
              .redirectInput(new java.io.File("/dev/tty"))
              .redirectErrorStream(true)
              .start();
      var text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      asked.waitFor(1, TimeUnit.SECONDS);
      var parts = text.strip().split(" ");
      return OptionalInt.of(Math.max(40, Integer.parseInt(parts[parts.length - 1])));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.of(USUAL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.of(USUAL);
    }
  }
}
