package dev.crest.server.csr;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.Optional;

/** RSA moduli that can be factored and exponents that are no good (A-22; FIPS 186-5 §5.1). */
final class RsaStrength {
  private static final int FEWEST_BITS = 2048;
  private static final int MOST_BITS = 16384;
  private static final BigInteger SMALLEST_EXPONENT = BigInteger.valueOf(65537);
  private static final int MOST_EXPONENT_BITS = 256;

  /** The bound that public CAs use (CA/Browser Forum BR §6.1.6). */
  private static final int SMALL_FACTORS_BELOW = 752;

  private static final int FERMAT_ROUNDS = 100;
  private static final int SQUARE_SIEVE = 63 * 65 * 11;

  private static final BigInteger SMALL_FACTORS = productOfOddPrimesBelow(SMALL_FACTORS_BELOW);
  private static final BitSet SQUARES = squaresModulo(SQUARE_SIEVE);

  private RsaStrength() {}

  /** Returns what is wrong with the numbers' sizes and shapes, as a sentence, or empty. Cheap. */
  static Optional<String> problem(BigInteger modulus, BigInteger exponent) {
    if (modulus.signum() <= 0 || modulus.bitLength() < FEWEST_BITS) {
      return Optional.of("An RSA key needs a modulus of 2048 bits or more.");
    }
    if (modulus.bitLength() > MOST_BITS) {
      return Optional.of("An RSA key has a modulus of 16384 bits at most.");
    }
    if (!modulus.testBit(0)) {
      return Optional.of("An RSA key has an odd modulus.");
    }
    return goodExponent(exponent)
        ? Optional.empty()
        : Optional.of("An RSA key needs an odd public exponent from 65537 to less than 2^256.");
  }

  private static boolean goodExponent(BigInteger exponent) {
    return exponent.testBit(0)
        && exponent.compareTo(SMALLEST_EXPONENT) >= 0
        && exponent.bitLength() <= MOST_EXPONENT_BITS;
  }

  /**
   * Whether a modulus can be factored. Takes time that grows with the cube of its length, so it is
   * only for sizes that are allowed at all.
   */
  static boolean factorable(BigInteger modulus) {
    return !modulus.gcd(SMALL_FACTORS).equals(BigInteger.ONE)
        || RocaFingerprint.of(modulus)
        || hasCloseFactors(modulus)
        // One round of Miller-Rabin: a product of two large primes passes it practically never. It
        // takes some 3 ms for 2048 bits, as long as forty P-256 verifications.
        || modulus.isProbablePrime(1);
  }

  /**
   * Fermat's method: where the factors lie close together, the modulus is a difference of two
   * squares, of which the larger is just above it. Also finds squares.
   */
  static boolean hasCloseFactors(BigInteger modulus) {
    var root = modulus.sqrt();
    if (root.multiply(root).compareTo(modulus) < 0) {
      root = root.add(BigInteger.ONE);
    }
    var difference = root.multiply(root).subtract(modulus);
    for (int i = 0; i < FERMAT_ROUNDS; i++) {
      if (isSquare(difference)) {
        return true;
      }
      difference = difference.add(root.shiftLeft(1)).add(BigInteger.ONE);
      root = root.add(BigInteger.ONE);
    }
    return false;
  }

  private static boolean isSquare(BigInteger value) {
    // The sieve rules out all but about one in twenty numbers without taking a root.
    if (!SQUARES.get(value.mod(BigInteger.valueOf(SQUARE_SIEVE)).intValueExact())) {
      return false;
    }
    return value.sqrtAndRemainder()[1].signum() == 0;
  }

  private static BitSet squaresModulo(int modulus) {
    var squares = new BitSet(modulus);
    for (long i = 0; i < modulus; i++) {
      squares.set((int) (i * i % modulus));
    }
    return squares;
  }

  private static BigInteger productOfOddPrimesBelow(int bound) {
    var product = BigInteger.ONE;
    for (var prime = BigInteger.valueOf(3);
        prime.intValueExact() < bound;
        prime = prime.nextProbablePrime()) {
      product = product.multiply(prime);
    }
    return product;
  }
}
