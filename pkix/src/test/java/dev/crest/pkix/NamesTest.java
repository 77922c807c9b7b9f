package dev.crest.pkix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {
  private static RDN rdn(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new RDN(type, value);
  }

  private static RDN rdn(AttributeTypeAndValue... pairs) {
    return new RDN(pairs);
  }

  private static AttributeTypeAndValue pair(ASN1ObjectIdentifier type, String value) {
    return new AttributeTypeAndValue(type, new DERUTF8String(value));
  }

  private static X500Name name(RDN... rdns) {
    return new X500Name(rdns);
  }

  private static X500Name cn(ASN1Encodable value) {
    return name(rdn(BCStyle.CN, value));
  }

  private static X500Name cn(String value) {
    return cn(new DERUTF8String(value));
  }

  static Stream<Arguments> rfc4514() {
    var net = rdn(BCStyle.DC, new DERIA5String("net"));
    var example = rdn(BCStyle.DC, new DERIA5String("example"));
    var james = "James \"Jim\" Smith, III";
    return Stream.of(
        Arguments.of(
            name(net, example, rdn(pair(BCStyle.UID, "jsmith"))), "UID=jsmith,DC=example,DC=net"),
        Arguments.of(
            name(net, example, rdn(pair(BCStyle.OU, "Sales"), pair(BCStyle.CN, "J.  Smith"))),
            "OU=Sales+CN=J.  Smith,DC=example,DC=net"),
        Arguments.of(
            name(net, example, rdn(pair(BCStyle.CN, james))),
            "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net"),
        Arguments.of(
            name(net, example, rdn(pair(BCStyle.CN, "Before\rAfter"))),
            "CN=Before\\0dAfter,DC=example,DC=net"),
        Arguments.of(
            name(
                rdn(
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.1466.0"),
                    new DEROctetString(new byte[] {0x48, 0x69}))),
            "1.3.6.1.4.1.1466.0=#04024869"),
        Arguments.of(cn("Lu\u010di\u0107"), "CN=Lu\u010di\u0107"));
  }

  @ParameterizedTest
  @MethodSource("rfc4514")
  @DisplayName("names are written as the examples of RFC 4514 §4")
  void text(X500Name name, String text) {
    assertThat(Names.text(name)).isEqualTo(text);
  }

  static Stream<Arguments> injections() {
    return Stream.of(
        Arguments.of("NUL", cn("a\0b"), "CN=a\\00b"),
        Arguments.of("the two characters backslash and zero", cn("a\\0"), "CN=a\\\\0"),
        Arguments.of("a line break", cn("a\nINFO ok"), "CN=a\\0aINFO ok"),
        Arguments.of("an escape sequence", cn("\u001b[2J"), "CN=\\1b[2J"),
        Arguments.of("C1 control", cn("\u0085"), "CN=\\c2\\85"),
        Arguments.of("another RDN", cn("a,CN=admin"), "CN=a\\,CN=admin"),
        Arguments.of("a plus", cn("a+OU=x"), "CN=a\\+OU=x"),
        Arguments.of("right-to-left override", cn("\u202egnp"), "CN=\\e2\\80\\aegnp"),
        Arguments.of("isolate", cn("\u2066x"), "CN=\\e2\\81\\a6x"),
        Arguments.of("zero width space", cn("a\u200bb"), "CN=a\\e2\\80\\8bb"),
        Arguments.of("no-break space", cn("a\u00a0b"), "CN=a\\c2\\a0b"),
        Arguments.of("line separator", cn("a\u2028b"), "CN=a\\e2\\80\\a8b"),
        Arguments.of("private use", cn("\ue000"), "CN=\\ee\\80\\80"),
        Arguments.of("tag characters", cn("\udb40\udc41"), "CN=\\f3\\a0\\81\\81"),
        Arguments.of("spaces at the ends", cn(" a b "), "CN=\\ a b\\ "),
        Arguments.of("a single space", cn(" "), "CN=\\ "),
        Arguments.of("a hash in front", cn("#04"), "CN=\\#04"),
        Arguments.of(
            "two CNs", name(rdn(pair(BCStyle.CN, "a")), rdn(pair(BCStyle.CN, "b"))), "CN=b,CN=a"),
        Arguments.of("BMPString", cn(new DERBMPString("a\n")), "CN=a\\0a"),
        Arguments.of("T61String", cn(new DERT61String("a\r")), "CN=a\\0d"),
        Arguments.of("UniversalString", cn(universal("0000006100000000")), "CN=a\\00"),
        Arguments.of("a BIT STRING", cn(new DERBitString(new byte[] {1})), "CN=#03020001"),
        Arguments.of(
            "an unknown attribute",
            name(rdn(pair(new ASN1ObjectIdentifier("1.2.3"), "x"))),
            "1.2.3=x"),
        Arguments.of("an empty name", name(), ""),
        Arguments.of("10 kB", cn("x".repeat(10_240)), "CN=" + "x".repeat(10_240)));
  }

  private static DERUniversalString universal(String hex) {
    return new DERUniversalString(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("injections")
  @DisplayName("A-27 A-37 what is hidden in a name shows in its text, on one line")
  void injection(String title, X500Name name, String text) {
    assertThat(Names.text(name)).isEqualTo(text).doesNotContain("\n", "\r");
  }

  static Stream<Arguments> generalNames() {
    var upn = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");
    return Stream.of(
        Arguments.of(new GeneralName(2, "device.example"), "dns:device.example"),
        Arguments.of(new GeneralName(2, "a\nb\\"), "dns:a\\0ab\\5c"),
        Arguments.of(new GeneralName(1, "a@b.example"), "email:a@b.example"),
        Arguments.of(new GeneralName(6, "urn:x"), "uri:urn:x"),
        Arguments.of(ip("c0000201"), "ip:192.0.2.1"),
        Arguments.of(ip("20010db8000000000000000000000001"), "ip:2001:db8::1"),
        Arguments.of(ip("00000000000000000000000000000000"), "ip:::"),
        Arguments.of(ip("00000000000000000000ffffc0000201"), "ip:::ffff:c000:201"),
        Arguments.of(ip("20010db8000100000001000000000001"), "ip:2001:db8:1:0:1::1"),
        Arguments.of(ip("20010db8000000010001000100010001"), "ip:2001:db8:0:1:1:1:1:1"),
        Arguments.of(ip("c000"), "ip:#c000"),
        Arguments.of(new GeneralName(cn("a,b")), "dn:CN=a\\,b"),
        Arguments.of(new GeneralName(8, "1.2.3"), "rid:1.2.3"),
        Arguments.of(other(upn, new DERUTF8String("a@b\n")), "upn:a@b\\0a"),
        Arguments.of(other(upn, new DEROctetString(new byte[0])), "other:" + upn + ":#0400"),
        Arguments.of(
            other(new ASN1ObjectIdentifier("1.2.3"), new DERUTF8String("x")),
            "other:1.2.3:#0c0178"));
  }

  private static GeneralName ip(String hex) {
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(HexFormat.of().parseHex(hex)));
  }

  private static GeneralName other(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new GeneralName(GeneralName.otherName, new OtherName(type, value));
  }

  @ParameterizedTest
  @MethodSource("generalNames")
  @DisplayName("general names are written with their kind; addresses as in RFC 5952")
  void generalName(GeneralName name, String text) {
    assertThat(Names.text(name)).isEqualTo(text);
  }

  static Stream<Arguments> same() {
    return Stream.of(
        Arguments.of("letter case", cn("Device"), cn("dEVICE"), true),
        Arguments.of("white space", cn(" a  b "), cn("a b"), true),
        Arguments.of("a tab", cn("a\tb"), cn("a b"), true),
        Arguments.of("string type", cn("a"), cn(new DERPrintableString("a")), true),
        Arguments.of("BMPString", cn("\u00e4"), cn(new DERBMPString("\u00e4")), true),
        Arguments.of("UniversalString", cn("a"), cn(universal("00000061")), true),
        Arguments.of("composed or not", cn("\u00e4"), cn("a\u0308"), true),
        Arguments.of("full width", cn("A"), cn("\uff21"), true),
        Arguments.of("sharp s", cn("STRASSE"), cn("stra\u00dfe"), true),
        Arguments.of("another value", cn("a"), cn("b"), false),
        Arguments.of("a space less", cn("a b"), cn("ab"), false),
        Arguments.of("a look-alike", cn("a"), cn("\u0430"), false),
        Arguments.of("an invisible character", cn("a"), cn("a\u200b"), false),
        Arguments.of("a NUL", cn("a"), cn("a\0"), false),
        Arguments.of("another type", cn("a"), name(rdn(pair(BCStyle.O, "a"))), false),
        Arguments.of(
            "hexadecimal of BIT STRING",
            cn("#03020001"),
            cn(new DERBitString(new byte[] {1})),
            false),
        Arguments.of(
            "one RDN more",
            cn("a"),
            name(rdn(pair(BCStyle.CN, "a")), rdn(pair(BCStyle.O, "b"))),
            false),
        Arguments.of(
            "RDN order",
            name(rdn(pair(BCStyle.CN, "a")), rdn(pair(BCStyle.O, "b"))),
            name(rdn(pair(BCStyle.O, "b")), rdn(pair(BCStyle.CN, "a"))),
            false),
        Arguments.of(
            "order within an RDN",
            name(rdn(pair(BCStyle.CN, "A"), pair(BCStyle.O, "b"))),
            name(rdn(pair(BCStyle.O, "B"), pair(BCStyle.CN, "a"))),
            true),
        Arguments.of(
            "one RDN of two against two of one",
            name(rdn(pair(BCStyle.CN, "a"), pair(BCStyle.O, "b"))),
            name(rdn(pair(BCStyle.CN, "a")), rdn(pair(BCStyle.O, "b"))),
            false),
        Arguments.of("empty names", name(), name(), true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("same")
  @DisplayName("A-27 names are compared by RFC 5280 §7.1, and no looser")
  void same(String title, X500Name one, X500Name other, boolean same) {
    assertThat(Names.same(one, other)).isEqualTo(same);
    assertThat(Names.same(other, one)).isEqualTo(same);
  }

  @Test
  @DisplayName("the first value of an attribute is found, of any string type")
  void first() {
    var name =
        name(
            rdn(pair(BCStyle.O, "o")),
            rdn(BCStyle.CN, universal("0001f511")),
            rdn(pair(BCStyle.CN, "b")));
    assertThat(Names.first(name, BCStyle.CN)).contains("\ud83d\udd11");
    assertThat(Names.first(name, BCStyle.L)).isEmpty();
    assertThat(Names.first(cn(new DEROctetString(new byte[1])), BCStyle.CN)).isEmpty();
  }
}
