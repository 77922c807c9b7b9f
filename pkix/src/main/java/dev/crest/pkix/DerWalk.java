package dev.crest.pkix;

import java.util.Arrays;

/**
 * One pass over an encoding that refuses whatever is not DER. Iterative, so that deep nesting costs
 * no stack. For one use by one thread.
 */
final class DerWalk {
  static final int MAX_DEPTH = 32;
  static final int MAX_ELEMENTS = 20_000;
  private static final int SET = 0x31;

  private final byte[] bytes;
  private final int[] ends = new int[MAX_DEPTH + 1];
  private final boolean[] sets = new boolean[MAX_DEPTH + 1];
  // The element before the present one at each depth; start = end where there is none yet.
  private final int[] previousStart = new int[MAX_DEPTH + 1];
  private final int[] previousEnd = new int[MAX_DEPTH + 1];
  private int depth;
  private int position;
  private int elements;

  DerWalk(byte[] bytes) {
    this.bytes = bytes;
    ends[0] = bytes.length;
  }

  void run() {
    do {
      element();
      while (depth > 0 && position == ends[depth]) {
        depth--;
      }
    } while (depth > 0);
    if (position != bytes.length) {
      throw new MalformedInput("there are bytes behind the DER value, from offset " + position);
    }
  }

  private void element() {
    if (++elements > MAX_ELEMENTS) {
      throw new MalformedInput("the DER value has more than " + MAX_ELEMENTS + " elements");
    }
    int start = position;
    int tag = identifier();
    int length = length();
    int end = position + length;
    if (sets[depth]) {
      checkOrder(start, end);
    }
    previousStart[depth] = start;
    previousEnd[depth] = end;
    if ((tag & 0x20) != 0) {
      descend(tag, end);
    } else {
      if ((tag & 0xc0) == 0) {
        DerPrimitives.check(tag, bytes, position, end);
      }
      position = end;
    }
  }

  private int identifier() {
    if (position >= ends[depth]) {
      throw new MalformedInput("the DER value is cut off at offset " + position);
    }
    int tag = bytes[position++] & 0xff;
    if ((tag & 0x1f) == 0x1f) {
      throw at("a tag number above 30 is not used in PKIX");
    }
    if ((tag & 0xe0) == 0x20 && tag != 0x30 && tag != SET) {
      throw at("only SEQUENCE and SET may be constructed in DER");
    }
    return tag;
  }

  private int length() {
    if (position >= ends[depth]) {
      throw new MalformedInput("the DER value is cut off at offset " + position);
    }
    int first = bytes[position++] & 0xff;
    int length = first < 0x80 ? first : longLength(first & 0x7f);
    if (length > ends[depth] - position) {
      throw at("a length reaches beyond the end");
    }
    return length;
  }

  private int longLength(int octets) {
    if (octets == 0) {
      throw at("an indefinite length is not DER");
    }
    if (octets > 3) {
      throw at("a length reaches beyond the end or is not in the fewest octets");
    }
    if (octets > ends[depth] - position) {
      throw new MalformedInput("the DER value is cut off at offset " + position);
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = (length << 8) | (bytes[position++] & 0xff);
    }
    if (length < 0x80 || length >>> ((octets - 1) * 8) == 0) {
      throw at("a length is not in the fewest octets");
    }
    return length;
  }

  private void descend(int tag, int end) {
    if (depth == MAX_DEPTH) {
      throw at("values are nested more than " + MAX_DEPTH + " deep");
    }
    depth++;
    ends[depth] = end;
    sets[depth] = tag == SET;
    previousStart[depth] = position;
    previousEnd[depth] = position;
  }

  // X.690 §11.6: ascending, the shorter one padded with zeros. An encoding that is the other's
  // beginning cannot occur, since lengths would differ.
  private void checkOrder(int start, int end) {
    if (Arrays.compareUnsigned(bytes, previousStart[depth], previousEnd[depth], bytes, start, end)
        > 0) {
      throw new MalformedInput("the elements of the SET at offset " + start + " are not in order");
    }
  }

  private MalformedInput at(String sentence) {
    return new MalformedInput(sentence + " (offset " + position + ")");
  }
}
