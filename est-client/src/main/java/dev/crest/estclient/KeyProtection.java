package dev.crest.estclient;

/**
 * How a key that the server generates is encrypted for the client beyond TLS (RFC 7030 §4.4.1.1,
 * §4.4.1.2).
 */
public sealed interface KeyProtection {
  /**
   * By a key that client and server share.
   *
   * @param id by which the server knows it
   * @param secret an AES key of 16, 24 or 32 bytes
   */
  record Shared(byte[] id, byte[] secret) implements KeyProtection {
    public Shared {
      if (secret.length != 16 && secret.length != 24 && secret.length != 32) {
        throw new IllegalArgumentException("an AES key has 16, 24 or 32 bytes");
      }
      id = id.clone();
      secret = secret.clone();
    }

    @Override
    public byte[] id() {
      return id.clone();
    }

    @Override
    public byte[] secret() {
      return secret.clone();
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
      return "Shared[key of " + secret.length + " bytes]";
    }
  }

  /**
   * For a key that the client has a certificate for, RSA or EC, with a subject key identifier.
   *
   * @param identity whom the generated key is encrypted for
   */
  record ForIdentity(Identity identity) implements KeyProtection {
    public ForIdentity {
      if (identity.certificate().subjectKeyIdentifier().isEmpty()) {
        throw new IllegalArgumentException("the certificate has no subject key identifier");
      }
      if (!identity.key().type().rsa() && !identity.key().type().ec()) {
        throw new IllegalArgumentException("keys are encrypted for RSA and EC keys only");
      }
    }
  }
}
