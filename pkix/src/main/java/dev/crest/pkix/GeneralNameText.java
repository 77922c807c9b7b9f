package dev.crest.pkix;

import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;

/** Writes general names (RFC 5280 §4.2.1.6) as a short kind, a colon and the name. */
final class GeneralNameText {
  private static final ASN1ObjectIdentifier USER_PRINCIPAL_NAME =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");

  private GeneralNameText() {}

  static String of(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> "dns:" + ia5(name);
      case GeneralName.rfc822Name -> "email:" + ia5(name);
      case GeneralName.uniformResourceIdentifier -> "uri:" + ia5(name);
      case GeneralName.iPAddress ->
          "ip:" + address(ASN1OctetString.getInstance(name.getName()).getOctets());
      case GeneralName.directoryName -> "dn:" + NameText.of(X500Name.getInstance(name.getName()));
      case GeneralName.registeredID ->
          "rid:" + ASN1ObjectIdentifier.getInstance(name.getName()).getId();
      case GeneralName.otherName -> other(OtherName.getInstance(name.getName()));
      default -> "general name " + name.getTagNo() + ":" + NameText.hex(name.getName());
    };
  }

  private static String ia5(GeneralName name) {
    return NameText.visible(ASN1IA5String.getInstance(name.getName()).getString());
  }

  private static String other(OtherName name) {
    if (name.getTypeID().equals(USER_PRINCIPAL_NAME)
        && name.getValue().toASN1Primitive() instanceof ASN1UTF8String principal) {
      return "upn:" + NameText.visible(principal.getString());
    }
    return "other:" + name.getTypeID().getId() + ":" + NameText.hex(name.getValue());
  }

  private static String address(byte[] octets) {
    return switch (octets.length) {
      case 4 -> v4(octets);
      case 16 -> v6(octets);
      default -> "#" + HexFormat.of().formatHex(octets);
    };
  }

  private static String v4(byte[] octets) {
    return IntStream.range(0, 4)
        .mapToObj(i -> Integer.toString(octets[i] & 0xff))
        .collect(Collectors.joining("."));
  }

  // RFC 5952 §4: the longest run of zero groups, the first of equals, as two colons.
  private static String v6(byte[] octets) {
    int longest = 0;
    int at = -1;
    for (int i = 0, run = 0; i < 8; i++) {
      run = group(octets, i) == 0 ? run + 1 : 0;
      if (run > longest && run > 1) {
        longest = run;
        at = i - run + 1;
      }
    }
    if (at < 0) {
      return groups(octets, 0, 8);
    }
    return groups(octets, 0, at) + "::" + groups(octets, at + longest, 8);
  }

  private static String groups(byte[] octets, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Integer.toHexString(group(octets, i)))
        .collect(Collectors.joining(":"));
  }

  private static int group(byte[] octets, int index) {
    return ((octets[2 * index] & 0xff) << 8) | (octets[2 * index + 1] & 0xff);
  }
}
