package dev.crest.cli.device;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Names;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A program that is run when a certificate has been renewed, such as one that has a web server read
 * it. It is told by environment variables which one.
 *
 * @param longest how long it may take
 */
record Hook(Path program, Duration longest) {
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  /** The program has not done its part. The message says how. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
      super(message);
    }
  }

  /**
   * Runs it to its end. What it writes on its error output goes to that of this process.
   *
   * @throws Failed unless it ends in time and with 0
   */
  void run(Path folder, Certificate renewed) throws Failed, InterruptedException {
    var builder = new ProcessBuilder(program.toString());
    var variables = builder.environment();
    variables.put("CREST_EVENT", "renewed");
    variables.put("CREST_DIRECTORY", folder.toAbsolutePath().normalize().toString());
    variables.put("CREST_SERIAL", renewed.serialNumber().hex());
    variables.put("CREST_NOT_AFTER", renewed.notAfter().toString());
    variables.put("CREST_SUBJECT", Names.text(renewed.subject()));
    builder
        .directory(folder.toFile())
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new Failed("the hook cannot be run: " + e.getMessage());
    }
    try {
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Failed("the hook has not ended within " + longest.toSeconds() + " seconds");
      }
    } finally {
      end(process);
    }
    if (process.exitValue() != 0) {
      throw new Failed("the hook ended with exit code " + process.exitValue());
    }
  }

  /** Leaves nothing running: what was started is asked to end, then made to. */
  private static void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    var children = process.descendants().toList();
    process.destroy();
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
