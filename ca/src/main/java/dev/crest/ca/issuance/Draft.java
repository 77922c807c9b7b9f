package dev.crest.ca.issuance;

import dev.crest.ca.issuance.NotIssuable.Finding;
import dev.crest.ca.lint.Candidate;
import dev.crest.ca.lint.Purpose;
import dev.crest.ca.lint.Rulebook;
import dev.crest.pkix.Der;
import dev.crest.pkix.SerialNumber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Everything that goes into one certificate but its issuer: encoded, linted and made ready to sign
 * in one step, so that what was linted is what will be signed.
 *
 * <pre>
 * TBSCertificate ::= SEQUENCE {
 *     version         [0] EXPLICIT Version { v3(2) },
 *     serialNumber        CertificateSerialNumber,
 *     signature           AlgorithmIdentifier,
 *     issuer              Name,
 *     validity            Validity,
 *     subject             Name,
 *     subjectPublicKeyInfo SubjectPublicKeyInfo,
 *     extensions      [3] EXPLICIT Extensions }
 * </pre>
 */
record Draft(
    Purpose purpose,
    SerialNumber serialNumber,
    ValidityPeriod validity,
    X500Name subject,
    SubjectPublicKeyInfo key,
    List<Extension> extensions) {
  private static final DERTaggedObject VERSION_3 = new DERTaggedObject(true, 0, new ASN1Integer(2));

  /**
   * Encodes and lints.
   *
   * @param findings what is wrong already
   * @throws NotIssuable if anything is wrong
   */
  PreparedCertificate prepare(IssuingKey issuing, List<Finding> findings) {
    var tbs = encode(issuing);
    var all = new ArrayList<>(findings);
    for (var breach : Rulebook.breaches(Candidate.read(tbs, purpose, issuing.authority()))) {
      all.add(new Finding(breach.rule().id(), breach.rule().citation(), breach.message()));
    }
    if (!all.isEmpty()) {
      throw new NotIssuable(all);
    }
    return new PreparedCertificate(tbs, serialNumber, issuing.signer());
  }

  private Der encode(IssuingKey issuing) {
    var parts = new ASN1EncodableVector(8);
    parts.add(VERSION_3);
    parts.add(new ASN1Integer(serialNumber.value()));
    parts.add(issuing.signer().algorithm());
    parts.add(issuing.name());
    parts.add(validity.encode());
    parts.add(subject);
    parts.add(key);
    parts.add(new DERTaggedObject(true, 3, new DERSequence(extensions.toArray(new Extension[0]))));
    try {
      return Der.of(new DERSequence(parts).getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }
}
