package dev.crest.pkix;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The DER encoding of one ASN.1 value: immutable bytes with value equality.
 *
 * <p>Holding a {@code Der} does not prove that the bytes are strict DER; {@link StrictDer} does the
 * checking. Thread-safe.
 */
public final class Der {
  private final byte[] bytes;

  private Der(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}. */
  public static Der of(byte[] bytes) {
    return new Der(bytes.clone());
  }

  /** Returns a copy of the encoded bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Takes over {@code bytes}, which nobody may change any more. */
  static Der owning(byte[] bytes) {
    return new Der(bytes);
  }

  /** Returns the bytes themselves, not to be changed: for readers of this package. */
  byte[] array() {
    return bytes;
  }

  /** Returns the length in bytes. */
  public int length() {
    return bytes.length;
  }

  /** Returns the SHA-256 digest of the encoding: 32 bytes. */
  public byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Der der && Arrays.equals(bytes, der.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /**
   * Returns the length and the beginning of the SHA-256 digest: enough to tell two apart in a log,
   * and nothing of the bytes, which may be a private key.
   */
  @Override
  public String toString() {
    return "DER of " + bytes.length + " bytes, SHA-256 " + HexFormat.of().formatHex(sha256(), 0, 8);
  }
}
