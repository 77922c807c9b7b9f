package dev.crest.cli.device;

/** A file that cannot be read or written. The message says what to do. */
final class FileTrouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FileTrouble(String message, Throwable cause) {
    super(message, cause);
  }

  FileTrouble(String message) {
    super(message);
  }
}
