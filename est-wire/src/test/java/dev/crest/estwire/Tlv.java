package dev.crest.estwire;

import java.util.HexFormat;

/** Hand-made DER in hexadecimal, so that expected bytes do not come from the code under test. */
final class Tlv {
  private Tlv() {}

  /** Returns a tag, the length of the contents, and the contents; blanks are left out. */
  static String tlv(String tag, String... contents) {
    var content = String.join("", contents).replace(" ", "");
    int length = content.length() / 2;
    var octets = length < 0x80 ? "%02x" : length < 0x100 ? "81%02x" : "82%04x";
    return tag + octets.formatted(length) + content;
  }

  static String sequence(String... contents) {
    return tlv("30", contents);
  }

  static String set(String... contents) {
    return tlv("31", contents);
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
