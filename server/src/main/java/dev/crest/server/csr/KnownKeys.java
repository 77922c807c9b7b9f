package dev.crest.server.csr;

/**
 * Keys that must not be certified again. Implemented by the store and the hierarchy;
 * thread-safe.
 */
public interface KnownKeys {
  /** Who has this key already. */
  enum Holder {
    NOBODY,
    /** One of our CAs, or this server's TLS key. */
    AUTHORITY,
    /** It was revoked for key compromise. */
    COMPROMISED,
    /** A certificate of another subject, issued by us. */
    ANOTHER_SUBJECT
  }

  /**
   * @param spkiSha256 SHA-256 of the SubjectPublicKeyInfo, 32 bytes
   * @param accountId the account that asks
   * @param subject the DER of the subject that asks; its own earlier certificates don't count
   */
  Holder holder(byte[] spkiSha256, String accountId, byte[] subject);
}
