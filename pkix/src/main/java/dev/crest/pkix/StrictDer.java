package dev.crest.pkix;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Reads exactly one value in strict DER (X.690 §10, §11), with bounds on depth, element count and
 * size.
 *
 * <p>Checked are: definite lengths in the fewest octets; identifiers in one octet (PKIX has no tag
 * above 30); strings in the primitive form; BOOLEAN 00 or FF; INTEGER, ENUMERATED and OBJECT
 * IDENTIFIER in the fewest octets; BIT STRING padding of zeros; character strings that are what
 * their type says; times in seconds and with Z; the order of a SET's elements.
 *
 * <p>Not checked is what takes the schema to see: DEFAULT values that should have been left out,
 * the order of an IMPLICIT SET OF (the attributes of a certification request, which some clients
 * write in the order of their configuration file), and the inside of OCTET STRINGs and of primitive
 * IMPLICIT values. Thread-safe.
 */
public final class StrictDer {
  /** The largest value read, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  private StrictDer() {}

  /**
   * Parses {@code bytes} as one DER value with nothing behind it.
   *
   * @throws MalformedInput on BER forms, non-minimal lengths or integers, trailing bytes, over-deep
   *     nesting (more than 32), more than 20,000 elements, more than 1 MiB, or bad primitives
   */
  public static ASN1Primitive read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedInput("the encoding is longer than " + MAX_BYTES + " bytes");
    }
    new DerWalk(bytes).run();
    try {
      return ASN1Primitive.fromByteArray(bytes);
    } catch (IOException | RuntimeException e) {
      throw new MalformedInput("the encoding is not DER", e);
    }
  }
}
