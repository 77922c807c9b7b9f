package dev.crest.pkix;

import java.io.IOException;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;

/** The border to Bouncy Castle's ASN.1 classes, whose refusals take many forms. */
final class Asn1 {
  private Asn1() {}

  /** Runs a reader; whatever it throws means that the input is not {@code what}. */
  static <T> T reading(String what, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (MalformedInput e) {
      throw e;
    } catch (RuntimeException e) {
      throw new MalformedInput("not " + what, e);
    }
  }

  /** Encodes a value that is in memory, where output cannot fail. */
  static byte[] encoded(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded("DER");
    } catch (IOException e) {
      throw new MalformedInput("a value cannot be encoded in DER", e);
    }
  }

  /**
   * Returns the first element of the outer SEQUENCE as it is encoded: offset and end, two ints. The
   * bytes must have passed {@link StrictDer}.
   */
  static int[] firstElement(byte[] bytes) {
    int start = content(bytes, 0);
    int inner = content(bytes, start);
    return new int[] {start, inner + length(bytes, start)};
  }

  private static int content(byte[] bytes, int at) {
    int first = bytes[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] bytes, int at) {
    int first = bytes[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < content(bytes, at); i++) {
      length = (length << 8) | (bytes[i] & 0xff);
    }
    return length;
  }
}
