package dev.crest.pkix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the DER inside a body: PEM in any shape, base64 in any wrapping, or DER itself. What the
 * body is decides, not what it was called.
 *
 * <p>The three cannot be mistaken for each other: every object read here is an ASN.1 SEQUENCE, so
 * DER begins with 30, which as text is the digit zero, while the base64 of a SEQUENCE begins with
 * the letter M. Only the outermost length is looked at; {@link StrictDer} checks the rest.
 *
 * <p>Thread-safe.
 */
public final class LenientDecoder {
  private static final byte SEQUENCE = 0x30;
  private static final String FORMS = "PEM, base64 or DER";

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
    return unarmoured(body).orElseGet(() -> onePem(body, labels));
  }

  /**
   * Decodes a file of one or more objects: several PEM blocks (text between them is ignored, and so
   * are blocks of other labels), or one base64 or DER object.
   *
   * @throws MalformedInput if nothing with an accepted label is found
   */
  public static List<Found> all(byte[] file, Set<String> labels) {
    return unarmoured(file).map(List::of).orElseGet(() -> allPem(file, labels));
  }

  private static Optional<Found> unarmoured(byte[] body) {
    if (body.length == 0) {
      throw new MalformedInput("the body is empty; expected " + FORMS);
    }
    if (body[0] == SEQUENCE) {
      checkSequence(body);
      return Optional.of(new Found(Der.of(body), FoundEncoding.DER, ""));
    }
    return PemBlocks.in(body) ? Optional.empty() : Optional.of(base64(body));
  }

  private static Found base64(byte[] body) {
    int from = 0;
    int to = body.length;
    while (from < to && Base64Text.white(body[from])) {
      from++;
    }
    while (to > from && Base64Text.white(body[to - 1])) {
      to--;
    }
    boolean broken = false;
    for (int i = from; i < to && !broken; i++) {
      broken = Base64Text.lineBreak(body[i]);
    }
    return new Found(
        decode(body, from, to), broken ? FoundEncoding.BASE64 : FoundEncoding.BASE64_ONE_LINE, "");
  }

  private static Found onePem(byte[] body, Set<String> labels) {
    var blocks = new PemBlocks(body);
    var block = blocks.next().orElseThrow();
    if (!labels.contains(block.label())) {
      throw new MalformedInput("the PEM block is not labelled " + titles(labels));
    }
    if (blocks.next().isPresent()) {
      throw new MalformedInput("there is more than one PEM block");
    }
    return pem(body, block);
  }

  private static List<Found> allPem(byte[] file, Set<String> labels) {
    var found = new ArrayList<Found>();
    var blocks = new PemBlocks(file);
    for (var block = blocks.next(); block.isPresent(); block = blocks.next()) {
      if (labels.contains(block.get().label())) {
        found.add(pem(file, block.get()));
      }
    }
    if (found.isEmpty()) {
      throw new MalformedInput("there is no PEM block labelled " + titles(labels));
    }
    return List.copyOf(found);
  }

  private static Found pem(byte[] body, PemBlocks.Block block) {
    checkHeaders(body, block);
    return new Found(
        decode(body, block.from(), block.to()),
        block.oneLine() ? FoundEncoding.PEM_ONE_LINE : FoundEncoding.PEM,
        block.label());
  }

  private static void checkHeaders(byte[] body, PemBlocks.Block block) {
    for (int i = block.from(); i < block.to(); i++) {
      if (body[i] == ':') {
        throw new MalformedInput(
            "the PEM block has RFC 1421 header lines, as keys encrypted in the old way have them;"
                + " only blocks without header lines are read");
      }
    }
  }

  private static Der decode(byte[] body, int from, int to) {
    var decoded = Base64Text.decode(body, from, to);
    checkSequence(decoded);
    return Der.owning(decoded);
  }

  // An indefinite length passes: certs-only messages of some servers have one, and every reader
  // of what must be DER refuses it with a better sentence.
  private static void checkSequence(byte[] value) {
    if (value.length < 2 || value[0] != SEQUENCE) {
      throw new MalformedInput("what was decoded is not an ASN.1 SEQUENCE; expected " + FORMS);
    }
    int first = value[1] & 0xff;
    if (first == 0x80) {
      return;
    }
    int octets = first < 0x80 ? 0 : first & 0x7f;
    long length = octets == 0 ? first : 0;
    for (int i = 2; i < 2 + octets; i++) {
      if (i == value.length || octets > 4) {
        throw new MalformedInput("the object is cut off");
      }
      length = (length << 8) | (value[i] & 0xff);
    }
    long rest = value.length - 2L - octets;
    if (length > rest) {
      throw new MalformedInput("the object is cut off");
    }
    if (length < rest) {
      throw new MalformedInput("there are bytes behind the object");
    }
  }

  private static String titles(Set<String> labels) {
    return String.join(" or ", labels.stream().sorted().toList());
  }
}
