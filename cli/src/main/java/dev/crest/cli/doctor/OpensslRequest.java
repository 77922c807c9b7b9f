package dev.crest.cli.doctor;

import dev.crest.estclient.Shortfall;
import dev.crest.estclient.Shortfall.AlternativeName;
import dev.crest.estclient.Shortfall.InExtensions;
import dev.crest.estclient.Shortfall.InSubject;
import dev.crest.estclient.Shortfall.OtherKey;
import dev.crest.estclient.Shortfall.OtherSignature;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.KeyType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The command line of openssl, 1.1.1 or newer, that makes a request as the server wants it: what
 * the one at hand has, and what it lacks.
 */
final class OpensslRequest {
  /** What openssl calls attributes of a subject; others it does not take in -subj. */
  private static final Map<ASN1ObjectIdentifier, String> NAMES =
      Map.ofEntries(
          Map.entry(BCStyle.CN, "CN"),
          Map.entry(BCStyle.C, "C"),
          Map.entry(BCStyle.ST, "ST"),
          Map.entry(BCStyle.L, "L"),
          Map.entry(BCStyle.STREET, "street"),
          Map.entry(BCStyle.O, "O"),
          Map.entry(BCStyle.OU, "OU"),
          Map.entry(BCStyle.T, "title"),
          Map.entry(BCStyle.SERIALNUMBER, "serialNumber"),
          Map.entry(BCStyle.EmailAddress, "emailAddress"),
          Map.entry(BCStyle.GIVENNAME, "GN"),
          Map.entry(BCStyle.SURNAME, "SN"),
          Map.entry(BCStyle.INITIALS, "initials"),
          Map.entry(BCStyle.UNIQUE_IDENTIFIER, "x500UniqueIdentifier"),
          Map.entry(BCStyle.DN_QUALIFIER, "dnQualifier"),
          Map.entry(BCStyle.POSTAL_CODE, "postalCode"),
          Map.entry(BCStyle.PSEUDONYM, "pseudonym"),
          Map.entry(BCStyle.ORGANIZATION_IDENTIFIER, "organizationIdentifier"),
          Map.entry(BCStyle.UID, "UID"),
          Map.entry(BCStyle.DC, "DC"));

  /** What stands for a value that only the caller knows; a country has two letters. */
  private static final Map<ASN1ObjectIdentifier, String> PLACES =
      Map.of(
          BCStyle.CN, "NAME",
          BCStyle.C, "XX",
          BCStyle.ST, "STATE",
          BCStyle.L, "CITY",
          BCStyle.O, "ORGANIZATION",
          BCStyle.OU, "UNIT",
          BCStyle.SERIALNUMBER, "SERIAL",
          BCStyle.EmailAddress, "NAME@EXAMPLE.COM");

  private final Setup.RequestFile file;
  private final CertificationRequest request;
  private final List<Shortfall> missing;

  OpensslRequest(Setup.RequestFile file, CertificationRequest request, List<Shortfall> missing) {
    this.file = file;
    this.request = request;
    this.missing = missing;
  }

  String command() {
    var words = new ArrayList<>(List.of("openssl", "req", "-new"));
    var stem = file.name().equals("-") ? "device" : file.name().replaceFirst("\\.[^./]*$", "");
    words.addAll(key(stem));
    hash().ifPresent(words::add);
    words.addAll(List.of("-subj", subject()));
    var extensions = new OpensslExtensions(names());
    request
        .requestedExtensions()
        .ifPresent(all ->
            Arrays.stream(all.getExtensionOIDs())
                .map(all::getExtension)
                .filter(one -> !one.getExtnId().equals(Extension.subjectAlternativeName))
                .forEach(extensions::put));
    missing(InExtensions.class).forEach(extensions::wish);
    extensions.values().forEach(value -> words.addAll(List.of("-addext", value)));
    words.addAll(List.of("-out", stem + "-new.csr"));
    return String.join(" ", words.stream().map(OpensslRequest::quoted).toList());
  }

  /** Quotes a word for a POSIX shell. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private <T extends Shortfall> Stream<T> missing(Class<T> kind) {
    return missing.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** The key at hand where it fits and its file is known, else a new one in a file of its own. */
  private List<String> key(String stem) {
    var other = missing(OtherKey.class).findFirst();
    if (other.isEmpty() && file.keyFile().isPresent()) {
      return List.of("-key", file.keyFile().get());
    }
    var type =
        other
            .flatMap(wish -> wish.choices().stream().findFirst())
            .or(() -> KeyType.of(request.publicKey()))
            .orElse(KeyType.EC_P256);
    var words = new ArrayList<>(List.of("-newkey"));
    switch (type) {
      case EC_P256 -> words.addAll(List.of("ec", "-pkeyopt", "ec_paramgen_curve:P-256"));
      case EC_P384 -> words.addAll(List.of("ec", "-pkeyopt", "ec_paramgen_curve:P-384"));
      case EC_P521 -> words.addAll(List.of("ec", "-pkeyopt", "ec_paramgen_curve:P-521"));
      case RSA_2048 -> words.add("rsa:2048");
      case RSA_3072 -> words.add("rsa:3072");
      case RSA_4096 -> words.add("rsa:4096");
      default -> words.add(type.title().toLowerCase(Locale.ROOT));
    }
    words.addAll(List.of("-nodes", "-keyout", stem + "-new.key"));
    return words;
  }

  private Optional<String> hash() {
    var wanted =
        missing(OtherSignature.class)
            .findFirst()
            .map(OtherSignature::algorithm)
            .orElse(request.signatureAlgorithm().getAlgorithm());
    if (wanted.equals(X9ObjectIdentifiers.ecdsa_with_SHA384)
        || wanted.equals(PKCSObjectIdentifiers.sha384WithRSAEncryption)) {
      return Optional.of("-sha384");
    }
    return wanted.equals(X9ObjectIdentifiers.ecdsa_with_SHA512)
            || wanted.equals(PKCSObjectIdentifiers.sha512WithRSAEncryption)
        ? Optional.of("-sha512")
        : Optional.empty();
  }

  /** What the request has, in its order, then what it lacks. */
  private String subject() {
    var text = new StringBuilder();
    for (var rdn : request.subject().getRDNs()) {
      var separator = "/";
      for (var part : rdn.getTypesAndValues()) {
        text.append(part(part.getType(), value(part), separator));
        separator = "+";
      }
    }
    missing(InSubject.class)
        .forEach(wish ->
            text.append(
                part(
                    wish.type(),
                    wish.value().orElseGet(() -> PLACES.getOrDefault(wish.type(), "VALUE")),
                    "/")));
    return text.isEmpty() ? "/CN=NAME" : text.toString();
  }

  private static String value(AttributeTypeAndValue part) {
    return part.getValue().toASN1Primitive() instanceof ASN1String string ? string.getString() : "";
  }

  private static String part(ASN1ObjectIdentifier type, String value, String separator) {
    return separator
        + NAMES.getOrDefault(type, type.getId())
        + "="
        + value.replaceAll("[\\\\/+]", "\\\\$0");
  }

  private List<GeneralName> names() {
    var names = new ArrayList<GeneralName>();
    request
        .requestedExtensions()
        .map(all -> all.getExtension(Extension.subjectAlternativeName))
        .ifPresent(own ->
            names.addAll(List.of(GeneralNames.getInstance(own.getParsedValue()).getNames())));
    missing(AlternativeName.class).map(OpensslRequest::place).forEach(names::add);
    return names;
  }

  private static GeneralName place(AlternativeName wish) {
    return switch (wish.kind().orElse(GeneralName.dNSName)) {
      case GeneralName.iPAddress -> new GeneralName(GeneralName.iPAddress, "192.0.2.1");
      case GeneralName.uniformResourceIdentifier ->
          new GeneralName(GeneralName.uniformResourceIdentifier, "urn:NAME");
      case GeneralName.rfc822Name -> new GeneralName(GeneralName.rfc822Name, "NAME@EXAMPLE.COM");
      default -> new GeneralName(GeneralName.dNSName, "NAME.EXAMPLE.COM");
    };
  }
}
