package dev.crest.estclient;

import dev.crest.estwire.CertificationRequestInfoTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.MalformedInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * What a server asks for in its csrattrs, whichever way it says so: by the template of RFC 9908
 * §3.4 alone where there is one (C-ENROLL-07), else by the list of RFC 8951 §4. What is not known
 * is not there (C-ENROLL-06).
 *
 * @param subject wanted subject attributes; empty for no wish
 * @param keys wanted kinds of key, any of which will do; empty for no wish
 * @param extensions wanted extensions
 * @param attributes wanted attributes
 * @param signatures wanted signature algorithms
 */
record Wishes(
    List<NameEntry> subject,
    List<KeyWish> keys,
    List<ExtensionTemplate> extensions,
    Set<ASN1ObjectIdentifier> attributes,
    List<ASN1ObjectIdentifier> signatures) {
  static final Wishes NONE = new Wishes(List.of(), List.of(), List.of(), Set.of(), List.of());
  private static final int MOST = 200;

  /** Signature algorithms that can be chosen, by the kind of key. */
  private static final Map<ASN1ObjectIdentifier, Boolean> ELLIPTIC =
      Map.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256, true,
          X9ObjectIdentifiers.ecdsa_with_SHA384, true,
          X9ObjectIdentifiers.ecdsa_with_SHA512, true,
          PKCSObjectIdentifiers.sha256WithRSAEncryption, false,
          PKCSObjectIdentifiers.sha384WithRSAEncryption, false,
          PKCSObjectIdentifiers.sha512WithRSAEncryption, false);

  /**
   * Reads them.
   *
   * @throws MalformedInput if there are too many, or the template is malformed
   */
  static Wishes of(CsrAttributes attributes) {
    if (attributes.entries().size() > MOST) {
      throw new MalformedInput("the csrattrs have more than " + MOST + " entries");
    }
    var wishes = attributes.template().map(Wishes::ofTemplate).orElseGet(() -> ofList(attributes));
    if (wishes.subject().size() > MOST || wishes.extensions().size() > MOST) {
      throw new MalformedInput("the csrattrs ask for more than " + MOST + " things of a kind");
    }
    return wishes;
  }

  private static Wishes ofTemplate(CertificationRequestInfoTemplate template) {
    return new Wishes(
        template.subject(),
        template.key().stream().map(Wishes::key).toList(),
        template.extensions(),
        new LinkedHashSet<>(template.attributes()),
        List.of());
  }

  private static KeyWish key(KeyTemplate template) {
    var algorithm = template.algorithm().getAlgorithm();
    var curve =
        algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)
            ? Optional.ofNullable(template.algorithm().getParameters())
            : Optional.<ASN1Encodable>empty();
    return new KeyWish(algorithm, curve.map(ASN1Encodable::toASN1Primitive), template.rsaBits());
  }

  private static Wishes ofList(CsrAttributes attributes) {
    var keys = new ArrayList<KeyWish>();
    var extensions = new ArrayList<ExtensionTemplate>();
    var others = new LinkedHashSet<ASN1ObjectIdentifier>();
    var signatures = new ArrayList<ASN1ObjectIdentifier>();
    for (var entry : attributes.entries()) {
      switch (entry) {
        case Entry.Oid(var oid) -> {
          if (ELLIPTIC.containsKey(oid)) {
            signatures.add(oid);
          } else {
            others.add(oid);
          }
        }
        case Entry.Attribute(var type, var values) -> {
          if (KeyWish.known(type)) {
            keys.addAll(keys(type, values));
          } else if (type.equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
            values.forEach(value -> extensions.addAll(extensions(value)));
          } else {
            others.add(type);
          }
        }
      }
    }
    return new Wishes(List.of(), keys, extensions, others, signatures);
  }

  private static List<KeyWish> keys(ASN1ObjectIdentifier type, List<ASN1Encodable> values) {
    if (values.isEmpty()) {
      return List.of(new KeyWish(type, Optional.empty(), Optional.empty()));
    }
    return values.stream()
        .map(value ->
            value.toASN1Primitive() instanceof ASN1Integer bits
                ? new KeyWish(type, Optional.empty(), Optional.of(size(bits)))
                : new KeyWish(type, Optional.of(value.toASN1Primitive()), Optional.empty()))
        .toList();
  }

  private static Optional<ExtensionTemplate> extension(ASN1Encodable element) {
    try {
      var extension = Extension.getInstance(element);
      return Optional.of(
          new ExtensionTemplate(
              extension.getExtnId(),
              extension.isCritical(),
              Optional.of(extension.getParsedValue())));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static int size(ASN1Integer bits) {
    return bits.getValue().bitLength() < 31 ? bits.getValue().intValue() : Integer.MAX_VALUE;
  }

  /** RFC 7030's own example has something else than extensions in it, which is passed over. */
  private static List<ExtensionTemplate> extensions(ASN1Encodable value) {
    var found = new ArrayList<ExtensionTemplate>();
    if (value.toASN1Primitive() instanceof ASN1Sequence sequence) {
      for (var element : sequence) {
        extension(element).ifPresent(found::add);
      }
    }
    return found;
  }

  /** Returns one of the signature algorithms that can be chosen in words. */
  static String signatureTitle(ASN1ObjectIdentifier oid) {
    var hash =
        oid.equals(X9ObjectIdentifiers.ecdsa_with_SHA256)
                || oid.equals(PKCSObjectIdentifiers.sha256WithRSAEncryption)
            ? "SHA-256"
            : oid.equals(X9ObjectIdentifiers.ecdsa_with_SHA384)
                    || oid.equals(PKCSObjectIdentifiers.sha384WithRSAEncryption)
                ? "SHA-384"
                : "SHA-512";
    return (ELLIPTIC.getOrDefault(oid, false) ? "ECDSA" : "RSA") + " with " + hash;
  }

  Wishes withoutKeys() {
    return new Wishes(subject, List.of(), extensions, attributes, List.of());
  }

  /** Returns the wanted signature algorithm where a kind of key can sign with it. */
  Optional<AlgorithmIdentifier> signature(KeyType key) {
    return signatures.stream()
        .filter(oid -> ELLIPTIC.getOrDefault(oid, false) ? key.ec() : key.rsa())
        .findFirst()
        .map(oid ->
            key.rsa()
                ? new AlgorithmIdentifier(oid, DERNull.INSTANCE)
                : new AlgorithmIdentifier(oid));
  }
}
