package dev.crest.pkix;

import java.util.Arrays;
import java.util.Base64;

/** Base64 (RFC 4648 §4) with white space anywhere and nothing else (RFC 8951 §3.1). */
final class Base64Text {
  private Base64Text() {}

  /**
   * Decodes the bytes from {@code from} to {@code to}.
   *
   * @throws MalformedInput on any byte outside the alphabet other than CR, LF, space and tab, on
   *     missing or excess padding, on anything behind the padding and on pad bits that are not zero
   */
  static byte[] decode(byte[] text, int from, int to) {
    var dense = dense(text, from, to);
    if (dense.length == 0) {
      throw new MalformedInput("there is no base64 text");
    }
    if (dense.length % 4 != 0) {
      throw new MalformedInput("the base64 text is cut off or its padding is wrong");
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(dense);
    } catch (IllegalArgumentException e) {
      throw new MalformedInput("the base64 padding is wrong or has text behind it", e);
    }
    checkPadBits(dense, decoded);
    return decoded;
  }

  private static byte[] dense(byte[] text, int from, int to) {
    var dense = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      byte octet = text[i];
      if (alphabet(octet)) {
        dense[length++] = octet;
      } else if (!white(octet)) {
        throw new MalformedInput(
            octet == '-' || octet == '_'
                ? "byte " + i + " is of the URL-safe base64 alphabet, not of base64"
                : "byte " + i + " is not in the base64 alphabet");
      }
    }
    return length == dense.length ? dense : Arrays.copyOf(dense, length);
  }

  // Two texts must not stand for the same bytes, so the last group has to be what we would write.
  private static void checkPadBits(byte[] dense, byte[] decoded) {
    int groups = (decoded.length - 1) / 3;
    var last = Base64.getEncoder().encode(Arrays.copyOfRange(decoded, groups * 3, decoded.length));
    if (!Arrays.equals(dense, dense.length - 4, dense.length, last, 0, last.length)) {
      throw new MalformedInput("the unused bits of the last base64 group are not zero");
    }
  }

  static boolean white(byte octet) {
    return octet == ' ' || octet == '\t' || lineBreak(octet);
  }

  static boolean lineBreak(byte octet) {
    return octet == '\r' || octet == '\n';
  }

  private static boolean alphabet(byte octet) {
    return (octet >= 'A' && octet <= 'Z')
        || (octet >= 'a' && octet <= 'z')
        || (octet >= '0' && octet <= '9')
        || octet == '+'
        || octet == '/'
        || octet == '=';
  }
}
