package dev.crest.server.device;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What tells a device from all others of its account: one to three inventory attributes, each in
 * its one spelling.
 *
 * @param attributes values by the attribute's name
 */
public record DeviceIdentity(SortedMap<String, String> attributes) {
  private static final int LONGEST_TITLE = 100;

  public DeviceIdentity {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /** Returns the identity that values, as {@link DeviceAttributes#normalised} spells them, make. */
  public static DeviceIdentity of(Map<String, String> attributes) {
    return new DeviceIdentity(new TreeMap<>(attributes));
  }

  /**
   * Returns SHA-256 over names and values, each with its length before it: 32 bytes, the same for
   * the same identity only.
   */
  public byte[] digest() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      attributes.forEach((name, value) -> {
        part(digest, name);
        part(digest, value);
      });
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void part(MessageDigest digest, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  /** Returns the values, shortened: what a device is called where nobody gave it a name. */
  public String title() {
    var title = new StringBuilder();
    String.join(" ", attributes.values())
        .codePoints()
        .limit(LONGEST_TITLE)
        .forEach(title::appendCodePoint);
    return title.toString().strip();
  }
}
