package dev.crest.server.listen;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one clock of a connection: what happens next if nothing else does. A deadline that moves back
 * costs no timer, the old one looks again when it fires. On the connection's event loop only.
 */
final class Deadline implements Runnable {
  private final EventExecutor loop;
  private @Nullable ScheduledFuture<?> timer;
  private long timerAt;
  private @Nullable Runnable expiry;
  private long at;
  private boolean ended;

  Deadline(EventExecutor loop) {
    this.loop = loop;
  }

  /** Replaces what was set before. */
  void set(Duration in, Runnable then) {
    if (ended) {
      return;
    }
    at = System.nanoTime() + in.toNanos();
    expiry = then;
    if (timer != null && timerAt - at > 0) {
      timer.cancel(false);
      timer = null;
    }
    if (timer == null) {
      schedule();
    }
  }

  /** Waits for nothing. */
  void clear() {
    expiry = null;
  }

  /** Waits for nothing and can't be set again. */
  void end() {
    ended = true;
    expiry = null;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void schedule() {
    timerAt = at;
    timer = loop.schedule(this, at - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void run() {
    timer = null;
    var due = expiry;
    if (due == null) {
      return;
    }
    if (at - System.nanoTime() > 0) {
      schedule();
      return;
    }
    expiry = null;
    due.run();
  }
}
