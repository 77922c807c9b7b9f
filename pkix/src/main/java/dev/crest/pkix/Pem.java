package dev.crest.pkix;

/** Writes RFC 7468 textual encodings: 64 columns, LF, a final LF. Thread-safe. */
public final class Pem {
  private Pem() {}

  /** Writes one block, {@code label} being such as {@code CERTIFICATE}. */
  public static String write(String label, Der der) {
    throw new UnsupportedOperationException();
  }
}
