package dev.crest.server.store;

import java.util.concurrent.CountDownLatch;

/** Keeps the writer busy until let go, so that a test decides what waits together. */
final class OccupiedWriter {
  private final CountDownLatch let = new CountDownLatch(1);
  private final Store store;

  private OccupiedWriter(Store store) {
    this.store = store;
  }

  /** Returns once the writer is busy. */
  static OccupiedWriter of(Store store) throws InterruptedException {
    var occupied = new OccupiedWriter(store);
    var busy = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(() ->
            store
                .writer()
                .edit(scope -> {
                  busy.countDown();
                  return await(occupied.let);
                }));
    busy.await();
    return occupied;
  }

  /** Waits until so many entries wait for the writer. */
  void awaitQueued(int entries) throws InterruptedException {
    while (store.writer().waiting() < entries) {
      Thread.sleep(1);
    }
  }

  void open() {
    let.countDown();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
