package dev.crest.estwire;

import dev.crest.pkix.Der;
import dev.crest.pkix.MalformedInput;
import java.util.Arrays;
import java.util.Base64;

/**
 * The base64 of EST bodies (RFC 8951 §3, RFC 4648 §4), whatever a Content-Transfer-Encoding says.
 * Thread-safe.
 */
public final class TransferEncoding {
  private static final int COLUMNS = 64;
  private static final Base64.Encoder WRAPPING = Base64.getMimeEncoder(COLUMNS, new byte[] {'\n'});

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
    return encode(der.bytes(), lines);
  }

  /**
   * Encodes bytes of which no further copy may be left behind, such as a private key; the result is
   * ASCII.
   */
  public static byte[] encode(byte[] der, Lines lines) {
    return switch (lines) {
      case WRAPPED -> WRAPPING.encode(der);
      case ONE_LINE -> Base64.getEncoder().encode(der);
    };
  }

  /**
   * Decodes, white space anywhere being allowed and nothing else outside the alphabet (S-HTTP-03,
   * S-HTTP-04).
   *
   * @throws MalformedInput on any other character, bad padding, non-zero pad bits or data after
   *     padding
   */
  public static Der decode(byte[] body) {
    var digits = withoutWhiteSpace(body);
    if (digits.length == 0) {
      throw new MalformedInput("base64 expected, but the body is empty");
    }
    if (digits.length % 4 != 0) {
      throw new MalformedInput("base64 must be padded to a multiple of four characters");
    }
    checkPadBits(digits);
    return Der.of(Base64.getDecoder().decode(digits));
  }

  /** Checks every character too; padding is allowed in the last two places only. */
  private static byte[] withoutWhiteSpace(byte[] body) {
    var kept = new byte[body.length];
    int length = 0;
    boolean padded = false;
    for (int i = 0; i < body.length; i++) {
      byte c = body[i];
      if (c == '\r' || c == '\n' || c == ' ' || c == '\t') {
        continue;
      }
      if (c == '=' ? length % 4 < 2 : padded || value(c) < 0) {
        throw new MalformedInput("not base64 at offset " + i);
      }
      padded = padded || c == '=';
      kept[length++] = c;
      if (padded && length % 4 == 0) {
        requireWhiteSpace(body, i + 1);
        break;
      }
    }
    return Arrays.copyOf(kept, length);
  }

  private static void requireWhiteSpace(byte[] body, int from) {
    for (int i = from; i < body.length; i++) {
      if (body[i] != '\r' && body[i] != '\n' && body[i] != ' ' && body[i] != '\t') {
        throw new MalformedInput("something follows the end of the base64 at offset " + i);
      }
    }
  }

  /** RFC 4648 §3.5: the bits of the last digit that encode nothing must be zero. */
  private static void checkPadBits(byte[] digits) {
    int padding = 0;
    while (digits[digits.length - 1 - padding] == '=') {
      padding++;
    }
    int unused = (1 << (2 * padding)) - 1;
    if ((value(digits[digits.length - 1 - padding]) & unused) != 0) {
      throw new MalformedInput("the base64 ends in bits that encode nothing");
    }
  }

  /** Returns 0 to 63, or -1 outside the alphabet of RFC 4648 §4. */
  private static int value(byte c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }
}
