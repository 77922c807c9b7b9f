package dev.crest.testkit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;

/** Collects subject alternative names. For one thread. */
final class SubjectNames {
  private static final ASN1ObjectIdentifier USER_PRINCIPAL_NAME =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");

  private final List<GeneralName> names = new ArrayList<>();

  void dns(String host) {
    names.add(new GeneralName(GeneralName.dNSName, host));
  }

  void ip(String address) {
    // A literal address is never looked up.
    var octets = InetAddress.ofLiteral(address).getAddress();
    names.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(octets)));
  }

  void uri(String uri) {
    names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
  }

  void email(String address) {
    names.add(new GeneralName(GeneralName.rfc822Name, address));
  }

  void directoryName(X500Name name) {
    names.add(new GeneralName(name));
  }

  void userPrincipalName(String principal) {
    names.add(
        new GeneralName(
            GeneralName.otherName,
            new OtherName(USER_PRINCIPAL_NAME, new DERUTF8String(principal))));
  }

  void add(GeneralName name) {
    names.add(name);
  }

  Optional<GeneralNames> all() {
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new GeneralNames(names.toArray(GeneralName[]::new)));
  }
}
