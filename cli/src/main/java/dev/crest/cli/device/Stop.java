package dev.crest.cli.device;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the work of the calling thread when the process is told to end (SIGTERM, SIGINT), waits for
 * that, and ends the process with 0 then.
 */
final class Stop implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(25);

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("stop").unstarted(this::stop);

  private Stop() {}

  /** Begins to listen. */
  static Stop onSignal() {
    var stop = new Stop();
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  private void stop() {
    worker.interrupt();
    boolean clean = false;
    try {
      clean = ended.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(clean ? DeviceExit.DONE : DeviceExit.FAILED);
  }

  /** Says that the work has come to its end. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process is about to end.
    }
    ended.countDown();
  }
}
