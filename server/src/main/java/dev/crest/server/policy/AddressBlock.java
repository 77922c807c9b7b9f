package dev.crest.server.policy;

import java.net.InetAddress;

/**
 * A CIDR block (RFC 4632 §3.1, RFC 4291 §2.3), such as {@code 10.0.0.0/8}; an address alone is the
 * block that holds only it.
 *
 * @param network the first address
 * @param bits length of the prefix
 */
record AddressBlock(InetAddress network, int bits) {
  /**
   * Reads a block. Nothing is looked up.
   *
   * @throws IllegalArgumentException if it is none, or has bits set behind its prefix
   */
  static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    var network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int all = network.getAddress().length * Byte.SIZE;
    int bits = slash < 0 ? all : prefix(text.substring(slash + 1), all);
    var block = new AddressBlock(network, bits);
    for (int i = bits; i < all; i++) {
      if (bit(network.getAddress(), i)) {
        throw new IllegalArgumentException("an address block has no bits set behind its prefix");
      }
    }
    return block;
  }

  private static int prefix(String digits, int most) {
    if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
      throw new IllegalArgumentException("a prefix length is a number up to " + most);
    }
    return Integer.parseInt(digits);
  }

  /** Whether an address lies in the block; never across IP versions. */
  boolean contains(InetAddress address) {
    var one = network.getAddress();
    var other = address.getAddress();
    if (one.length != other.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      if (bit(one, i) != bit(other, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean bit(byte[] bytes, int index) {
    return (bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1) == 1;
  }
}
