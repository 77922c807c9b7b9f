package dev.crest.estwire;

import dev.crest.pkix.Der;

/**
 * The base64 of EST bodies (RFC 8951 §3, RFC 4648 §4), whatever a Content-Transfer-Encoding says.
 * Thread-safe.
 */
public final class TransferEncoding {
  private TransferEncoding() {}

  /** How the lines of an encoded body are laid out (S-HTTP-06). */
  public enum Lines {
    /**
     * 64 columns separated by LF, no final line break: what libest, OpenSSL and GNU base64 all
     * read.
     */
    WRAPPED,
    /** Everything on one line without a line break: what strongSwan before 5.9.11 needs. */
    ONE_LINE
  }

  /** Encodes; the result is ASCII. */
  public static byte[] encode(Der der, Lines lines) {
    throw new UnsupportedOperationException();
  }

  /**
   * Decodes, white space anywhere being allowed and nothing else outside the alphabet (S-HTTP-03,
   * S-HTTP-04).
   *
   * @throws dev.crest.pkix.MalformedInput on any other character, bad padding, non-zero pad bits or
   *     data after padding
   */
  public static Der decode(byte[] body) {
    throw new UnsupportedOperationException();
  }
}
