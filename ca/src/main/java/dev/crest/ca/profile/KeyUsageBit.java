package dev.crest.ca.profile;

/** The bits of keyUsage in their order (RFC 5280 §4.2.1.3). */
public enum KeyUsageBit {
  DIGITAL_SIGNATURE,
  NON_REPUDIATION,
  KEY_ENCIPHERMENT,
  DATA_ENCIPHERMENT,
  KEY_AGREEMENT,
  KEY_CERT_SIGN,
  CRL_SIGN,
  ENCIPHER_ONLY,
  DECIPHER_ONLY
}
