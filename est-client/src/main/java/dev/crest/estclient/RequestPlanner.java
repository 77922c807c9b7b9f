package dev.crest.estclient;

import dev.crest.estclient.RequestPlan.Attribute;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Makes a request of what the caller wants and what the server asks for. Everything that is missing
 * is told at once.
 */
final class RequestPlanner {
  static final ASN1ObjectIdentifier ONE_TIME_PASSWORD = PKCSObjectIdentifiers.id_aa.branch("56");
  static final ASN1ObjectIdentifier REVOCATION_CHALLENGE = PKCSObjectIdentifiers.id_aa.branch("57");
  static final ASN1ObjectIdentifier IDENTITY_LINKING = PKCSObjectIdentifiers.id_aa.branch("58");

  /** RFC 6402 §2.8: id-cmc-changeSubjectName. */
  static final ASN1ObjectIdentifier CHANGE_SUBJECT_NAME =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.7.36");

  private static final ASN1ObjectIdentifier CHALLENGE_PASSWORD =
      PKCSObjectIdentifiers.pkcs_9_at_challengePassword;

  private final EnrollmentRequest request;
  private final Wishes wishes;
  private final List<String> faults = new ArrayList<>();

  private RequestPlanner(EnrollmentRequest request, Wishes wishes) {
    this.request = request;
    this.wishes = wishes;
  }

  /**
   * Plans a request.
   *
   * @throws EstException.Unfit if it would not be what the server asks for
   */
  static RequestPlan plan(EnrollmentRequest request, Wishes wishes, Linking linking)
      throws EstException.Unfit {
    return new RequestPlanner(request, wishes).plan(linking);
  }

  private RequestPlan plan(Linking linking) throws EstException.Unfit {
    var renewed = request.renewed().map(Identity::certificate);
    var subject = renewed.isPresent() ? renewed.get().subject() : subject();
    var extensions =
        renewed.isPresent()
            ? renewed.get().extension(Extension.subjectAlternativeName).stream().toList()
            : new PlannedExtensions(request, wishes, faults).list();
    // Before a key is made, so that nobody can have one made in vain.
    var chosen = chosenKey();
    if (!faults.isEmpty()) {
      throw new EstException.Unfit(faults);
    }
    var key = request.key().orElseGet(() -> DeviceKey.generate(chosen.orElseThrow()));
    return new RequestPlan(
        key,
        wishes.signature(key.type()).orElseGet(() -> Signatures.algorithmFor(key.type())),
        subject,
        extensions,
        attributes(),
        linking(linking));
  }

  private Optional<KeyType> chosenKey() {
    if (wishes.keys().isEmpty()) {
      return Optional.of(request.keyType());
    }
    var wanted = String.join(" or ", wishes.keys().stream().limit(5).map(KeyWish::title).toList());
    if (request.key().isPresent()) {
      var own = request.key().get().type();
      if (wishes.keys().stream().noneMatch(wish -> wish.fits(own))) {
        faults.add("the server wants a key " + wanted + ", and the one at hand is " + own.title());
      }
      return Optional.of(own);
    }
    var chosen =
        wishes.keys().stream()
            .filter(wish -> wish.fits(request.keyType()))
            .findFirst()
            .or(() ->
                wishes.keys().stream()
                    .filter(wish -> wish.choose(request.keyType()).isPresent())
                    .findFirst())
            .flatMap(wish -> wish.choose(request.keyType()));
    if (chosen.isEmpty()) {
      faults.add("the server wants a key " + wanted + ", which is not made here");
    }
    return chosen;
  }

  /** The server's wishes in their order, then what else the caller wants. */
  private X500Name subject() {
    var own = new ArrayList<AttributeTypeAndValue>();
    for (var part : request.subject().getRDNs()) {
      own.addAll(List.of(part.getTypesAndValues()));
    }
    if (wishes.subject().isEmpty()) {
      return request.subject();
    }
    var parts = new ArrayList<RDN>();
    for (var wish : wishes.subject()) {
      wished(wish, own).ifPresent(found -> parts.add(new RDN(found)));
      own.removeIf(one -> one.getType().equals(wish.type()) && wish.value().isPresent());
    }
    own.forEach(rest -> parts.add(new RDN(rest)));
    return new X500Name(parts.toArray(RDN[]::new));
  }

  private Optional<AttributeTypeAndValue> wished(NameEntry wish, List<AttributeTypeAndValue> own) {
    if (wish.value().isPresent()) {
      return wish.value().map(value -> new AttributeTypeAndValue(wish.type(), value));
    }
    var found = own.stream().filter(one -> one.getType().equals(wish.type())).findFirst();
    found.ifPresent(own::remove);
    if (found.isEmpty()) {
      faults.add("the server wants " + title(wish.type()) + " in the subject");
    }
    return found;
  }

  private static String title(ASN1ObjectIdentifier attribute) {
    var symbol = BCStyle.INSTANCE.oidToDisplayName(attribute);
    return symbol == null ? attribute.getId() : symbol;
  }

  private List<Attribute> attributes() {
    var attributes = new ArrayList<Attribute>();
    request
        .oneTimePassword()
        .filter(_ -> wishes.attributes().contains(ONE_TIME_PASSWORD))
        .ifPresent(
            text -> attributes.add(new Attribute(ONE_TIME_PASSWORD, new DERUTF8String(text))));
    request
        .revocationChallenge()
        .filter(_ -> wishes.attributes().contains(REVOCATION_CHALLENGE))
        .ifPresent(
            text -> attributes.add(new Attribute(REVOCATION_CHALLENGE, new DERUTF8String(text))));
    if (request.renewed().isPresent() && changesNames()) {
      attributes.add(new Attribute(CHANGE_SUBJECT_NAME, changedNames()));
    }
    return List.copyOf(attributes);
  }

  private boolean changesNames() {
    return request.subject().getRDNs().length > 0 || !request.names().isEmpty();
  }

  /** ChangeSubjectName ::= SEQUENCE { subject Name OPTIONAL, subjectAlt GeneralNames OPTIONAL }. */
  private DERSequence changedNames() {
    var parts = new ASN1EncodableVector();
    if (request.subject().getRDNs().length > 0) {
      parts.add(request.subject());
    }
    if (!request.names().isEmpty()) {
      parts.add(PlannedExtensions.names(request.names()));
    }
    return new DERSequence(parts);
  }

  /** RFC 7894 §4: the newer attribute wins where the server knows it. */
  private Optional<ASN1ObjectIdentifier> linking(Linking linking) {
    if (linking == Linking.NEVER) {
      return Optional.empty();
    }
    if (wishes.attributes().contains(IDENTITY_LINKING)) {
      return Optional.of(IDENTITY_LINKING);
    }
    return linking == Linking.ALWAYS || wishes.attributes().contains(CHALLENGE_PASSWORD)
        ? Optional.of(CHALLENGE_PASSWORD)
        : Optional.empty();
  }
}
