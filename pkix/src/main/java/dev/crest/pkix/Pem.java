package dev.crest.pkix;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes RFC 7468 textual encodings: 64 columns, LF, a final LF. Thread-safe. */
public final class Pem {
  private static final byte[] LF = {'\n'};
  private static final int COLUMNS = 64;

  private Pem() {}

  /** Writes one block, {@code label} being such as {@code CERTIFICATE}. */
  public static String write(String label, Der der) {
    var text = Base64.getMimeEncoder(COLUMNS, LF).encode(der.array());
    return "-----BEGIN "
        + label
        + "-----\n"
        + new String(text, StandardCharsets.ISO_8859_1)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
