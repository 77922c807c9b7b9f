package dev.crest.pkix;

/**
 * Foreign bytes that are not what they should be. The message says what was expected and where, in
 * words that may be shown to the sender; it never repeats bytes of the input.
 */
public final class MalformedInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedInput(String message) {
    super(message);
  }

  public MalformedInput(String message, Throwable cause) {
    super(message, cause);
  }
}
