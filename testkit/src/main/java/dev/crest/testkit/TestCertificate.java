package dev.crest.testkit;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * What is signed in a certificate (RFC 5280 §4.1), written field by field so that a test may break
 * any of them.
 */
record TestCertificate(
    int version,
    BigInteger serialNumber,
    X500Name issuer,
    Instant notBefore,
    Instant notAfter,
    X500Name subject,
    SubjectPublicKeyInfo key) {
  private static final DateTimeFormatter LONG =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");

  ASN1Encodable structure(AlgorithmIdentifier algorithm, List<Extension> extensions) {
    var fields = new ASN1EncodableVector();
    if (version > 1) {
      fields.add(new DERTaggedObject(true, 0, new ASN1Integer(version - 1L)));
    }
    fields.add(new ASN1Integer(serialNumber));
    fields.add(algorithm);
    fields.add(issuer);
    fields.add(new DERSequence(new ASN1Encodable[] {time(notBefore), time(notAfter)}));
    fields.add(subject);
    fields.add(key);
    if (version == 3 && !extensions.isEmpty()) {
      var list = new DERSequence(extensions.toArray(ASN1Encodable[]::new));
      fields.add(new DERTaggedObject(true, 3, list));
    }
    return new DERSequence(fields);
  }

  private static ASN1Primitive time(Instant instant) {
    var text = LONG.format(instant);
    return instant.isBefore(YEAR_2050)
        ? new DERUTCTime(text.substring(2))
        : new DERGeneralizedTime(text);
  }
}
