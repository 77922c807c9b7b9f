package dev.crest.ca.issuance;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.signer.Signer;
import dev.crest.pkix.Certificate;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** A CA certificate with its key: prepares end-entity certificates. Thread-safe. */
public final class Issuer {
  /**
   * @param certificate the CA's certificate
   * @param signer its key
   * @param urls what goes into CDP and AIA
   * @param random a cryptographically secure source of serial numbers
   * @param clock the time
   * @throws IllegalArgumentException if the certificate is no CA certificate or not for this key
   */
  public Issuer(
      Certificate certificate,
      Signer signer,
      PublicationUrls urls,
      RandomGenerator random,
      InstantSource clock) {
    throw new UnsupportedOperationException();
  }

  public Certificate certificate() {
    throw new UnsupportedOperationException();
  }

  /**
   * Builds and lints a certificate; nothing is signed with the CA's key yet.
   *
   * @throws NotIssuable if it would break a rule
   */
  public PreparedCertificate prepare(Profile profile, CertificateContent content) {
    throw new UnsupportedOperationException();
  }
}
