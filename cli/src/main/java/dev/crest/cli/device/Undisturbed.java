package dev.crest.cli.device;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Work that nobody interrupts: interrupting a thread closes the files that it writes. It is done on
 * a thread of its own.
 */
final class Undisturbed {
  private Undisturbed() {}

  /** Does it and waits for its end; the caller stays interrupted if it was. */
  static void run(Runnable work) {
    try {
      CompletableFuture.runAsync(work, Thread::startVirtualThread).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException known -> throw known;
        case Error error -> throw error;
        case null, default -> throw e;
      }
    }
  }
}
