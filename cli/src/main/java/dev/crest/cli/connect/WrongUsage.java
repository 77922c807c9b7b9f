package dev.crest.cli.connect;

/** Something that the person who called has to give differently; the message says what. */
public final class WrongUsage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WrongUsage(String message) {
    super(message);
  }
}
