package dev.crest.pkix;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.BERTags;

/** What DER asks of the contents of each universal primitive type (X.690 §8, §11). */
final class DerPrimitives {
  // Arcs stay below 2^63, as most readers have it; only those made of UUIDs (2.25) are longer.
  private static final int MAX_ARC_OCTETS = 9;

  private static final int MAX_OID_OCTETS = 128;

  private DerPrimitives() {}

  static void check(int tag, byte[] bytes, int from, int to) {
    boolean good =
        switch (tag) {
          case BERTags.BOOLEAN ->
              to - from == 1 && (bytes[from] == 0 || bytes[from] == (byte) 0xff);
          case BERTags.INTEGER, BERTags.ENUMERATED -> minimalInteger(bytes, from, to);
          case BERTags.BIT_STRING -> bitString(bytes, from, to);
          case BERTags.OCTET_STRING, BERTags.T61_STRING -> true;
          case BERTags.NULL -> from == to;
          case BERTags.OBJECT_IDENTIFIER, BERTags.RELATIVE_OID -> arcs(bytes, from, to);
          case BERTags.UTF8_STRING -> utf8(bytes, from, to);
          case BERTags.NUMERIC_STRING,
              BERTags.PRINTABLE_STRING,
              BERTags.IA5_STRING,
              BERTags.VISIBLE_STRING ->
              ascii(bytes, from, to);
          case BERTags.UTC_TIME -> to - from == 13 && time(bytes, from, to, 12);
          case BERTags.GENERALIZED_TIME -> time(bytes, from, to, 14);
          case BERTags.BMP_STRING -> (to - from) % 2 == 0;
          case BERTags.UNIVERSAL_STRING -> utf32(bytes, from, to);
          default ->
              throw new MalformedInput(
                  "the type at offset " + from + " (universal " + tag + ") is not used in PKIX");
        };
    if (!good) {
      throw new MalformedInput("the " + title(tag) + " ending at offset " + to + " is not DER");
    }
  }

  private static boolean minimalInteger(byte[] bytes, int from, int to) {
    if (from == to) {
      return false;
    }
    return to - from == 1
        || !((bytes[from] == 0 && bytes[from + 1] >= 0)
            || (bytes[from] == (byte) 0xff && bytes[from + 1] < 0));
  }

  private static boolean bitString(byte[] bytes, int from, int to) {
    if (from == to) {
      return false;
    }
    int unused = bytes[from];
    if (to - from == 1) {
      return unused == 0;
    }
    return unused >= 0 && unused <= 7 && (bytes[to - 1] & ((1 << unused) - 1)) == 0;
  }

  private static boolean arcs(byte[] bytes, int from, int to) {
    if (from == to || to - from > MAX_OID_OCTETS || bytes[to - 1] < 0) {
      return false;
    }
    int arc = 0;
    for (int i = from; i < to; i++) {
      if ((arc == 0 && bytes[i] == (byte) 0x80) || ++arc > MAX_ARC_OCTETS) {
        return false;
      }
      if (bytes[i] >= 0) {
        arc = 0;
      }
    }
    return true;
  }

  private static boolean ascii(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean utf8(byte[] bytes, int from, int to) {
    if (ascii(bytes, from, to)) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean utf32(byte[] bytes, int from, int to) {
    if ((to - from) % 4 != 0) {
      return false;
    }
    for (var rest = ByteBuffer.wrap(bytes, from, to - from); rest.hasRemaining(); ) {
      if (!Character.isValidCodePoint(rest.getInt())) {
        return false;
      }
    }
    return true;
  }

  // X.690 §11.7, §11.8: digits up to the seconds, a fraction without trailing zeros, Z.
  private static boolean time(byte[] bytes, int from, int to, int digits) {
    if (to - from <= digits
        || bytes[to - 1] != 'Z'
        || !digits(bytes, from, from + digits)
        || !Times.inCalendar(bytes, from, digits)) {
      return false;
    }
    int fraction = from + digits;
    if (fraction == to - 1) {
      return true;
    }
    return bytes[fraction] == '.'
        && fraction + 1 < to - 1
        && digits(bytes, fraction + 1, to - 1)
        && bytes[to - 2] != '0';
  }

  private static boolean digits(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static String title(int tag) {
    return switch (tag) {
      case BERTags.BOOLEAN -> "BOOLEAN";
      case BERTags.INTEGER -> "INTEGER";
      case BERTags.ENUMERATED -> "ENUMERATED";
      case BERTags.BIT_STRING -> "BIT STRING";
      case BERTags.NULL -> "NULL";
      case BERTags.OBJECT_IDENTIFIER, BERTags.RELATIVE_OID -> "OBJECT IDENTIFIER";
      case BERTags.UTC_TIME -> "UTCTime";
      case BERTags.GENERALIZED_TIME -> "GeneralizedTime";
      default -> "character string";
    };
  }
}
