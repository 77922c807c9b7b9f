package dev.crest.server.road;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Names that mislead whoever reads them. */
public final class HostileNames {
  private HostileNames() {}

  /** subject alternative names. */
  public static List<HostileRequest> names() {
    var thousand =
        IntStream.range(0, 1000)
            .mapToObj(i -> new GeneralName(GeneralName.dNSName, "h" + i + ".example"))
            .toArray(GeneralName[]::new);
    return List.of(
        HostileRequest.of(
            "A-26 a UPN",
            b -> b.userPrincipalName("admin@corp.example"),
            "san.user_principal_name",
            "field-not-allowed"),
        HostileRequest.of(
            "A-26 a directoryName",
            b -> b.subjectAlternativeName(new GeneralName(new X500Name("CN=admin"))),
            "san.directory_name",
            "field-not-allowed"),
        HostileRequest.of(
            "A-26 a registeredID",
            b -> b.subjectAlternativeName(new GeneralName(GeneralName.registeredID, "1.2.3.4")),
            "san.registered_id",
            "field-not-allowed"),
        HostileRequest.of(
            "A-26 an ediPartyName",
            b ->
                b.subjectAlternativeName(
                    new GeneralName(GeneralName.ediPartyName, new DERSequence())),
            "san",
            "san-malformed"),
        san("A-26 a lone wildcard", "*"),
        san("A-26 a wildcard of a top level", "*.com"),
        san("A-26 an address as dNSName", "192.0.2.1"),
        san("A-26 a trailing dot", "host.example."),
        san("A-26 a space", "a b.example"),
        san("A-26 an empty name", ""),
        HostileRequest.of(
            "A-26 an IP of 5 bytes",
            b ->
                b.subjectAlternativeName(
                    new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[5]))),
            "san.",
            "san-value"),
        HostileRequest.of(
            "A-26 an IPv4-mapped IPv6 address",
            b -> b.subjectAlternativeName(mapped()),
            "san.",
            "san-value"),
        HostileRequest.of(
            "A-26 NUL in a host name",
            b -> b.subjectAlternativeName(raw("good.example\0.evil.example")),
            "san",
            "san-value"),
        HostileRequest.of(
            "A-26 a bidirectional override",
            b -> b.extension(Extension.subjectAlternativeName, false, utf8("a\u202eb.example")),
            "san",
            "san-value"),
        HostileRequest.of(
            "A-26 a thousand names",
            b -> b.extension(Extension.subjectAlternativeName, false, new GeneralNames(thousand)),
            "san",
            "san-malformed"),
        HostileRequest.of(
            "A-26 no name in the extension",
            b -> b.extension(Extension.subjectAlternativeName, false, new DERSequence()),
            "san",
            "san-malformed"),
        HostileRequest.of(
            "A-26 SAN twice",
            b ->
                b.dns("a.example")
                    .extension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, "b.example"))),
            "extension",
            "extension-request-malformed"));
  }

  private static HostileRequest san(String name, String host) {
    return HostileRequest.of(name, b -> b.dns(host), "san.dns", "san-value");
  }

  private static GeneralName raw(String host) {
    return new GeneralName(GeneralName.dNSName, new DERIA5String(host, false));
  }

  /** An IA5String by its tag that is none by its bytes. */
  private static DERSequence utf8(String host) {
    var octets = new DEROctetString(host.getBytes(UTF_8));
    return new DERSequence(new DERTaggedObject(false, GeneralName.dNSName, octets));
  }

  private static GeneralName mapped() {
    var address = new byte[16];
    address[10] = -1;
    address[11] = -1;
    address[15] = 1;
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(address));
  }

  /** subjects that read differently to different eyes. */
  public static List<HostileRequest> subjects() {
    return List.of(
        subject("A-27 NUL", new DERUTF8String("admin\0.example"), "subject-value"),
        subject("A-27 a line break", new DERUTF8String("a\nrequest refused"), "subject-value"),
        subject("A-27 a bidirectional override", new DERUTF8String("nimda\u202e"), "subject-value"),
        subject("A-27 an escape character", new DERUTF8String("a\u001b[2J"), "subject-value"),
        subject("A-27 10 kB", new DERUTF8String("x".repeat(10_240)), "subject-value"),
        subject("A-27 BMPString", new DERBMPString("device"), "subject-string-type"),
        subject("A-27 TeletexString", new DERT61String("device"), "subject-string-type"),
        subject(
            "A-27 UniversalString",
            new DERUniversalString(new byte[] {0, 0, 0, 65}),
            "subject-string-type"),
        HostileRequest.of(
            "A-27 two common names",
            b -> b.subject(new X500Name("CN=a,CN=admin")),
            "more than once",
            "subject-duplicate"),
        HostileRequest.of(
            "A-27 a multi-valued RDN",
            b -> b.subject(new X500Name("CN=a+O=b")),
            "several attributes",
            "subject-multi-valued"),
        HostileRequest.of(
            "A-27 an attribute that is not listed",
            b -> b.subject(new X500Name("CN=a,UID=root")),
            "subject.",
            "field-not-allowed"));
  }

  private static HostileRequest subject(String name, ASN1Encodable value, String reason) {
    var subject = new X500Name(new RDN[] {new RDN(new AttributeTypeAndValue(BCStyle.CN, value))});
    return HostileRequest.of(name, b -> b.subject(subject), "subject.common_name", reason);
  }
}
