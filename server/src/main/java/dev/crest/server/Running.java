package dev.crest.server;

import dev.crest.server.admin.AdminServer;
import dev.crest.server.config.Settings;
import dev.crest.server.hierarchy.KeyProtection;
import dev.crest.server.store.StoreUnusable;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** A server in this process that stops when the process is told to. */
final class Running implements AutoCloseable {
  private final Server server;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean closed;

  private Running(Server server) {
    this.server = server;
  }

  /**
   * Starts.
   *
   * @throws Main.CannotRun with a reason that a person can do something about
   */
  static Running start(Settings settings, InstantSource clock) {
    try {
      var running = new Running(Server.start(settings, System.getenv(), clock));
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(running::hook));
      return running;
    } catch (StoreUnusable | KeyProtection.WrongMasterSecret | UncheckedIOException e) {
      throw new Main.CannotRun(String.valueOf(e.getMessage()), e);
    }
  }

  Server server() {
    return server;
  }

  /** Returns the address of the plain host. */
  String url() {
    return "https://" + server.estSettings().publicAuthority();
  }

  /**
   * Returns the address of the management API once it serves; empty where it is switched off.
   *
   * @throws Main.CannotRun if it could not start, with a reason that a person can do something
   *     about
   */
  Optional<String> adminUrl() {
    try {
      return server.adminUrl();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AdminServer.CannotListen taken) {
        throw new Main.CannotRun(String.valueOf(taken.getMessage()), taken);
      }
      throw e;
    }
  }

  void untilStopped() throws InterruptedException {
    stop.await();
  }

  /**
   * The process ends when its shutdown hooks have ended, so this one waits for the server to be
   * closed. A JVM that a signal ends reports 128 and the signal's number, as if it had been struck
   * down; one that was told to stop and did so says 0 instead.
   */
  private void hook() {
    boolean told = stopped.getCount() > 0;
    stop.countDown();
    try {
      stopped.await();
      if (told && closed) {
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      LoggerFactory.getLogger(Running.class).warn("interrupted while stopping");
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      closed = true;
    } finally {
      stopped.countDown();
    }
  }
}
