package dev.crest.cli.connect;

/** There is no talking to the server; the message says why. */
public final class CannotConnect extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CannotConnect(String message) {
    super(message);
  }

  public CannotConnect(String message, Throwable cause) {
    super(message, cause);
  }
}
