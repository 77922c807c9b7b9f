package dev.crest.pkix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The files under {@code golden/}; its README says how each was made. */
final class Golden {
  private Golden() {}

  static byte[] bytes(String path) {
    try (var in = Golden.class.getResourceAsStream("/golden/" + path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Der der(String path) {
    return Der.of(bytes(path));
  }
}
