package dev.crest.estwire;

import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;

/** Writes {@link CertificationRequestInfoTemplate} in DER (RFC 9908 §3.4, appendix A). */
final class TemplateWriter {
  private static final BigInteger RSA_EXPONENT = BigInteger.valueOf(65_537);

  private TemplateWriter() {}

  /**
   * @throws IllegalArgumentException if an extension is named twice
   */
  static ASN1Sequence write(CertificationRequestInfoTemplate template) {
    var parts = new ASN1EncodableVector(4);
    parts.add(new ASN1Integer(0));
    if (!template.subject().isEmpty()) {
      parts.add(subject(template.subject()));
    }
    template.key().ifPresent(key -> parts.add(new DERTaggedObject(false, 0, key(key))));
    parts.add(new DERTaggedObject(false, 1, attributes(template)));
    return new DERSequence(parts);
  }

  private static ASN1Encodable subject(List<NameEntry> entries) {
    var names = new ASN1EncodableVector(entries.size());
    for (var entry : entries) {
      var pair = new ASN1EncodableVector(2);
      pair.add(entry.type());
      entry.value().ifPresent(pair::add);
      names.add(new DERSet(new DERSequence(pair)));
    }
    return new DERSequence(names);
  }

  private static ASN1Sequence key(KeyTemplate key) {
    var parts = new ASN1EncodableVector(2);
    parts.add(key.algorithm());
    key.rsaBits().ifPresent(bits -> parts.add(placeholder(bits)));
    return new DERSequence(parts);
  }

  /**
   * A key that only shows its size. Odd, because some parsers check that much; nobody knows its
   * factors, nor needs to.
   */
  private static DERBitString placeholder(int bits) {
    var modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    return new DERBitString(der(new RSAPublicKey(modulus, RSA_EXPONENT)));
  }

  private static DERSet attributes(CertificationRequestInfoTemplate template) {
    var set = new ASN1EncodableVector(4);
    if (!template.extensions().isEmpty()) {
      // RFC 9908 §3.4: the template form only where an extension is left to the client.
      var type =
          template.extensions().stream().allMatch(e -> e.value().isPresent())
              ? PKCSObjectIdentifiers.pkcs_9_at_extensionRequest
              : CertificationRequestInfoTemplate.EXTENSION_REQUEST_TYPE;
      var extensions = extensions(template.extensions());
      set.add(CsrAttributes.encodeAttribute(type, List.of(extensions)));
    }
    template.attributes().forEach(type -> set.add(CsrAttributes.encodeAttribute(type, List.of())));
    return new DERSet(set);
  }

  private static ASN1Sequence extensions(List<ExtensionTemplate> extensions) {
    var seen = new HashSet<ASN1Encodable>();
    var sequence = new ASN1EncodableVector(extensions.size());
    for (var extension : extensions) {
      if (!seen.add(extension.oid())) {
        throw new IllegalArgumentException("a template may name an extension once only");
      }
      var parts = new ASN1EncodableVector(3);
      parts.add(extension.oid());
      if (extension.critical()) {
        parts.add(ASN1Boolean.TRUE);
      }
      extension.value().ifPresent(value -> parts.add(new DEROctetString(der(value))));
      sequence.add(new DERSequence(parts));
    }
    return new DERSequence(sequence);
  }

  private static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalArgumentException("a value of a template cannot be encoded", e);
    }
  }
}
