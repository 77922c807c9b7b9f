package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.server.auth.Credential.Revocation;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import java.util.Optional;

/**
 * What is to become a credential.
 *
 * @param terms what all kinds have in common
 * @param proof what proves it
 */
public record CredentialDraft(Terms terms, Proof proof) {
  /** What proves a credential. */
  public sealed interface Proof {
    /**
     * A passcode; the passcode itself never comes here.
     *
     * @param verifier HMAC-SHA-256 of it under the server's key, 32 bytes
     * @param shownPrefix its first characters, which stay visible: 1 to 5
     * @param userName what the caller must say besides it, printable ASCII without a colon
     */
    record Passcode(byte[] verifier, String shownPrefix, Optional<String> userName)
        implements Proof {
      public Passcode {
        verifier = verifier.clone();
      }

      @Override
      public byte[] verifier() {
        return verifier.clone();
      }

      @Override
      public String toString() {
        return "Passcode[withheld]";
      }
    }

    /** Whoever has the key of a certificate. */
    record AuthenticationCertificate(Certificate certificate) implements Proof {}

    /**
     * Whoever has an end-entity certificate of a CA.
     *
     * @param bindName whether a request's common name must be the authenticating certificate's
     * @param unbound waives the need for either that or a registered value
     * @param revocation what the CA took back
     */
    record AuthenticationAuthority(
        Certificate certificate, boolean bindName, boolean unbound, Optional<Revocation> revocation)
        implements Proof {}
  }

  /**
   * What a credential is to become; what proves it stays.
   *
   * @param userName for a passcode only
   * @param bindName for an authentication CA only
   * @param unbound for an authentication CA only: waives the need for either {@code bindName} or a
   *     registered value
   */
  public record Update(Terms terms, Optional<String> userName, boolean bindName, boolean unbound) {}
}
