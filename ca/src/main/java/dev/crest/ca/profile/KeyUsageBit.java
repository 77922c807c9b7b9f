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
  DIGITAL_SIGNATURE("digitalSignature"),
  NON_REPUDIATION("nonRepudiation"),
  KEY_ENCIPHERMENT("keyEncipherment"),
  DATA_ENCIPHERMENT("dataEncipherment"),
  KEY_AGREEMENT("keyAgreement"),
  KEY_CERT_SIGN("keyCertSign"),
  CRL_SIGN("cRLSign"),
  ENCIPHER_ONLY("encipherOnly"),
  DECIPHER_ONLY("decipherOnly");

  private final String title;

  KeyUsageBit(String title) {
    this.title = title;
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
