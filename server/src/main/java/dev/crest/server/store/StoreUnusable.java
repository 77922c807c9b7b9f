package dev.crest.server.store;

/**
 * The database cannot be used at all: the server must not start. The message says what to do and
 * holds no secret.
 */
public final class StoreUnusable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnusable(String message) {
    super(message);
  }

  public StoreUnusable(String message, Throwable cause) {
    super(message, cause);
  }
}
