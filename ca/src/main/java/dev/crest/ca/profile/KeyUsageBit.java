package dev.crest.ca.profile;

import dev.crest.pkix.KeyType;

/**
 * The bits of keyUsage in their order (RFC 5280 §4.2.1.3).
 *
 * <pre>
 * KeyUsage ::= BIT STRING {
 *     digitalSignature (0), nonRepudiation (1), keyEncipherment (2), dataEncipherment (3),
 *     keyAgreement (4), keyCertSign (5), cRLSign (6), encipherOnly (7), decipherOnly (8) }
 * </pre>
 */
public enum KeyUsageBit {
  DIGITAL_SIGNATURE(0, "digitalSignature"),
  NON_REPUDIATION(1, "nonRepudiation"),
  KEY_ENCIPHERMENT(2, "keyEncipherment"),
  DATA_ENCIPHERMENT(3, "dataEncipherment"),
  KEY_AGREEMENT(4, "keyAgreement"),
  KEY_CERT_SIGN(5, "keyCertSign"),
  CRL_SIGN(6, "cRLSign"),
  ENCIPHER_ONLY(7, "encipherOnly"),
  DECIPHER_ONLY(8, "decipherOnly");

  private final int position;
  private final String title;

  KeyUsageBit(int position, String title) {
    this.position = position;
    this.title = title;
  }

  /** Returns the number of the bit, 0 being the first. */
  public int position() {
    return position;
  }

  /** Returns the name of RFC 5280, such as {@code digitalSignature}. */
  public String title() {
    return title;
  }

  /**
   * Whether a key of this type can do it (CERT-12): only RSA enciphers (RFC 3279 §2.3.1), only
   * elliptic-curve keys agree (RFC 8813 §3), every type signs (RFC 8410 §5, RFC 9881 §5).
   */
  public boolean fits(KeyType key) {
    return switch (this) {
      case DIGITAL_SIGNATURE, NON_REPUDIATION, KEY_CERT_SIGN, CRL_SIGN -> true;
      case KEY_ENCIPHERMENT, DATA_ENCIPHERMENT -> key.rsa();
      case KEY_AGREEMENT, ENCIPHER_ONLY, DECIPHER_ONLY -> key.ec();
    };
  }
}
