package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.Issuer;
import dev.crest.pkix.Certificate;
import java.util.List;

/** The CAs of this server, ready to sign. Thread-safe. */
public final class Authorities {

  /**
   * Returns the issuer for a CA's id.
   *
   * @throws dev.crest.server.refusal.Refused {@code UNAVAILABLE} if it is unknown, disabled or its
   *     key cannot be opened
   */
  public Issuer issuer(String authorityId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the CA's certificate and those above it, up to and with the current root (S-CACERTS-03,
   * S-CACERTS-08).
   */
  public List<Certificate> chain(String authorityId) {
    throw new UnsupportedOperationException();
  }
}
