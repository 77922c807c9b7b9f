package dev.crest.server.hierarchy;

import dev.crest.ca.signer.Signer;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.Der;
import dev.crest.server.store.AuthorityRecords.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Makes the request that an external CA is to certify (RFC 2986 §4). */
final class AuthorityRequest {
  private AuthorityRequest() {}

  /** Returns a request for a CA certificate, signed by the CA's key. */
  static CertificationRequest of(Signer signer, X500Name subject, Kind kind) {
    try {
      var info =
          new CertificationRequestInfo(
              subject,
              signer.publicKey(),
              new DERSet(
                  new Attribute(
                      PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                      new DERSet(extensions(kind)))));
      var parts = new ASN1EncodableVector(3);
      parts.add(info);
      parts.add(signer.algorithm());
      parts.add(new DERBitString(signer.sign(info.getEncoded(ASN1Encoding.DER))));
      return CertificationRequest.read(Der.of(new DERSequence(parts).getEncoded(ASN1Encoding.DER)));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private static Extensions extensions(Kind kind) throws IOException {
    var constraints = kind == Kind.ISSUING ? new BasicConstraints(0) : new BasicConstraints(true);
    return new Extensions(
        new Extension[] {
          new Extension(Extension.basicConstraints, true, constraints.getEncoded(ASN1Encoding.DER)),
          new Extension(
              Extension.keyUsage,
              true,
              new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign).getEncoded(ASN1Encoding.DER))
        });
  }
}
