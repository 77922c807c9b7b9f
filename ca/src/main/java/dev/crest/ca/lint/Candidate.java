package dev.crest.ca.lint;

import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.MalformedInput;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A certificate about to be signed, read from the very bytes that would be signed, and forgivingly:
 * what is wrong with it is for the rules to say. Immutable and thread-safe.
 *
 * <pre>
 * TBSCertificate ::= SEQUENCE {
 *     version         [0] EXPLICIT Version DEFAULT v1,
 *     serialNumber        CertificateSerialNumber,
 *     signature           AlgorithmIdentifier,
 *     issuer              Name,
 *     validity            Validity,
 *     subject             Name,
 *     subjectPublicKeyInfo SubjectPublicKeyInfo,
 *     issuerUniqueID  [1] IMPLICIT UniqueIdentifier OPTIONAL,
 *     subjectUniqueID [2] IMPLICIT UniqueIdentifier OPTIONAL,
 *     extensions      [3] EXPLICIT Extensions OPTIONAL }
 * </pre>
 */
public final class Candidate {
  private final Purpose purpose;
  private final Optional<IssuingAuthority> issuer;
  private final boolean encodedInDer;
  private final int version;
  private final BigInteger serialNumber;
  private final AlgorithmIdentifier signature;
  private final CandidateName issuerName;
  private final CertificateTime notBefore;
  private final CertificateTime notAfter;
  private final CandidateName subject;
  private final SubjectPublicKeyInfo key;
  private final Optional<KeyType> keyType;
  private final boolean uniqueIdentifiers;
  private final List<CandidateExtension> extensions;
  private final List<GeneralName> subjectAltNames;

  private Candidate(
      byte[] encoded, ASN1Primitive tbs, Purpose purpose, Optional<IssuingAuthority> issuer) {
    this.purpose = purpose;
    this.issuer = issuer;
    this.encodedInDer = DerRule.sameAgain(tbs, encoded);
    var parts = new Parts(ASN1Sequence.getInstance(tbs));
    this.version = parts.tagged(0).map(Candidate::version).orElse(1);
    this.serialNumber = ASN1Integer.getInstance(parts.next()).getValue();
    this.signature = AlgorithmIdentifier.getInstance(parts.next());
    this.issuerName = new CandidateName(X500Name.getInstance(parts.next()));
    var validity = ASN1Sequence.getInstance(parts.next());
    if (validity.size() != 2) {
      throw new IllegalArgumentException("validity has two dates");
    }
    this.notBefore = CertificateTime.read(validity.getObjectAt(0));
    this.notAfter = CertificateTime.read(validity.getObjectAt(1));
    this.subject = new CandidateName(X500Name.getInstance(parts.next()));
    this.key = SubjectPublicKeyInfo.getInstance(parts.next());
    this.keyType = KeyType.of(key);
    boolean issuerIdentified = parts.tagged(1).isPresent();
    this.uniqueIdentifiers = parts.tagged(2).isPresent() || issuerIdentified;
    this.extensions = parts.tagged(3).map(Candidate::extensions).orElse(List.of());
    parts.end();
    this.subjectAltNames =
        typed(Extension.subjectAlternativeName, GeneralNames.class)
            .map(names -> List.of(names.getNames()))
            .orElse(List.of());
  }

  /** Walks the parts of the sequence in order. */
  private static final class Parts {
    private final ASN1Sequence sequence;
    private int at;

    Parts(ASN1Sequence sequence) {
      this.sequence = sequence;
    }

    ASN1Encodable next() {
      if (at == sequence.size()) {
        throw new IllegalArgumentException("a part is missing");
      }
      return sequence.getObjectAt(at++);
    }

    Optional<ASN1TaggedObject> tagged(int tag) {
      if (at < sequence.size()
          && sequence.getObjectAt(at) instanceof ASN1TaggedObject tagged
          && tagged.hasContextTag(tag)) {
        at++;
        return Optional.of(tagged);
      }
      return Optional.empty();
    }

    void end() {
      if (at < sequence.size()) {
        throw new IllegalArgumentException("there is a part too many");
      }
    }
  }

  private static int version(ASN1TaggedObject tagged) {
    return ASN1Integer.getInstance(tagged, true).intValueExact() + 1;
  }

  private static List<CandidateExtension> extensions(ASN1TaggedObject tagged) {
    var list = new ArrayList<CandidateExtension>();
    for (var extension : ASN1Sequence.getInstance(tagged, true)) {
      list.add(CandidateExtension.read(extension));
    }
    return List.copyOf(list);
  }

  /**
   * Reads a TBSCertificate.
   *
   * @param tbs its encoding
   * @param purpose what it is for
   * @param issuer the CA that is to sign it; empty for a self-signed certificate
   * @throws MalformedInput if it is no TBSCertificate at all
   */
  public static Candidate read(Der tbs, Purpose purpose, Optional<IssuingAuthority> issuer) {
    return read(tbs.bytes(), purpose, issuer);
  }

  private static Candidate read(byte[] tbs, Purpose purpose, Optional<IssuingAuthority> issuer) {
    try {
      var parsed = Optional.ofNullable(ASN1Primitive.fromByteArray(tbs));
      return new Candidate(
          tbs,
          parsed.orElseThrow(() -> new IllegalArgumentException("there is nothing")),
          purpose,
          issuer);
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | ArithmeticException
        | ClassCastException e) {
      throw new MalformedInput("expected a TBSCertificate", e);
    }
  }

  Purpose purpose() {
    return purpose;
  }

  /** Returns the CA that is to sign; empty for a self-signed certificate. */
  Optional<IssuingAuthority> issuer() {
    return issuer;
  }

  boolean encodedInDer() {
    return encodedInDer;
  }

  int version() {
    return version;
  }

  BigInteger serialNumber() {
    return serialNumber;
  }

  AlgorithmIdentifier signature() {
    return signature;
  }

  CandidateName issuerName() {
    return issuerName;
  }

  CertificateTime notBefore() {
    return notBefore;
  }

  CertificateTime notAfter() {
    return notAfter;
  }

  CandidateName subject() {
    return subject;
  }

  SubjectPublicKeyInfo key() {
    return key;
  }

  Optional<KeyType> keyType() {
    return keyType;
  }

  boolean uniqueIdentifiers() {
    return uniqueIdentifiers;
  }

  List<CandidateExtension> extensions() {
    return extensions;
  }

  /** Returns the names of a readable subjectAltName; empty where there is none. */
  List<GeneralName> subjectAltNames() {
    return subjectAltNames;
  }

  /** Returns the first extension of a type. */
  Optional<CandidateExtension> extension(ASN1ObjectIdentifier oid) {
    for (var extension : extensions) {
      if (extension.oid().equals(oid)) {
        return Optional.of(extension);
      }
    }
    return Optional.empty();
  }

  /** Returns the value of the first extension of a type where it is readable. */
  <T> Optional<T> typed(ASN1ObjectIdentifier oid, Class<T> type) {
    return extension(oid).flatMap(CandidateExtension::typed).map(type::cast);
  }
}
