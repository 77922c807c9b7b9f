package dev.crest.estwire;

import java.util.Arrays;
import java.util.Random;

/** Foreign bytes as a stranger might send them: good ones, damaged in a few places. */
final class Mutation {
  private Mutation() {}

  /** Changes, inserts, removes or repeats a few bytes of {@code seed}. */
  static byte[] of(byte[] seed, Random random) {
    var bytes = seed.clone();
    for (int n = random.nextInt(4); n >= 0 && bytes.length > 0; n--) {
      int at = random.nextInt(bytes.length);
      int length = 1 + random.nextInt(Math.min(8, bytes.length - at));
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> flipped(bytes, at, random);
            case 1 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, at);
            case 2 -> joined(bytes, at, new byte[0], at + length);
            case 3 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at);
            default -> Arrays.copyOf(bytes, at);
          };
    }
    return bytes;
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static byte[] joined(byte[] bytes, int end, byte[] middle, int from) {
    var joined = new byte[end + middle.length + bytes.length - from];
    System.arraycopy(bytes, 0, joined, 0, end);
    System.arraycopy(middle, 0, joined, end, middle.length);
    System.arraycopy(bytes, from, joined, end + middle.length, bytes.length - from);
    return joined;
  }
}
