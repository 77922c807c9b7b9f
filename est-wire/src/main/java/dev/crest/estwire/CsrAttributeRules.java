package dev.crest.estwire;

import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.pkix.MalformedInput;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** What RFC 9908 §3.2 and §3.4 demand of a csrattrs answer, checked before one is written. */
final class CsrAttributeRules {
  /** Algorithms that say what kind of key is wanted, with or without parameters. */
  private static final Set<ASN1ObjectIdentifier> KEY_TYPES =
      Set.of(
          X9ObjectIdentifiers.id_ecPublicKey,
          PKCSObjectIdentifiers.rsaEncryption,
          PKCSObjectIdentifiers.id_RSASSA_PSS,
          EdECObjectIdentifiers.id_Ed25519,
          EdECObjectIdentifiers.id_Ed448,
          NISTObjectIdentifiers.id_ml_dsa_44,
          NISTObjectIdentifiers.id_ml_dsa_65,
          NISTObjectIdentifiers.id_ml_dsa_87);

  private CsrAttributeRules() {}

  /**
   * @throws IllegalArgumentException naming the first rule that is broken
   */
  static void check(List<Entry> entries) {
    var attributes =
        entries.stream()
            .filter(Entry.Attribute.class::isInstance)
            .map(Entry.Attribute.class::cast)
            .toList();
    checkKeyType(attributes);
    checkExtensionRequest(attributes);
    checkTemplate(attributes);
  }

  /** RFC 9908 §3.2: exactly one attribute says the type of the key, if any does. */
  private static void checkKeyType(List<Entry.Attribute> attributes) {
    var keyTypes = attributes.stream().filter(a -> KEY_TYPES.contains(a.type())).toList();
    require(keyTypes.size() <= 1, "csrattrs may ask for one type of key only");
    require(
        keyTypes.stream().allMatch(a -> a.values().size() <= 1),
        "csrattrs may ask for one curve or size of key only");
  }

  /** RFC 9908 §3.2: one Extension Request, with one Extensions, with no extension twice. */
  private static void checkExtensionRequest(List<Entry.Attribute> attributes) {
    var requests =
        attributes.stream()
            .filter(a -> a.type().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest))
            .toList();
    require(requests.size() <= 1, "csrattrs may hold one Extension Request only");
    requests.forEach(request -> {
      require(request.values().size() == 1, "an Extension Request has exactly one value");
      checkExtensions(request.values().getFirst());
    });
  }

  private static void checkExtensions(ASN1Encodable extensions) {
    require(
        extensions.toASN1Primitive() instanceof ASN1Sequence sequence && sequence.size() > 0,
        "an Extension Request holds a SEQUENCE of extensions");
    var seen = new HashSet<ASN1Encodable>();
    ((ASN1Sequence) extensions.toASN1Primitive())
        .forEach(extension -> {
          var oid =
              extension.toASN1Primitive() instanceof ASN1Sequence parts && parts.size() > 1
                  ? parts.getObjectAt(0)
                  : extension;
          require(oid instanceof ASN1ObjectIdentifier, "an extension has an OID and a value");
          require(seen.add(oid), "csrattrs may name an extension once only");
        });
  }

  /** RFC 9908 §3.4: one template, with one value. */
  private static void checkTemplate(List<Entry.Attribute> attributes) {
    var templates =
        attributes.stream()
            .filter(a -> a.type().equals(CertificationRequestInfoTemplate.TYPE))
            .toList();
    require(templates.size() <= 1, "csrattrs may hold one template only");
    templates.forEach(template -> {
      require(template.values().size() == 1, "a template attribute has exactly one value");
      try {
        TemplateReader.read(template.values().getFirst());
      } catch (MalformedInput e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    });
  }

  private static void require(boolean met, String rule) {
    if (!met) {
      throw new IllegalArgumentException(rule);
    }
  }
}
