package dev.crest.server;

import dev.crest.server.admin.AdminServer;
import dev.crest.server.admin.AdminSettings;
import dev.crest.server.listen.TlsIdentity;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;

/**
 * The management API while it starts and runs: devices are served before, and whatever becomes of
 * it.
 */
final class Administration implements AutoCloseable {
  private final CompletableFuture<AdminServer> starting;

  private Administration(CompletableFuture<AdminServer> starting) {
    this.starting = starting;
  }

  static Administration starting(
      AdminSettings settings,
      String clientAuthHost,
      TlsCertificate certificate,
      List<Object> parts) {
    var starting = new CompletableFuture<AdminServer>();
    Thread.ofPlatform()
        .name("start-admin")
        .daemon()
        .start(() -> {
          try {
            starting.complete(
                AdminServer.start(settings, clientAuthHost, certificate.current(), parts));
          } catch (RuntimeException | LinkageError e) {
            starting.completeExceptionally(e);
          }
        });
    return new Administration(starting);
  }

  /**
   * Returns it once it serves.
   *
   * @throws CompletionException if it could not start
   */
  AdminServer await() {
    return starting.join();
  }

  void identity(TlsIdentity identity) {
    if (starting.isDone() && !starting.isCompletedExceptionally()) {
      starting.join().identity(identity);
    }
  }

  @Override
  public void close() {
    try {
      starting.join().close();
    } catch (CompletionException e) {
      LoggerFactory.getLogger(Administration.class).debug("it never started", e);
    }
  }
}
