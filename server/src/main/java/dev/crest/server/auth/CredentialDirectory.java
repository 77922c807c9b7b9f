package dev.crest.server.auth;

import java.util.List;
import java.util.Optional;

/**
 * Stored credentials, as authentication needs them. Implemented by the store, with caching;
 * thread-safe.
 *
 * <p>All methods throw {@link dev.crest.server.refusal.Refused} of kind {@code UNAVAILABLE} while
 * the store is down.
 */
public interface CredentialDirectory {
  /**
   * Returns the passcodes with this verifier (HMAC-SHA-256 under the server key, 32 bytes), at most
   * one a container.
   */
  List<Credential> passcodes(byte[] verifier);

  /**
   * Returns authentication certificates with this SHA-256 fingerprint (64 lower-case hex digits),
   * one a container at most.
   */
  List<Credential> authenticationCertificates(String fingerprint);

  /** Returns every authentication CA of any container (few; cached). */
  List<Credential> authenticationAuthorities();

  /**
   * Returns the certificate that this server issued with this SHA-256 fingerprint (64 lower-case
   * hex digits). Status is current.
   */
  Optional<IssuedCertificate> issued(String fingerprint);
}
