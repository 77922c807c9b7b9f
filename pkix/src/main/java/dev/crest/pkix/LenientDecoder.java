package dev.crest.pkix;

import java.util.List;
import java.util.Set;

/**
 * Finds the DER inside a body: PEM in any shape, base64 in any wrapping, or DER itself.
 * Thread-safe.
 */
public final class LenientDecoder {
  private LenientDecoder() {}

  /** One decoded object, how it was written, and its PEM label (empty string where it had none). */
  public record Found(Der der, FoundEncoding encoding, String label) {}

  /**
   * Decodes a body that must hold one object.
   *
   * @param labels the PEM labels accepted, such as {@code CERTIFICATE REQUEST}
   * @throws MalformedInput if the body is none of the accepted forms, has another label, or has
   *     anything behind the object
   */
  public static Found one(byte[] body, Set<String> labels) {
    throw new UnsupportedOperationException();
  }

  /**
   * Decodes a file of one or more objects: several PEM blocks (text between them is ignored), or
   * one base64 or DER object.
   *
   * @throws MalformedInput if nothing with an accepted label is found
   */
  public static List<Found> all(byte[] file, Set<String> labels) {
    throw new UnsupportedOperationException();
  }
}
