package dev.crest.pkix;

import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.jspecify.annotations.Nullable;

/**
 * An X.509 certificate (RFC 5280 §4.1), read once and immutable. Thread-safe; equal when the
 * encodings are equal.
 *
 * <pre>
 * Certificate ::= SEQUENCE {
 *     tbsCertificate       TBSCertificate,
 *     signatureAlgorithm   AlgorithmIdentifier,
 *     signatureValue       BIT STRING }
 * </pre>
 */
public final class Certificate {
  private final Der der;
  private final TBSCertificate tbs;
  private final AlgorithmIdentifier signatureAlgorithm;
  private final byte[] signature;
  private final SerialNumber serialNumber;
  private final Instant notBefore;
  private final Instant notAfter;
  private final CertificateExtensions extensions;
  // Idempotent caches: whoever computes them computes the same.
  private volatile @Nullable PublicKey publicKey;
  private volatile byte @Nullable [] fingerprint;

  private Certificate(Der der) {
    var sequence = ASN1Sequence.getInstance(StrictDer.read(der.array()));
    CertificateExtensions.checkOnce(ASN1Sequence.getInstance(sequence.getObjectAt(0)));
    var structure = org.bouncycastle.asn1.x509.Certificate.getInstance(sequence);
    this.der = der;
    this.tbs = structure.getTBSCertificate();
    this.signatureAlgorithm = structure.getSignatureAlgorithm();
    if (!signatureAlgorithm.equals(tbs.getSignature())) {
      throw new MalformedInput("the certificate names two different signature algorithms");
    }
    this.signature = structure.getSignature().getOctets();
    this.serialNumber = new SerialNumber(tbs.getSerialNumber().getValue());
    this.notBefore = Times.instant(tbs.getStartDate());
    this.notAfter = Times.instant(tbs.getEndDate());
    Names.check(tbs.getIssuer());
    Names.check(tbs.getSubject());
    this.extensions = CertificateExtensions.read(tbs);
  }

  /**
   * Reads a certificate. The extensions that this class returns are read at once, so that its
   * accessors don't fail later.
   *
   * @throws MalformedInput if it is not one in strict DER, has an extension twice or one of those
   *     malformed, or a serial number that is negative or longer than 20 octets
   */
  public static Certificate read(Der der) {
    return Asn1.reading("an X.509 certificate", () -> new Certificate(der));
  }

  /** Returns the whole certificate as it came. */
  public Der der() {
    return der;
  }

  public SerialNumber serialNumber() {
    return serialNumber;
  }

  /** Returns the subject with its string types and order as encoded. */
  public X500Name subject() {
    return tbs.getSubject();
  }

  /** Returns the issuer's name with its string types and order as encoded. */
  public X500Name issuer() {
    return tbs.getIssuer();
  }

  /** Returns the first second at which it is valid. */
  public Instant notBefore() {
    return notBefore;
  }

  /**
   * Returns the last second at which it is valid; the year 9999 where it has no well-defined
   * expiration (RFC 5280 §4.1.2.5).
   */
  public Instant notAfter() {
    return notAfter;
  }

  /** Returns the public key with its algorithm; encodes to the very bytes of the certificate. */
  public SubjectPublicKeyInfo publicKeyInfo() {
    return tbs.getSubjectPublicKeyInfo();
  }

  /**
   * Returns the public key as a JCA object of the provider that {@link Providers} prefers for it.
   *
   * @throws MalformedInput if the key is not valid, see {@link Keys#read}
   */
  public PublicKey publicKey() {
    var key = publicKey;
    if (key == null) {
      key = Keys.read(publicKeyInfo());
      publicKey = key;
    }
    return key;
  }

  /** Returns the algorithm that the issuer signed with. */
  public AlgorithmIdentifier signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** Returns an extension by its OID, whether or not critical. */
  public Optional<Extension> extension(ASN1ObjectIdentifier oid) {
    return extensions.extension(oid);
  }

  /** Returns the subject's alternative names (RFC 5280 §4.2.1.6). */
  public Optional<GeneralNames> subjectAltName() {
    return extensions.subjectAltName();
  }

  /** Returns the subject key identifier's octets (RFC 5280 §4.2.1.2). */
  public Optional<byte[]> subjectKeyIdentifier() {
    return extensions.subjectKeyIdentifier().map(byte[]::clone);
  }

  /** Returns the authority key identifier's keyIdentifier octets (RFC 5280 §4.2.1.1). */
  public Optional<byte[]> authorityKeyIdentifier() {
    return extensions.authorityKeyIdentifier().map(byte[]::clone);
  }

  /** Returns the extended key usages; empty where the extension is absent. */
  public Set<ASN1ObjectIdentifier> extendedKeyUsage() {
    return extensions.extendedKeyUsage();
  }

  /** Whether basicConstraints says cA TRUE. */
  public boolean isAuthority() {
    return extensions.isAuthority();
  }

  /**
   * Whether subject and issuer are the same name and the certificate's own key verifies it. False
   * for old roots that are signed with SHA-1: as anchors they do no harm, but their signature says
   * nothing.
   */
  public boolean isSelfSigned() {
    return isSelfIssued() && isSignedBy(this);
  }

  /**
   * Whether {@code issuer}'s key verifies this certificate's signature, by the rules of {@link
   * Signatures#verify}. Names and validity are not looked at.
   */
  public boolean isSignedBy(Certificate issuer) {
    var scheme = SignatureScheme.of(signatureAlgorithm);
    if (scheme.isEmpty() || !scheme.get().fits(issuer.publicKeyInfo().getAlgorithm())) {
      return false;
    }
    PublicKey key;
    try {
      key = issuer.publicKey();
    } catch (MalformedInput e) {
      return false;
    }
    var range = Asn1.firstElement(der.array());
    return scheme.get().verify(key, der.array(), range[0], range[1], signature);
  }

  /** Returns the SHA-256 fingerprint of the whole certificate: 32 bytes. */
  public byte[] fingerprint() {
    var digest = fingerprint;
    if (digest == null) {
      digest = der.sha256();
      fingerprint = digest;
    }
    return digest.clone();
  }

  /** Whether subject and issuer are the same name. */
  boolean isSelfIssued() {
    return Names.same(subject(), issuer());
  }

  /** Returns the X.509 version: 1, 2 or 3. */
  int version() {
    return tbs.getVersionNumber();
  }

  CertificateExtensions extensions() {
    return extensions;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Certificate certificate && der.equals(certificate.der);
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  /** Returns subject and serial number, safe for a log line. */
  @Override
  public String toString() {
    return Names.text(subject()) + " #" + serialNumber.hex();
  }
}
