package dev.crest.estclient;

import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The extensions of a request: the server's wishes, filled in, and what else the caller wants. */
final class PlannedExtensions {
  private static final ASN1ObjectIdentifier NAMES = Extension.subjectAlternativeName;

  private final EnrollmentRequest request;
  private final Wishes wishes;
  private final List<String> faults;
  private final Map<ASN1ObjectIdentifier, Extension> planned = new LinkedHashMap<>();

  /**
   * @param faults takes what is missing
   */
  PlannedExtensions(EnrollmentRequest request, Wishes wishes, List<String> faults) {
    this.request = request;
    this.wishes = wishes;
    this.faults = faults;
  }

  List<Extension> list() {
    wishes.extensions().forEach(this::wished);
    if (!planned.containsKey(NAMES) && !request.names().isEmpty()) {
      // RFC 5280 §4.2.1.6: critical where there is no other name.
      boolean critical = request.subject().getRDNs().length == 0 && wishes.subject().isEmpty();
      plan(NAMES, critical, names(request.names()));
    }
    request.extensions().forEach(own -> planned.put(own.getExtnId(), own));
    return List.copyOf(planned.values());
  }

  static GeneralNames names(List<GeneralName> names) {
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private void wished(ExtensionTemplate wish) {
    var oid = wish.oid();
    if (planned.containsKey(oid) || own(oid).isPresent()) {
      own(oid).ifPresent(found -> planned.put(oid, found));
      return;
    }
    var value = oid.equals(NAMES) ? alternativeNames(wish) : wish.value().or(() -> filled(oid));
    if (value.isPresent()) {
      plan(oid, wish.critical(), value.get());
    } else if (!oid.equals(NAMES)) {
      faults.add("the server wants the extension " + oid.getId() + " with a value");
    }
  }

  private Optional<Extension> own(ASN1ObjectIdentifier oid) {
    return request.extensions().stream().filter(one -> one.getExtnId().equals(oid)).findFirst();
  }

  private void plan(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      var encoded = value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
      planned.put(oid, new Extension(oid, critical, new DEROctetString(encoded)));
    } catch (IOException e) {
      throw new IllegalStateException("an extension cannot be encoded", e);
    }
  }

  /** What a device usually is. */
  private static Optional<ASN1Encodable> filled(ASN1ObjectIdentifier oid) {
    if (oid.equals(Extension.keyUsage)) {
      return Optional.of(new KeyUsage(KeyUsage.digitalSignature));
    }
    return oid.equals(Extension.extendedKeyUsage)
        ? Optional.of(new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
        : Optional.empty();
  }

  /** RFC 9908 §3.4: names without content are places for names of the client. */
  private Optional<ASN1Encodable> alternativeNames(ExtensionTemplate wish) {
    if (wish.value().isEmpty()) {
      if (request.names().isEmpty()) {
        faults.add("the server wants an alternative name, such as dns: or ip:");
      }
      return Optional.of(names(request.names()));
    }
    if (!(wish.value().get().toASN1Primitive() instanceof ASN1Sequence given)) {
      faults.add("the server's wish for alternative names cannot be read");
      return Optional.empty();
    }
    var filled = new ArrayList<GeneralName>();
    var rest = new ArrayList<>(request.names());
    for (var element : given) {
      var name = read(element);
      if (!placeholder(name)) {
        filled.add(name);
        rest.remove(name);
        continue;
      }
      var own = rest.stream().filter(one -> one.getTagNo() == name.getTagNo()).findFirst();
      if (own.isPresent()) {
        filled.add(own.get());
        rest.remove(own.get());
      } else {
        faults.add("the server wants an alternative name of kind " + kind(name));
      }
    }
    rest.forEach(
        one -> faults.add("the server leaves no room for the alternative name " + Names.text(one)));
    return Optional.of(names(filled));
  }

  private static GeneralName read(ASN1Encodable element) {
    try {
      return GeneralName.getInstance(element);
    } catch (IllegalArgumentException e) {
      throw new MalformedInput("the wish for alternative names is malformed", e);
    }
  }

  static boolean placeholder(GeneralName name) {
    return switch (name.getName().toASN1Primitive()) {
      case ASN1OctetString octets -> octets.getOctets().length == 0;
      case ASN1String text -> text.getString().isEmpty();
      case ASN1Sequence sequence -> sequence.size() == 0;
      default -> false;
    };
  }

  static String kind(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> "dns";
      case GeneralName.iPAddress -> "ip";
      case GeneralName.uniformResourceIdentifier -> "uri";
      case GeneralName.rfc822Name -> "email";
      default -> Integer.toString(name.getTagNo());
    };
  }
}
