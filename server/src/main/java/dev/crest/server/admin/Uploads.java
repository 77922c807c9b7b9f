package dev.crest.server.admin;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Reads bodies that are no JSON, up to a bound. Stateless. */
final class Uploads {
  private Uploads() {}

  /**
   * @throws Refused {@code TOO_LARGE}
   */
  static byte[] read(HttpServletRequest request, int most) throws IOException {
    var bytes = request.getInputStream().readNBytes(most + 1);
    if (bytes.length > most) {
      throw Refused.of(
          Kind.TOO_LARGE, "upload-too-large", "This upload has at most " + most + " bytes.");
    }
    return bytes;
  }
}
