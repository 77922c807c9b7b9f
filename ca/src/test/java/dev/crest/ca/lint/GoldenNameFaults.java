package dev.crest.ca.lint;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;

/** Faults of subject alternative names, by the name of the golden file. */
final class GoldenNameFaults {
  private final Map<String, Consumer<GoldenTbs>> faults;

  private GoldenNameFaults(Map<String, Consumer<GoldenTbs>> faults) {
    this.faults = faults;
  }

  static void add(Map<String, Consumer<GoldenTbs>> faults) {
    var golden = new GoldenNameFaults(faults);
    golden.forms();
    golden.hosts();
    golden.addresses();
    golden.mailboxes();
    golden.uris();
    golden.others();
  }

  private void names(String fault, GeneralName... names) {
    faults.put(fault, tbs -> tbs.names(names));
  }

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  private void forms() {
    names("subject-alt-name--empty");
    names("subject-alt-name--twice", dns("a.example"), dns("b.example"), dns("a.example"));
    names("subject-alt-name--directory-name", new GeneralName(new X500Name("CN=a")));
  }

  private void hosts() {
    names("dns-name--empty", dns(""));
    names("dns-name--space", dns(" "));
    names("dns-name--underscore", dns("a_b.example"));
    names("dns-name--trailing-dot", dns("a.example."));
    names("dns-name--leading-dot", dns(".example"));
    names("dns-name--wildcard", dns("*.example"));
    names("dns-name--label-of-64", dns("a".repeat(64) + ".example"));
    names("dns-name--254-octets", dns("a".repeat(50).concat(".").repeat(4) + "b".repeat(50)));
    names("dns-name--hyphen-first", dns("-a.example"));
    names("dns-name--hyphen-last", dns("a-.example"));
    names("dns-name--address", dns("192.0.2.1"));
    names("dns-name--reserved-label", dns("ab--cd.example"));
    names("dns-name--nul", dns("a\0.example"));
    names(
        "dns-name--utf-8",
        new GeneralName(
            GeneralName.dNSName,
            new DERIA5String(
                new String(
                    "ä.example".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))));
  }

  private static GeneralName ip(int... octets) {
    var address = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      address[i] = (byte) octets[i];
    }
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(address));
  }

  private void addresses() {
    names("ip-address--empty", ip());
    names("ip-address--5-octets", ip(192, 0, 2, 1, 0));
    names("ip-address--8-octets-with-mask", ip(192, 0, 2, 0, 255, 255, 255, 0));
    names("ip-address--mapped", ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1));
  }

  private void mailboxes() {
    mailbox("mailbox--no-domain", "alice");
    mailbox("mailbox--empty-local-part", "@a.example");
    mailbox("mailbox--display-name", "Alice <alice@a.example>");
    mailbox("mailbox--two-at", "a@b@c.example");
    mailbox("mailbox--trailing-dot", "alice@a.example.");
    mailbox("mailbox--line-break", "alice\n@a.example");
  }

  private void mailbox(String fault, String text) {
    names(fault, new GeneralName(GeneralName.rfc822Name, text));
  }

  private void uris() {
    uri("uri-name--relative", "/a/b");
    uri("uri-name--scheme-alone", "urn:");
    uri("uri-name--no-scheme", "a.example");
    uri("uri-name--space", "urn:a b");
    uri("uri-name--host-with-underscore", "https://a_b.example/");
    uri("uri-name--empty", "");
  }

  private void uri(String fault, String text) {
    names(fault, new GeneralName(GeneralName.uniformResourceIdentifier, text));
  }

  private void others() {
    other("other-name--unknown", "1.2.3.4", new DERUTF8String("a"));
    other("other-name--upn-ia5", "1.3.6.1.4.1.311.20.2.3", new DERIA5String("a@b"));
    other("other-name--upn-empty", "1.3.6.1.4.1.311.20.2.3", new DERUTF8String(""));
    other("other-name--hardware-module-integer", "1.3.6.1.5.5.7.8.4", new ASN1Integer(1));
    other(
        "other-name--hardware-module-without-serial",
        "1.3.6.1.5.5.7.8.4",
        new DERSequence(new ASN1ObjectIdentifier("1.2.3.4"), new DEROctetString(new byte[0])));
  }

  private void other(String fault, String type, ASN1Encodable value) {
    names(
        fault,
        new GeneralName(
            GeneralName.otherName, new OtherName(new ASN1ObjectIdentifier(type), value)));
  }

  static GoldenTbs alternative(GoldenTbs tbs, GeneralName name) {
    return tbs.with(Extension.subjectAlternativeName, false, new DERSequence(name));
  }
}
