package dev.crest.ca.lint;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;

/** What rules need to know of a CA, read once from its certificate. Immutable and thread-safe. */
public final class IssuingAuthority {
  private final CandidateName subject;
  private final byte[] keyIdentifier;
  private final KeyType keyType;
  private final Instant notBefore;
  private final Instant notAfter;
  private final OptionalInt pathLength;
  private final Optional<ConstrainedNames> constraints;

  /**
   * @param certificate the CA's certificate
   * @param above the certificates above it, whose name constraints count too; may be empty
   * @throws IllegalArgumentException if it is no CA certificate that RFC 5280 lets issue others
   */
  public IssuingAuthority(Certificate certificate, List<Certificate> above) {
    var basic =
        certificate
            .extension(Extension.basicConstraints)
            .map(extension -> BasicConstraints.getInstance(extension.getParsedValue()))
            .filter(BasicConstraints::isCA)
            .orElseThrow(() -> new IllegalArgumentException("this is no CA certificate"));
    this.subject = new CandidateName(certificate.subject());
    this.keyIdentifier =
        certificate
            .subjectKeyIdentifier()
            .orElseThrow(() -> new IllegalArgumentException("the CA has no subjectKeyIdentifier"));
    this.keyType =
        KeyType.of(certificate.publicKeyInfo())
            .orElseThrow(() -> new IllegalArgumentException("the CA's key is of no known type"));
    this.notBefore = certificate.notBefore();
    this.notAfter = certificate.notAfter();
    this.pathLength =
        basic.getPathLenConstraint() == null
            ? OptionalInt.empty()
            : OptionalInt.of(basic.getPathLenConstraint().intValueExact());
    this.constraints =
        ConstrainedNames.of(Stream.concat(Stream.of(certificate), above.stream()).toList());
  }

  CandidateName subject() {
    return subject;
  }

  byte[] keyIdentifier() {
    return keyIdentifier;
  }

  KeyType keyType() {
    return keyType;
  }

  Instant notBefore() {
    return notBefore;
  }

  Instant notAfter() {
    return notAfter;
  }

  OptionalInt pathLength() {
    return pathLength;
  }

  Optional<ConstrainedNames> constraints() {
    return constraints;
  }
}
