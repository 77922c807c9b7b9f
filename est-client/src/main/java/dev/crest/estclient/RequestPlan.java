package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.Signatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/**
 * A certification request (RFC 2986 §4) but for the signature and for the link to a TLS session,
 * which are made anew for every connection (C-HTTP-02). Immutable.
 *
 * @param linking the attribute that links it; empty for none
 * @param attributes all others but the extension request
 */
record RequestPlan(
    DeviceKey key,
    AlgorithmIdentifier signature,
    X500Name subject,
    List<Extension> extensions,
    List<Attribute> attributes,
    Optional<ASN1ObjectIdentifier> linking) {

  /** One attribute with its one value. */
  record Attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
    DERSequence encoded() {
      return new DERSequence(new ASN1Encodable[] {type, new DERSet(value)});
    }
  }

  RequestPlan with(List<Attribute> more) {
    var all = new ArrayList<>(attributes);
    all.addAll(more);
    return new RequestPlan(key, signature, subject, extensions, List.copyOf(all), linking);
  }

  /** Signs it for a connection; the result is base64 of 64 columns (C-HTTP-07). */
  byte[] body(TlsConnection connection) throws EstException {
    var binding = linking.isPresent() ? connection.binding() : Optional.<byte[]>empty();
    return TransferEncoding.encode(der(binding), TransferEncoding.Lines.WRAPPED);
  }

  /** Signs it, linked by a binding where one is given. */
  byte[] der(Optional<byte[]> binding) {
    var all = new ArrayList<ASN1Encodable>();
    attributes.forEach(attribute -> all.add(attribute.encoded()));
    if (linking.isPresent() && binding.isPresent()) {
      var text = new String(Base64.getEncoder().encode(binding.get()), US_ASCII);
      all.add(new Attribute(linking.get(), new DERPrintableString(text)).encoded());
    }
    if (!extensions.isEmpty()) {
      var list = new DERSequence(extensions.toArray(ASN1Encodable[]::new));
      all.add(new Attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, list).encoded());
    }
    var info =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(0),
              subject,
              key.publicKeyInfo(),
              new DERTaggedObject(false, 0, new DERSet(all.toArray(ASN1Encodable[]::new)))
            });
    try {
      var signed = Signatures.sign(key.privateKey(), signature, info.getEncoded(ASN1Encoding.DER));
      return new DERSequence(new ASN1Encodable[] {info, signature, new DERBitString(signed)})
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("a name or an extension cannot be encoded", e);
    }
  }
}
