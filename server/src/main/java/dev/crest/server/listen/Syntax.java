package dev.crest.server.listen;

import java.util.BitSet;

/** The characters of HTTP/1 (RFC 9110 §5.6, RFC 3986 §2). */
final class Syntax {
  private static final BitSet TOKEN = alphanumericAnd("!#$%&'*+-.^_`|~");
  private static final BitSet URI = alphanumericAnd("-._~:/?[]@!$&'()*+,;=%");

  private Syntax() {}

  private static BitSet alphanumericAnd(String others) {
    var set = new BitSet(128);
    set.set('0', '9' + 1);
    set.set('A', 'Z' + 1);
    set.set('a', 'z' + 1);
    others.chars().forEach(set::set);
    return set;
  }

  /** Whether {@code bytes[from, to)} is a token: a method or a header's name. */
  static boolean isToken(byte[] bytes, int from, int to) {
    return from < to && all(TOKEN, bytes, from, to);
  }

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(TOKEN::get);
  }

  /** Whether there are only characters of a URI, of which a fragment is no part here. */
  static boolean isUri(byte[] bytes, int from, int to) {
    return from < to && all(URI, bytes, from, to);
  }

  private static boolean all(BitSet set, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!set.get(bytes[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether there are only characters of a header's value: no control character but the tabulator.
   */
  static boolean isFieldValue(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isFieldValue(bytes[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  static boolean isFieldValue(String text) {
    return text.chars().allMatch(c -> c < 0x100 && isFieldValue(c));
  }

  private static boolean isFieldValue(int c) {
    return (c >= 0x20 && c != 0x7f) || c == '\t';
  }
}
