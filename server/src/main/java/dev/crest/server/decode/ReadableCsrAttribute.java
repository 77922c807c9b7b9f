package dev.crest.server.decode;

import dev.crest.ca.profile.SignatureAlgorithms;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.estwire.CertificationRequestInfoTemplate;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.CsrAttributes.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * One thing that csrattrs asks for (RFC 8951 §4, RFC 9908), in words.
 *
 * @param oid dotted
 * @param name its name in the RFCs, or the OID where that has none
 * @param template whether it stands in the template of RFC 9908 §3.4, which newer clients read
 *     alone, rather than in the list for older ones
 * @param values what it has to be, such as a curve; none where the client chooses
 */
public record ReadableCsrAttribute(String oid, String name, boolean template, List<String> values) {
  private static final Map<ASN1ObjectIdentifier, String> NAMES =
      Map.of(
          PKCSObjectIdentifiers.pkcs_9_at_challengePassword,
          "challengePassword",
          PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
          "extensionRequest",
          CertificationRequestInfoTemplate.TYPE,
          "certificationRequestInfoTemplate",
          X9ObjectIdentifiers.id_ecPublicKey,
          "ecPublicKey",
          PKCSObjectIdentifiers.rsaEncryption,
          "rsaEncryption",
          SECObjectIdentifiers.secp256r1,
          "secp256r1",
          SECObjectIdentifiers.secp384r1,
          "secp384r1",
          SECObjectIdentifiers.secp521r1,
          "secp521r1",
          Extension.subjectAlternativeName,
          "subjectAltName");

  public ReadableCsrAttribute {
    values = List.copyOf(values);
  }

  /** Puts an answer into words, in its order: the list, then the template. */
  public static List<ReadableCsrAttribute> of(CsrAttributes answer) {
    var list =
        answer.entries().stream()
            .flatMap(entry ->
                switch (entry) {
                  case Entry.Oid(var oid) -> Stream.of(words(oid, false, List.of()));
                  case Entry.Attribute(var type, var values) ->
                      type.equals(CertificationRequestInfoTemplate.TYPE)
                          ? Stream.<ReadableCsrAttribute>empty()
                          : Stream.of(words(type, false, values));
                });
    var template = answer.template().stream().flatMap(ReadableCsrAttribute::of);
    return Stream.concat(list, template).toList();
  }

  private static Stream<ReadableCsrAttribute> of(CertificationRequestInfoTemplate template) {
    var all = new ArrayList<ReadableCsrAttribute>();
    template
        .subject()
        .forEach(name -> all.add(words(name.type(), true, name.value().stream().toList())));
    template
        .key()
        .ifPresent(key -> {
          var curve = Optional.ofNullable(key.algorithm().getParameters());
          var bits = key.rsaBits().<ASN1Encodable>map(ASN1Integer::new);
          var values = bits.or(() -> curve.filter(ASN1ObjectIdentifier.class::isInstance));
          all.add(words(key.algorithm().getAlgorithm(), true, values.stream().toList()));
        });
    template.extensions().forEach(extension -> all.add(words(extension.oid(), true, List.of())));
    template.attributes().forEach(oid -> all.add(words(oid, true, List.of())));
    return all.stream();
  }

  private static ReadableCsrAttribute words(
      ASN1ObjectIdentifier oid, boolean template, List<ASN1Encodable> values) {
    return new ReadableCsrAttribute(
        oid.getId(),
        name(oid),
        template,
        values.stream().map(ReadableCsrAttribute::value).toList());
  }

  private static String value(ASN1Encodable value) {
    return switch (value.toASN1Primitive()) {
      case ASN1ObjectIdentifier oid -> name(oid);
      case ASN1Integer number -> number.getValue() + " bits";
      case org.bouncycastle.asn1.ASN1Primitive other -> other.toString();
    };
  }

  private static String name(ASN1ObjectIdentifier oid) {
    return Optional.ofNullable(NAMES.get(oid))
        .or(() -> SubjectAttribute.of(oid).map(SubjectAttribute::field))
        .orElseGet(() -> SignatureAlgorithms.name(oid));
  }
}
