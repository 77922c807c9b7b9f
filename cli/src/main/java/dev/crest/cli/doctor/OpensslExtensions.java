package dev.crest.cli.doctor;

import dev.crest.estclient.Shortfall.InExtensions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Extensions as the option -addext of openssl has them. */
final class OpensslExtensions {
  private static final Map<KeyPurposeId, String> PURPOSES =
      Map.of(
          KeyPurposeId.id_kp_clientAuth, "clientAuth",
          KeyPurposeId.id_kp_serverAuth, "serverAuth",
          KeyPurposeId.id_kp_emailProtection, "emailProtection",
          KeyPurposeId.id_kp_codeSigning, "codeSigning");

  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * @param names for subjectAltName; none for no such extension
   */
  OpensslExtensions(List<GeneralName> names) {
    if (!names.isEmpty()) {
      put("subjectAltName", false, alternativeNames(names));
    }
  }

  void put(Extension extension) {
    var oid = extension.getExtnId();
    var value = extension.getParsedValue();
    put(title(oid.getId()), extension.isCritical(), text(oid.getId(), value.toASN1Primitive()));
  }

  void wish(InExtensions wish) {
    var oid = wish.oid().getId();
    var value = wish.value().map(given -> text(oid, given.toASN1Primitive()));
    put(title(oid), wish.critical(), value.orElseGet(() -> usual(oid)));
  }

  private void put(String name, boolean critical, String value) {
    values.put(name, name + "=" + (critical ? "critical," : "") + value);
  }

  List<String> values() {
    return List.copyOf(values.values());
  }

  private static String title(String oid) {
    if (oid.equals(Extension.keyUsage.getId())) {
      return "keyUsage";
    }
    return oid.equals(Extension.extendedKeyUsage.getId()) ? "extendedKeyUsage" : oid;
  }

  /** What a device usually is; of other extensions nobody but the caller knows the value. */
  private static String usual(String oid) {
    return switch (title(oid)) {
      case "keyUsage" -> "digitalSignature";
      case "extendedKeyUsage" -> "clientAuth";
      default -> "DER:HEX";
    };
  }

  /** In openssl's words where there are some; what is none of its kind as the octets that it is. */
  private static String text(String oid, ASN1Encodable value) {
    try {
      return words(oid, value).orElseGet(() -> der(value));
    } catch (IllegalArgumentException e) {
      return der(value);
    }
  }

  private static Optional<String> words(String oid, ASN1Encodable value) {
    if (title(oid).equals("keyUsage")
        && KeyUsage.getInstance(value).equals(new KeyUsage(KeyUsage.digitalSignature))) {
      return Optional.of("digitalSignature");
    }
    if (title(oid).equals("extendedKeyUsage")) {
      var purposes = ExtendedKeyUsage.getInstance(value).getUsages();
      if (Arrays.stream(purposes).allMatch(PURPOSES::containsKey)) {
        return Optional.of(String.join(",", Arrays.stream(purposes).map(PURPOSES::get).toList()));
      }
    }
    return Optional.empty();
  }

  private static String der(ASN1Encodable value) {
    try {
      return "DER:"
          + HexFormat.of().formatHex(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalStateException("an extension cannot be encoded", e);
    }
  }

  private static String alternativeNames(List<GeneralName> names) {
    var texts = new ArrayList<String>();
    for (var name : names) {
      var text = alternativeName(name).filter(one -> one.matches("[A-Za-z0-9_.:@*/%?=&+~-]+"));
      if (text.isEmpty()) {
        return der(new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      texts.add(text.get());
    }
    return String.join(",", texts);
  }

  private static Optional<String> alternativeName(GeneralName name) {
    var value = name.getName();
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> Optional.of("DNS:" + ((ASN1String) value).getString());
      case GeneralName.rfc822Name -> Optional.of("email:" + ((ASN1String) value).getString());
      case GeneralName.uniformResourceIdentifier ->
          Optional.of("URI:" + ((ASN1String) value).getString());
      case GeneralName.iPAddress -> address(ASN1OctetString.getInstance(value).getOctets());
      default -> Optional.empty();
    };
  }

  private static Optional<String> address(byte[] octets) {
    try {
      return Optional.of("IP:" + InetAddress.getByAddress(octets).getHostAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
