package dev.crest.pkix;

import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Reads exactly one value in strict DER (X.690 §10, §11), with bounds on depth, element count and
 * size. Thread-safe.
 */
public final class StrictDer {
  private StrictDer() {}

  /**
   * Parses {@code bytes} as one DER value with nothing behind it.
   *
   * @throws MalformedInput on BER forms, non-minimal lengths or integers, trailing bytes, over-deep
   *     nesting or bad primitives
   */
  public static ASN1Primitive read(byte[] bytes) {
    throw new UnsupportedOperationException();
  }
}
