package dev.crest.pkix;

/**
 * One pass over a BER encoding that bounds size, depth and element count before a recursive reader
 * sees it. Iterative. For one use by one thread.
 */
final class BerBounds {
  private static final int INDEFINITE = -1;

  private final byte[] bytes;
  private final int[] ends = new int[DerWalk.MAX_DEPTH + 1];
  private int depth;
  private int position;

  private BerBounds(byte[] bytes) {
    this.bytes = bytes;
    ends[0] = bytes.length;
  }

  /**
   * Checks the first value of {@code bytes}.
   *
   * @throws MalformedInput if it is cut off or beyond the bounds of {@link StrictDer}
   */
  static void check(byte[] bytes) {
    if (bytes.length > StrictDer.MAX_BYTES) {
      throw new MalformedInput("the encoding is longer than " + StrictDer.MAX_BYTES + " bytes");
    }
    new BerBounds(bytes).run();
  }

  private void run() {
    int elements = 0;
    do {
      if (++elements > DerWalk.MAX_ELEMENTS) {
        throw new MalformedInput(
            "the BER value has more than " + DerWalk.MAX_ELEMENTS + " elements");
      }
      element();
      while (depth > 0 && ended()) {
        depth--;
      }
    } while (depth > 0);
  }

  private boolean ended() {
    if (ends[depth] != INDEFINITE) {
      return position == ends[depth];
    }
    if (position + 1 < bytes.length && bytes[position] == 0 && bytes[position + 1] == 0) {
      position += 2;
      return true;
    }
    return false;
  }

  private void element() {
    int tag = octet();
    if ((tag & 0x1f) == 0x1f) {
      throw new MalformedInput("a tag number above 30 is not used in PKIX");
    }
    int first = octet();
    boolean constructed = (tag & 0x20) != 0;
    if (first == 0x80) {
      require(constructed);
      descend(INDEFINITE);
      return;
    }
    int length = first;
    if (first > 0x80) {
      require(first <= 0x84);
      length = 0;
      for (int i = 0x80; i < first; i++) {
        length = (length << 8) | octet();
      }
    }
    int definite = length;
    require(definite >= 0 && definite <= limit() - position);
    if (constructed) {
      descend(position + definite);
    } else {
      position += definite;
    }
  }

  private void descend(int end) {
    if (depth == DerWalk.MAX_DEPTH) {
      throw new MalformedInput("values are nested more than " + DerWalk.MAX_DEPTH + " deep");
    }
    ends[++depth] = end;
  }

  private int octet() {
    require(position < limit());
    return bytes[position++] & 0xff;
  }

  // The end of the innermost value of definite length around the position.
  private int limit() {
    int at = depth;
    while (ends[at] == INDEFINITE) {
      at--;
    }
    return ends[at];
  }

  private void require(boolean condition) {
    if (!condition) {
      throw new MalformedInput("the BER value is cut off or malformed at offset " + position);
    }
  }
}
