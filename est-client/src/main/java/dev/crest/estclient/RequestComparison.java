package dev.crest.estclient;

import dev.crest.estclient.Shortfall.AlternativeName;
import dev.crest.estclient.Shortfall.InAttributes;
import dev.crest.estclient.Shortfall.InExtensions;
import dev.crest.estclient.Shortfall.InSubject;
import dev.crest.estclient.Shortfall.OtherKey;
import dev.crest.estclient.Shortfall.OtherSignature;
import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.KeyType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** What a request that somebody made lacks of what a server asks for. */
final class RequestComparison {
  private static final ASN1ObjectIdentifier X500_ATTRIBUTES = new ASN1ObjectIdentifier("2.5.4");
  private static final Set<ASN1ObjectIdentifier> OTHER_SUBJECT_ATTRIBUTES =
      Set.of(BCStyle.EmailAddress, BCStyle.DC, BCStyle.UID);

  private final CertificationRequest request;
  private final Wishes wishes;
  private final Optional<Extensions> requested;
  private final List<Shortfall> found = new ArrayList<>();

  RequestComparison(CertificationRequest request, Wishes wishes) {
    this.request = request;
    this.wishes = wishes;
    this.requested = request.requestedExtensions();
  }

  List<Shortfall> shortfalls() {
    subject();
    key();
    wishes.extensions().forEach(this::extension);
    signature();
    attributes();
    return List.copyOf(found);
  }

  private void subject() {
    var own = new ArrayList<AttributeTypeAndValue>();
    Arrays.stream(request.subject().getRDNs())
        .forEach(rdn -> own.addAll(List.of(rdn.getTypesAndValues())));
    for (var wish : wishes.subject()) {
      var match =
          own.stream()
              .filter(one -> one.getType().equals(wish.type()))
              .filter(one ->
                  wish.value().map(value -> text(value).equals(text(one.getValue()))).orElse(true))
              .findFirst();
      match.ifPresentOrElse(own::remove, () -> inSubject(wish.type(), wish.value()));
    }
  }

  private void inSubject(ASN1ObjectIdentifier type, Optional<ASN1Encodable> value) {
    var text = value.map(RequestComparison::text);
    var title = symbol(type) + text.map(t -> "=" + Foreign.text(t)).orElse("") + " in the subject";
    found.add(new InSubject(type, text, title));
  }

  private static String text(ASN1Encodable value) {
    return value.toASN1Primitive() instanceof ASN1String string
        ? string.getString()
        : value.toString();
  }

  private static String symbol(ASN1ObjectIdentifier type) {
    var symbol = BCStyle.INSTANCE.oidToDisplayName(type);
    return symbol == null ? type.getId() : symbol;
  }

  private void key() {
    var type = KeyType.of(request.publicKey());
    if (wishes.keys().isEmpty()
        || type.filter(own -> wishes.keys().stream().anyMatch(wish -> wish.fits(own)))
            .isPresent()) {
      return;
    }
    var wanted = String.join(" or ", wishes.keys().stream().limit(5).map(KeyWish::title).toList());
    var choices =
        Arrays.stream(KeyType.values())
            .filter(one -> wishes.keys().stream().anyMatch(wish -> wish.fits(one)))
            .toList();
    found.add(
        new OtherKey(
            choices,
            "a key "
                + wanted
                + " in place of "
                + type.map(KeyType::title)
                    .orElseGet(() -> request.publicKey().getAlgorithm().getAlgorithm().getId())));
  }

  private void extension(ExtensionTemplate wish) {
    var own = requested.map(all -> all.getExtension(wish.oid()));
    if (wish.oid().equals(Extension.subjectAlternativeName)) {
      alternativeNames(wish, own);
      return;
    }
    boolean good =
        own.isPresent()
            && wish.value()
                .map(value ->
                    value.toASN1Primitive().equals(own.get().getParsedValue().toASN1Primitive()))
                .orElse(true);
    if (!good) {
      found.add(
          new InExtensions(
              wish.oid(),
              wish.critical(),
              wish.value(),
              "the extension "
                  + extensionTitle(wish.oid())
                  + (own.isPresent() ? " with another value" : "")));
    }
  }

  private static String extensionTitle(ASN1ObjectIdentifier oid) {
    if (oid.equals(Extension.keyUsage)) {
      return "keyUsage";
    }
    return oid.equals(Extension.extendedKeyUsage) ? "extendedKeyUsage" : oid.getId();
  }

  /** RFC 9908 §3.4: names without content are places for names of the client. */
  private void alternativeNames(ExtensionTemplate wish, Optional<Extension> own) {
    var rest =
        new ArrayList<GeneralName>(
            own.map(names -> List.of(GeneralNames.getInstance(names.getParsedValue()).getNames()))
                .orElse(List.of()));
    if (wish.value().isEmpty()) {
      if (rest.isEmpty()) {
        found.add(new AlternativeName(Optional.empty(), "an alternative name, such as DNS:"));
      }
      return;
    }
    for (var name : GeneralNames.getInstance(wish.value().get()).getNames()) {
      boolean any = PlannedExtensions.placeholder(name);
      var match =
          rest.stream()
              .filter(one -> any ? one.getTagNo() == name.getTagNo() : one.equals(name))
              .findFirst();
      if (match.isPresent()) {
        rest.remove(match.get());
      } else {
        found.add(
            new AlternativeName(
                Optional.of(name.getTagNo()),
                "an alternative name of kind " + PlannedExtensions.kind(name)));
      }
    }
  }

  private void signature() {
    var own = request.signatureAlgorithm().getAlgorithm();
    if (wishes.signatures().isEmpty() || wishes.signatures().contains(own)) {
      return;
    }
    KeyType.of(request.publicKey())
        .flatMap(wishes::signature)
        .ifPresent(wanted -> {
          var oid = wanted.getAlgorithm();
          found.add(new OtherSignature(oid, "a signature by " + Wishes.signatureTitle(oid)));
        });
  }

  /** In the list of RFC 8951 the types of subject attributes stand among the others. */
  private void attributes() {
    for (var type : wishes.attributes()) {
      boolean here = request.attributes().stream().anyMatch(one -> one.type().equals(type));
      if (type.on(X500_ATTRIBUTES) || OTHER_SUBJECT_ATTRIBUTES.contains(type)) {
        if (request.subject().getRDNs(type).length == 0) {
          inSubject(type, Optional.empty());
        }
      } else if (!here && type.equals(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)) {
        found.add(new InAttributes(type, "the link to the TLS session (challengePassword)"));
      } else if (!here && type.equals(RequestPlanner.IDENTITY_LINKING)) {
        found.add(new InAttributes(type, "the link to the TLS session (RFC 7894)"));
      }
    }
  }
}
