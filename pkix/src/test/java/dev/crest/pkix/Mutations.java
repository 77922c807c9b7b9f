package dev.crest.pkix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Feeds a reader with damaged bytes. Only {@link MalformedInput} may come out; anything else,
 * errors such as a stack overflow included, fails the test. The seed is fixed, so that a failure
 * comes again.
 */
final class Mutations {
  private static final int ROUNDS = 20_000;

  private Mutations() {}

  static void feed(List<byte[]> samples, Consumer<byte[]> reader) {
    feed(samples, ROUNDS, reader);
  }

  static void feed(List<byte[]> samples, int rounds, Consumer<byte[]> reader) {
    var random = new Random(7030);
    int refused = 0;
    for (int i = 0; i < rounds; i++) {
      var bytes = damage(samples.get(i % samples.size()), samples, random);
      try {
        reader.accept(bytes);
      } catch (MalformedInput e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank().matches("[\\x20-\\x7e]+");
      }
    }
    // Were nothing refused, nothing would have been read.
    assertThat(refused).isGreaterThan(rounds / 10);
  }

  private static byte[] damage(byte[] sample, List<byte[]> samples, Random random) {
    var bytes = sample.clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> set(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 1 -> set(bytes, at, (byte) random.nextInt(256));
            case 2 -> splice(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
            case 3 -> splice(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(4)));
            case 4 -> Arrays.copyOf(bytes, at);
            default -> splice(bytes, at, at, piece(samples, random));
          };
    }
    return bytes;
  }

  private static byte[] set(byte[] bytes, int at, byte value) {
    bytes[at] = value;
    return bytes;
  }

  private static byte[] piece(List<byte[]> samples, Random random) {
    var sample = samples.get(random.nextInt(samples.size()));
    int from = random.nextInt(sample.length);
    return Arrays.copyOfRange(sample, from, Math.min(sample.length, from + random.nextInt(64)));
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte... between) {
    var out = new byte[bytes.length - (to - from) + between.length];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(between, 0, out, from, between.length);
    System.arraycopy(bytes, to, out, from + between.length, bytes.length - to);
    return out;
  }
}
