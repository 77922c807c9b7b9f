package dev.crest.ca.lint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.X500Name;

/** A distinguished name with its encoding. Immutable. */
final class CandidateName {
  private final X500Name name;
  private final byte[] encoded;

  CandidateName(X500Name name) {
    this.name = name;
    try {
      this.encoded = name.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  X500Name name() {
    return name;
  }

  /** Returns the number of relative distinguished names. */
  int size() {
    return name.size();
  }

  boolean encodedLike(CandidateName other) {
    return Arrays.equals(encoded, other.encoded);
  }
}
