package dev.crest.pkix;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds PEM blocks (RFC 7468 §3, its lax grammar) one after another. Text around them is skipped:
 * {@code openssl req -text} writes some, and so do people.
 *
 * <p>For one use by one thread.
 */
final class PemBlocks {
  private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "-----END ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LABEL = 64;

  /** A block: its label and where its text lies. */
  record Block(String label, int from, int to, boolean oneLine) {}

  private final byte[] text;
  private int position;

  PemBlocks(byte[] text) {
    this.text = text;
  }

  /** Whether the text has the beginning of a block in it. */
  static boolean in(byte[] text) {
    return indexOf(text, BEGIN, 0, text.length) >= 0;
  }

  /**
   * Returns the next block, or empty where there is none.
   *
   * @throws MalformedInput if a block begins that does not end
   */
  Optional<Block> next() {
    int begin = indexOf(text, BEGIN, position, text.length);
    if (begin < 0) {
      return Optional.empty();
    }
    int labelFrom = begin + BEGIN.length;
    int labelTo =
        indexOf(text, DASHES, labelFrom, Math.min(text.length, labelFrom + MAX_LABEL + 5));
    if (labelTo < 0) {
      throw new MalformedInput("a PEM BEGIN line does not end with five dashes");
    }
    int from = labelTo + DASHES.length;
    int to = indexOf(text, DASHES, from, text.length);
    int end = to + END.length;
    if (to < 0 || !at(to, END) || !sameLabel(labelFrom, labelTo, end)) {
      throw new MalformedInput("a PEM block has no END line of the same label");
    }
    position = end + (labelTo - labelFrom) + DASHES.length;
    var label = new String(text, labelFrom, labelTo - labelFrom, StandardCharsets.ISO_8859_1);
    return Optional.of(new Block(label, from, to, !broken(from, to)));
  }

  private boolean sameLabel(int labelFrom, int labelTo, int end) {
    int endTo = end + (labelTo - labelFrom);
    return endTo <= text.length
        && Arrays.equals(text, labelFrom, labelTo, text, end, endTo)
        && at(endTo, DASHES);
  }

  private boolean broken(int from, int to) {
    for (int i = from; i < to; i++) {
      if (Base64Text.lineBreak(text[i])) {
        return true;
      }
    }
    return false;
  }

  private boolean at(int index, byte[] word) {
    return index + word.length <= text.length
        && Arrays.equals(text, index, index + word.length, word, 0, word.length);
  }

  private static int indexOf(byte[] text, byte[] word, int from, int to) {
    for (int i = from; i <= to - word.length; i++) {
      if (text[i] == word[0] && Arrays.equals(text, i, i + word.length, word, 0, word.length)) {
        return i;
      }
    }
    return -1;
  }
}
