package dev.crest.estwire;

import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.StrictDer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** Reads a {@link CertificationRequestInfoTemplate} (RFC 9908 §3.4). Used by one thread. */
final class TemplateReader {
  private final ASN1Sequence parts;
  private int next;

  private TemplateReader(ASN1Sequence parts) {
    this.parts = parts;
  }

  /**
   * @throws MalformedInput if it is no template, or one that contradicts itself
   */
  static CertificationRequestInfoTemplate read(ASN1Encodable value) {
    try {
      return new TemplateReader(sequence(value, "a template")).template();
    } catch (IllegalArgumentException | IllegalStateException e) {
      // What Bouncy Castle throws for implicit tags over the wrong type.
      throw new MalformedInput("the template is not well-formed", e);
    }
  }

  private CertificationRequestInfoTemplate template() {
    if (!(part() instanceof ASN1Integer version) || !version.hasValue(0)) {
      throw new MalformedInput("the template's version is not v1");
    }
    List<NameEntry> subject = List.of();
    if (more() && parts.getObjectAt(next).toASN1Primitive() instanceof ASN1Sequence names) {
      subject = subject(names);
      next++;
    }
    var key = tagged(0).map(t -> key(ASN1Sequence.getInstance(t, false)));
    var attributes =
        tagged(1)
            .map(t -> ASN1Set.getInstance(t, false))
            .orElseThrow(() -> new MalformedInput("the template has no attributes field"));
    if (more()) {
      throw new MalformedInput("something follows the template's attributes");
    }
    return withAttributes(subject, key, attributes);
  }

  private static CertificationRequestInfoTemplate withAttributes(
      List<NameEntry> subject, Optional<KeyTemplate> key, ASN1Set attributes) {
    var extensions = new ArrayList<ExtensionTemplate>();
    var others = new ArrayList<ASN1ObjectIdentifier>();
    int requests = 0;
    for (var element : attributes) {
      var attribute = CsrAttributes.attribute(element);
      if (!isExtensionRequest(attribute)) {
        others.add(attribute.type());
        continue;
      }
      if (++requests > 1 || attribute.values().size() != 1) {
        throw new MalformedInput("the template has more than one Extension Request");
      }
      extensions.addAll(extensions(attribute.values().getFirst()));
    }
    return new CertificationRequestInfoTemplate(subject, key, extensions, others);
  }

  private static boolean isExtensionRequest(Entry.Attribute attribute) {
    return attribute.type().equals(CertificationRequestInfoTemplate.EXTENSION_REQUEST_TYPE)
        || attribute.type().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
  }

  private static List<NameEntry> subject(ASN1Sequence names) {
    var entries = new ArrayList<NameEntry>();
    for (var name : names) {
      if (!(name.toASN1Primitive() instanceof ASN1Set attributes) || attributes.size() == 0) {
        throw new MalformedInput("an RDN of the template's subject is not a SET");
      }
      attributes.forEach(attribute -> entries.add(nameEntry(attribute)));
    }
    return entries;
  }

  private static NameEntry nameEntry(ASN1Encodable attribute) {
    var pair = sequence(attribute, "an attribute of the template's subject");
    if (pair.size() < 1 || pair.size() > 2) {
      throw new MalformedInput("an attribute of the template's subject is a type and a value");
    }
    var value =
        pair.size() == 2 ? Optional.of(pair.getObjectAt(1)) : Optional.<ASN1Encodable>empty();
    return new NameEntry(oid(pair.getObjectAt(0)), value);
  }

  private static KeyTemplate key(ASN1Sequence parts) {
    if (parts.size() < 1 || parts.size() > 2) {
      throw new MalformedInput("the template's key is an algorithm and a placeholder");
    }
    var algorithm = AlgorithmIdentifier.getInstance(parts.getObjectAt(0));
    if (parts.size() == 1) {
      return new KeyTemplate(algorithm, Optional.empty());
    }
    if (!(parts.getObjectAt(1).toASN1Primitive() instanceof ASN1BitString placeholder)) {
      throw new MalformedInput("the template's placeholder key is not a BIT STRING");
    }
    // RFC 9908 §3.4: a placeholder has a meaning for RSA only; for other keys it is ignored.
    return algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)
        ? new KeyTemplate(algorithm, Optional.of(rsaBits(placeholder.getOctets())))
        : new KeyTemplate(algorithm, Optional.empty());
  }

  private static int rsaBits(byte[] placeholder) {
    if (StrictDer.read(placeholder) instanceof ASN1Sequence key
        && key.size() == 2
        && key.getObjectAt(0).toASN1Primitive() instanceof ASN1Integer modulus) {
      int bits = modulus.getPositiveValue().bitLength();
      if (bits >= 512 && bits <= CertificationRequestInfoTemplate.MAX_RSA_BITS) {
        return bits;
      }
    }
    throw new MalformedInput("the template's placeholder is no RSA key of a usable size");
  }

  private static List<ExtensionTemplate> extensions(ASN1Encodable value) {
    var extensions = new ArrayList<ExtensionTemplate>();
    var seen = new HashSet<ASN1ObjectIdentifier>();
    for (var element : sequence(value, "the template's Extension Request")) {
      var extension = extension(sequence(element, "an extension of the template"));
      if (!seen.add(extension.oid())) {
        throw new MalformedInput("the template names an extension twice");
      }
      extensions.add(extension);
    }
    if (extensions.isEmpty()) {
      throw new MalformedInput("the template's Extension Request is empty");
    }
    return extensions;
  }

  private static ExtensionTemplate extension(ASN1Sequence parts) {
    if (parts.size() == 0) {
      throw new MalformedInput("an extension of the template has no OID");
    }
    int at = 1;
    boolean critical = false;
    if (at < parts.size() && parts.getObjectAt(at).toASN1Primitive() instanceof ASN1Boolean b) {
      critical = b.isTrue();
      at++;
    }
    Optional<ASN1Encodable> value = Optional.empty();
    if (at < parts.size()
        && parts.getObjectAt(at).toASN1Primitive() instanceof ASN1OctetString octets) {
      value = Optional.of(StrictDer.read(octets.getOctets()));
      at++;
    }
    if (at < parts.size()) {
      throw new MalformedInput("an extension of the template is an OID, a BOOLEAN and a value");
    }
    return new ExtensionTemplate(oid(parts.getObjectAt(0)), critical, value);
  }

  private ASN1Primitive part() {
    if (!more()) {
      throw new MalformedInput("the template ends too early");
    }
    return parts.getObjectAt(next++).toASN1Primitive();
  }

  private boolean more() {
    return next < parts.size();
  }

  /** Takes the next part if it has this context-specific tag. */
  private Optional<ASN1TaggedObject> tagged(int number) {
    if (more()
        && parts.getObjectAt(next).toASN1Primitive() instanceof ASN1TaggedObject tagged
        && tagged.hasContextTag(number)) {
      next++;
      return Optional.of(tagged);
    }
    return Optional.empty();
  }

  private static ASN1ObjectIdentifier oid(ASN1Encodable value) {
    if (value.toASN1Primitive() instanceof ASN1ObjectIdentifier oid) {
      return oid;
    }
    throw new MalformedInput("the template has something else where an OID belongs");
  }

  private static ASN1Sequence sequence(ASN1Encodable value, String what) {
    if (value.toASN1Primitive() instanceof ASN1Sequence sequence) {
      return sequence;
    }
    throw new MalformedInput(what + " is not a SEQUENCE");
  }
}
