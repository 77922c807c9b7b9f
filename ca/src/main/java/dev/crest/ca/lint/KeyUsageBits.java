package dev.crest.ca.lint;

import dev.crest.ca.profile.KeyUsageBit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;

/** Reads keyUsage by its bits; a named bit list ends with a one (X.680 §22.7, X.690 §11.2.2). */
final class KeyUsageBits {
  private static final KeyUsageBit[] BITS = KeyUsageBit.values();

  private KeyUsageBits() {}

  /** Returns the bits; empty where there is none, an unknown one, or a trailing zero. */
  static Optional<Set<KeyUsageBit>> read(ASN1BitString string) {
    var octets = string.getBytes();
    int length = octets.length * 8 - string.getPadBits();
    if (length < 1 || length > BITS.length || !set(octets, length - 1)) {
      return Optional.empty();
    }
    var bits = EnumSet.noneOf(KeyUsageBit.class);
    for (int i = 0; i < length; i++) {
      if (set(octets, i)) {
        bits.add(BITS[i]);
      }
    }
    return Optional.of(bits);
  }

  private static boolean set(byte[] octets, int bit) {
    return (octets[bit / 8] & (0x80 >> (bit % 8))) != 0;
  }
}
