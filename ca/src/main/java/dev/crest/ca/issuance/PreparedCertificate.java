package dev.crest.ca.issuance;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.SerialNumber;

/**
 * A certificate that has passed every lint and needs only its signature. Made by {@link
 * Issuer#prepare} alone, bound to that issuer, and signed at most once.
 */
public final class PreparedCertificate {
  PreparedCertificate() {}

  public SerialNumber serialNumber() {
    throw new UnsupportedOperationException();
  }

  /**
   * Signs.
   *
   * @throws IllegalStateException if it was signed before
   * @throws dev.crest.ca.signer.SignerUnavailable if the CA key cannot be used right now; it may
   *     then be tried again
   */
  public Certificate sign() {
    throw new UnsupportedOperationException();
  }
}
