package dev.crest.server.csr;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Recognises RSA moduli of the faulty key generator known as ROCA (CVE-2017-15361).
 *
 * <p>It made primes of the form {@code k·M + (65537^a mod M)}, M being a product of the first
 * primes. So modulo each small prime r that divides M, such a prime is a power of 65537, and so is
 * the product of two of them. A random modulus is a power of 65537 modulo every r with a
 * probability far below 2^-20, since for many r the powers of 65537 are only a few of the residues.
 */
final class RocaFingerprint {
  /** All primes up to here divide M for every key size of that generator. */
  private static final int LARGEST_PRIME = 167;

  private static final int GENERATOR = 65537;

  /** A prime and the residues that are powers of 65537 modulo it. */
  private record Discriminator(BigInteger prime, BitSet powers) {}

  private static final List<Discriminator> DISCRIMINATORS = discriminators();

  private RocaFingerprint() {}

  /** Whether a modulus bears the fingerprint. */
  static boolean of(BigInteger modulus) {
    for (var discriminator : DISCRIMINATORS) {
      if (!discriminator.powers().get(modulus.mod(discriminator.prime()).intValueExact())) {
        return false;
      }
    }
    return true;
  }

  private static List<Discriminator> discriminators() {
    var found = new ArrayList<Discriminator>();
    for (int prime = 3; prime <= LARGEST_PRIME; prime++) {
      var powers = powers(prime);
      // Where every residue but zero is a power, the prime tells nothing.
      if (BigInteger.valueOf(prime).isProbablePrime(50) && powers.cardinality() < prime - 1) {
        found.add(new Discriminator(BigInteger.valueOf(prime), powers));
      }
    }
    return List.copyOf(found);
  }

  private static BitSet powers(int modulus) {
    var powers = new BitSet(modulus);
    for (int power = 1; !powers.get(power); power = power * (GENERATOR % modulus) % modulus) {
      powers.set(power);
    }
    return powers;
  }
}
