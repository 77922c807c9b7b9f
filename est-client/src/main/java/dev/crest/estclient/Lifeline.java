package dev.crest.estclient;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an operation holds open, so that it can be ended from outside: by its time limit, or by
 * somebody who interrupts the caller. Sockets don't heed interrupts by themselves.
 */
final class Lifeline {
  private final List<Closeable> held = new ArrayList<>();
  private boolean cut;

  /** What an operation does. */
  interface Task<T> {
    T run(Lifeline lifeline) throws EstException;
  }

  /**
   * Runs a task for so long at most.
   *
   * @throws EstException.Unreachable if it takes longer
   * @throws InterruptedException if the caller is interrupted; everything is closed then
   */
  static <T> T run(Duration limit, Task<T> task) throws EstException, InterruptedException {
    var lifeline = new Lifeline();
    var outcome = new CompletableFuture<T>();
    Thread.ofVirtual()
        .name("est-client")
        .start(() -> {
          try {
            outcome.complete(task.run(lifeline));
          } catch (Throwable e) {
            outcome.completeExceptionally(e);
          }
        });
    try {
      return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new EstException.Unreachable(
          "the server has not done with it within " + limit.toSeconds() + " seconds",
          Optional.empty());
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case EstException known -> throw known;
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      lifeline.cut();
    }
  }

  /** Holds something; closes it at once where the line has been cut. */
  synchronized <T extends Closeable> T hold(T resource) throws IOException {
    if (cut) {
      resource.close();
      throw new IOException("the operation has been ended");
    }
    held.add(resource);
    return resource;
  }

  private synchronized void cut() {
    cut = true;
    for (var one : held) {
      try {
        one.close();
      } catch (IOException e) {
        // It is gone already.
      }
    }
    held.clear();
  }
}
