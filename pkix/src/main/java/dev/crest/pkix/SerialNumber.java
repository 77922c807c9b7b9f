package dev.crest.pkix;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/**
 * A certificate serial number (RFC 5280 §4.1.2.2): at most 20 octets in DER and not negative. New
 * ones are positive; zero is read, since old roots that are still trusted have it.
 *
 * @param value the number
 */
public record SerialNumber(BigInteger value) implements Comparable<SerialNumber> {
  public SerialNumber {
    if (value.signum() < 0) {
      throw new MalformedInput("a certificate serial number must not be negative");
    }
    if (value.bitLength() > 159) {
      throw new MalformedInput("a certificate serial number must fit 20 octets");
    }
  }

  /**
   * Draws a serial number that takes exactly {@code octets} octets in DER, its top bit clear.
   *
   * @param octets 16 to 20
   */
  public static SerialNumber random(RandomGenerator random, int octets) {
    if (octets < 16 || octets > 20) {
      throw new IllegalArgumentException("16 to 20 octets, not " + octets);
    }
    var bytes = new byte[octets];
    random.nextBytes(bytes);
    // Bit 6 of the first octet is set, so that the length is exact and the number is never zero.
    bytes[0] = (byte) ((bytes[0] & 0x7f) | 0x40);
    return new SerialNumber(new BigInteger(1, bytes));
  }

  /** Reads lower- or upper-case hexadecimal without prefix. */
  public static SerialNumber ofHex(String hex) {
    try {
      return new SerialNumber(new BigInteger(hex, 16));
    } catch (NumberFormatException e) {
      throw new MalformedInput("a serial number is written in hexadecimal", e);
    }
  }

  /** Returns lower-case hexadecimal with an even number of digits. */
  public String hex() {
    var digits = value.toString(16);
    return digits.length() % 2 == 0 ? digits : "0" + digits;
  }

  @Override
  public int compareTo(SerialNumber other) {
    return value.compareTo(other.value);
  }
}
