package dev.crest.pkix;

import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * An X.509 certificate (RFC 5280 §4.1), read once and immutable. Thread-safe; equal when the
 * encodings are equal.
 */
public final class Certificate {
  private Certificate() {}

  /**
   * Reads a certificate.
   *
   * @throws MalformedInput if it is not one, or has an extension twice
   */
  public static Certificate read(Der der) {
    throw new UnsupportedOperationException();
  }

  public Der der() {
    throw new UnsupportedOperationException();
  }

  public SerialNumber serialNumber() {
    throw new UnsupportedOperationException();
  }

  public X500Name subject() {
    throw new UnsupportedOperationException();
  }

  public X500Name issuer() {
    throw new UnsupportedOperationException();
  }

  public Instant notBefore() {
    throw new UnsupportedOperationException();
  }

  public Instant notAfter() {
    throw new UnsupportedOperationException();
  }

  public SubjectPublicKeyInfo publicKeyInfo() {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the public key as a JCA object of the provider that {@link Providers} prefers for it.
   */
  public PublicKey publicKey() {
    throw new UnsupportedOperationException();
  }

  /** Returns an extension by its OID, whether or not critical. */
  public Optional<Extension> extension(ASN1ObjectIdentifier oid) {
    throw new UnsupportedOperationException();
  }

  public Optional<GeneralNames> subjectAltName() {
    throw new UnsupportedOperationException();
  }

  /** Returns the subject key identifier's octets (RFC 5280 §4.2.1.2). */
  public Optional<byte[]> subjectKeyIdentifier() {
    throw new UnsupportedOperationException();
  }

  /** Returns the authority key identifier's keyIdentifier octets (RFC 5280 §4.2.1.1). */
  public Optional<byte[]> authorityKeyIdentifier() {
    throw new UnsupportedOperationException();
  }

  /** Returns the extended key usages; empty where the extension is absent. */
  public Set<ASN1ObjectIdentifier> extendedKeyUsage() {
    throw new UnsupportedOperationException();
  }

  /** Whether basicConstraints says cA TRUE. */
  public boolean isAuthority() {
    throw new UnsupportedOperationException();
  }

  /** Whether subject and issuer are the same name and the certificate's own key verifies it. */
  public boolean isSelfSigned() {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether {@code issuer}'s key verifies this certificate's signature. Names and validity are not
   * looked at.
   */
  public boolean isSignedBy(Certificate issuer) {
    throw new UnsupportedOperationException();
  }

  /** Returns the SHA-256 fingerprint of the whole certificate: 32 bytes. */
  public byte[] fingerprint() {
    return der().sha256();
  }
}
