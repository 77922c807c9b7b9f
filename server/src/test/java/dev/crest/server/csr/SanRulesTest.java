package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.SanType;
import dev.crest.pkix.Names;
import dev.crest.server.auth.ACredential;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.policy.APolicy;
import dev.crest.testkit.HeldRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SanRulesTest {
  private static final ASN1ObjectIdentifier UPN =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");
  private static final ASN1ObjectIdentifier HARDWARE =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.4");

  private static APolicy everything() {
    var policy = new APolicy();
    for (var type : SanType.values()) {
      policy.san(type, Include.OPTIONAL, 2);
    }
    return policy;
  }

  private static HeldRequest.Builder asking(GeneralName... names) {
    var request = new HeldRequest.Builder();
    for (var name : names) {
      request.subjectAlternativeName(name);
    }
    return request;
  }

  private static GeneralName name(int tag, String text) {
    return new GeneralName(tag, new DERIA5String(text));
  }

  private static GeneralName ip(String hex) {
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(HexFormat.of().parseHex(hex)));
  }

  private static GeneralName other(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new GeneralName(GeneralName.otherName, new OtherName(type, value));
  }

  private static GeneralName hardware(ASN1Encodable... parts) {
    return other(HARDWARE, new DERSequence(parts));
  }

  private static GeneralName dns(String text) {
    return name(GeneralName.dNSName, text);
  }

  private static GeneralName uri(String text) {
    return name(GeneralName.uniformResourceIdentifier, text);
  }

  private static GeneralName email(String text) {
    return name(GeneralName.rfc822Name, text);
  }

  static Stream<Arguments> refusedValues() {
    var dns = "san.dns_name";
    var ip = "san.ip_address";
    var uri = "san.uri";
    var email = "san.email";
    var upn = "san.user_principal_name";
    var hardware = "san.hardware_module_name";
    return Stream.of(
        arguments("wildcard", dns("*"), dns),
        arguments("wildcard of a domain", dns("*.com"), dns),
        arguments("trailing dot", dns("device.example."), dns),
        arguments("underscore", dns("my_device.example"), dns),
        arguments("space", dns("my device"), dns),
        arguments("empty label", dns("a..b"), dns),
        arguments("label of 64", dns("a".repeat(64) + ".example"), dns),
        arguments("254 octets", dns(("a".repeat(49) + ".").repeat(5) + "abcd"), dns),
        arguments("leading hyphen", dns("-a.example"), dns),
        arguments("NUL", dns("device\u0000.example"), dns),
        arguments("newline", dns("device\n.example"), dns),
        arguments("IPv4 as dNSName", dns("192.0.2.1"), dns),
        arguments("IPv6 as dNSName", dns("2001:db8::1"), dns),
        arguments("reserved label", dns("ab--cd.example"), dns),
        arguments("empty dNSName", dns(""), dns),
        arguments("IP of 5 octets", ip("0102030405"), ip),
        arguments("IP of 8 octets (a mask)", ip("0a000000ff000000"), ip),
        arguments("IP of no octets", ip(""), ip),
        arguments("IPv4-mapped IPv6", ip("00000000000000000000ffffc0000201"), ip),
        arguments("unspecified", ip("00000000"), ip),
        arguments("unspecified v6", ip("00000000000000000000000000000000"), ip),
        arguments("multicast", ip("e0000001"), ip),
        arguments("broadcast", ip("ffffffff"), ip),
        arguments("relative URI", uri("/path/only"), uri),
        arguments("URI with a space", uri("https://a b"), uri),
        arguments("URI without host", uri("https:///path"), uri),
        arguments("URI with a wrong host", uri("https://my_host/"), uri),
        arguments("empty URI", uri(""), uri),
        arguments("URI of 2 kB", uri("urn:" + "x".repeat(2000)), uri),
        arguments("e-mail without host", email("root"), email),
        arguments("e-mail with display name", email("Root <root@example.com>"), email),
        arguments("e-mail with two @", email("a@b@example.com"), email),
        arguments("e-mail with control character", email("a\u0007@example.com"), email),
        arguments("empty e-mail", email(""), email),
        arguments("UPN without domain", other(UPN, new DERUTF8String("user")), upn),
        arguments("UPN with override", other(UPN, new DERUTF8String("u\u202Es@d")), upn),
        arguments("UPN of another type", other(UPN, new DERIA5String("user@domain")), upn),
        arguments("empty UPN", other(UPN, new DERUTF8String("")), upn),
        arguments(
            "hardware name without serial", hardware(new ASN1ObjectIdentifier("1.2.3")), hardware),
        arguments(
            "hardware name with empty serial",
            hardware(new ASN1ObjectIdentifier("1.2.3"), new DEROctetString(new byte[0])),
            hardware),
        arguments(
            "hardware name with huge serial",
            hardware(new ASN1ObjectIdentifier("1.2.3"), new DEROctetString(new byte[129])),
            hardware),
        arguments(
            "hardware name of other types",
            hardware(new DERUTF8String("1.2.3"), new DEROctetString(new byte[1])),
            hardware));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("A-26 CERT-09 such a name is refused where its form is allowed")
  void refusedValues(String name, GeneralName asked, String field) {
    var refused = new Examination().policy(everything()).refused(asking(asked));
    assertThat(refused.reason()).isEqualTo("san-value");
    assertThat(Examination.fields(refused)).containsExactly(field);
  }

  static Stream<Arguments> notAllowed() {
    return Stream.of(
        arguments(name(GeneralName.uniformResourceIdentifier, "urn:a:b"), "san.uri"),
        arguments(email("a@example.com"), "san.email"),
        arguments(other(UPN, new DERUTF8String("u@d")), "san.user_principal_name"),
        arguments(
            hardware(new ASN1ObjectIdentifier("1.2.3"), new DEROctetString(new byte[1])),
            "san.hardware_module_name"),
        arguments(
            new GeneralName(GeneralName.registeredID, new ASN1ObjectIdentifier("1.2.3")),
            "san.registered_id"),
        arguments(new GeneralName(new X500Name("CN=admin")), "san.directory_name"),
        arguments(
            other(new ASN1ObjectIdentifier("1.2.3.4"), new DERUTF8String("x")), "san.other_name"),
        arguments(new GeneralName(GeneralName.x400Address, new DERSequence()), "san.x400_address"),
        arguments(
            new GeneralName(
                GeneralName.ediPartyName,
                new DERSequence(new DERTaggedObject(true, 1, new DERUTF8String("party")))),
            "san.edi_party_name"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  @DisplayName(
      "A-26 a form that the profile does not list is refused by name, or dropped by switch")
  void notAllowed(GeneralName asked, String field) {
    var refused = new Examination().refused(asking(asked));
    assertThat(refused.reason()).isEqualTo("field-not-allowed");
    assertThat(Examination.fields(refused)).containsExactly(field);

    var dropping = new Examination().policy(new APolicy().dropUnlisted());
    var checked = dropping.checked(asking(asked, dns("device.example")));
    assertThat(checked.dropped()).containsExactly(field);
    assertThat(checked.content().subjectAltNames().orElseThrow().getNames()).hasSize(1);
    assertThat(dropping.checked(asking(asked)).content().subjectAltNames()).isEmpty();
  }

  @Test
  @DisplayName("CERT-09 each form goes through as it was asked for")
  void allForms() throws Exception {
    var names =
        List.of(
            dns("Device-7.example"),
            dns("xn--bcher-kva.example"),
            ip("c0000209"),
            ip("20010db8000000000000000000000001"),
            uri("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
            uri("https://device.example:8443/path?x=1"),
            email("ops+device@example.com"),
            other(UPN, new DERUTF8String("gerät@firma.example")),
            new GeneralName(GeneralName.registeredID, new ASN1ObjectIdentifier("1.2.840.5")),
            hardware(new ASN1ObjectIdentifier("1.2.3"), new DEROctetString(new byte[] {1, 2})));
    var checked =
        new Examination().policy(everything()).checked(asking(names.toArray(new GeneralName[0])));
    var certified = checked.content().subjectAltNames().orElseThrow().getNames();
    assertThat(certified).hasSize(names.size());
    for (int i = 0; i < certified.length; i++) {
      assertThat(certified[i].getEncoded("DER")).isEqualTo(names.get(i).getEncoded("DER"));
    }
    assertThat(checked.dropped()).isEmpty();
  }

  @Test
  @DisplayName("A-26 more names of a form than allowed are refused, once per form")
  void tooMany() {
    var request = asking();
    for (int i = 0; i < 100; i++) {
      request.dns("host" + i + ".example").ip("192.0.2." + i);
    }
    var refused = new Examination().refused(request);
    assertThat(refused.reason()).isEqualTo("san-too-many");
    assertThat(Examination.fields(refused)).containsExactly("san.dns_name", "san.ip_address");
  }

  @Test
  @DisplayName("A-26 a thousand names are refused as a whole")
  void thousand() {
    var request = asking();
    for (int i = 0; i < 1000; i++) {
      request.dns("host" + i + ".example");
    }
    var refused = new Examination().refused(request);
    assertThat(refused.reason()).isEqualTo("san-malformed");
    assertThat(Examination.fields(refused)).containsExactly("san");
  }

  @Test
  @DisplayName("a name asked for twice is certified once")
  void twice() {
    var checked =
        new Examination().checked(asking(dns("a.example"), dns("b.example"), dns("A.example")));
    assertThat(checked.content().subjectAltNames().orElseThrow().getNames())
        .extracting(Names::text)
        .containsExactly("dns:a.example", "dns:b.example");
    assertThat(checked.dropped()).containsExactly("san.dns_name (twice)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "3000", "040130", "30068204612e62", "300882066120"})
  @DisplayName("A-26 a SAN that is none is a fault")
  void malformed(String hex) {
    var extension = new DEROctetString(HexFormat.of().parseHex(hex));
    var attribute =
        new DERSequence(
            new DERSequence(new ASN1Encodable[] {Extension.subjectAlternativeName, extension}));
    var request =
        new HeldRequest.Builder()
            .attribute(new ASN1ObjectIdentifier("1.2.840.113549.1.9.14"), attribute);
    var refused = new Examination().refused(request);
    assertThat(refused.reason()).isEqualTo("san-malformed");
    assertThat(Examination.fields(refused)).containsExactly("san");
  }

  @Test
  @DisplayName("a required form that is missing is named")
  void required() {
    var policy =
        new APolicy()
            .san(SanType.DNS, Include.REQUIRED, 1)
            .san(SanType.HARDWARE_MODULE_NAME, Include.REQUIRED, 1);
    var refused = new Examination().policy(policy).refused(new HeldRequest.Builder());
    assertThat(refused.faults())
        .extracting(fault -> fault.message())
        .containsExactly(
            "Please provide value for san.dns_name",
            "Please provide value for san.hardware_module_name");
  }

  @Test
  @DisplayName("the common name becomes a dNSName where the profile says so and it is one")
  void commonNameToDns() {
    var policy = new APolicy().commonNameToDns().san(SanType.DNS, Include.REQUIRED, 1);
    var host = new X500Name("CN=device.example");
    var copied = new Examination().policy(policy).checked(new HeldRequest.Builder().subject(host));
    assertThat(copied.content().subjectAltNames().orElseThrow().getNames())
        .extracting(Names::text)
        .containsExactly("dns:device.example");
    var there =
        new Examination()
            .policy(policy)
            .checked(new HeldRequest.Builder().subject(host).dns("DEVICE.example"));
    assertThat(there.content().subjectAltNames().orElseThrow().getNames()).hasSize(1);
    var refused =
        new Examination()
            .policy(policy)
            .refused(new HeldRequest.Builder().subject(new X500Name("CN=Device No 7")));
    assertThat(Examination.fields(refused)).containsExactly("san.dns_name");
  }

  @Test
  @DisplayName("a credential supplies names in place of the CSR's")
  void supplied() {
    var credential =
        ACredential.passcode("p").registered("san.dns_name", Match.SUPPLY, "given.example");
    var checked =
        new Examination()
            .credential(credential)
            .checked(asking(dns("own.example"), ip("c0000209")));
    assertThat(checked.content().subjectAltNames().orElseThrow().getNames())
        .extracting(Names::text)
        .containsExactly("ip:192.0.2.9", "dns:given.example");
    assertThat(checked.dropped()).containsExactly("san.dns_name");
    var wrong = ACredential.passcode("p").registered("san.dns_name", Match.SUPPLY, "not a host");
    assertThat(
            Examination.fields(
                new Examination().credential(wrong).refused(new HeldRequest.Builder())))
        .containsExactly("san.dns_name");
  }

  private static SanRule rule(Include include, Source... sources) {
    var all = Set.of(sources);
    return new SanRule(
        SanType.DNS,
        include,
        3,
        all,
        all.contains(Source.FIXED_VALUE) ? Optional.of("fixed.example") : Optional.empty(),
        all.contains(Source.DEVICE_ATTRIBUTE) ? Optional.of("host_name") : Optional.empty());
  }

  static Stream<Arguments> sources() {
    var given = ACredential.passcode("p").registered("san.dns_name", Match.SUPPLY, "given.example");
    var plain = ACredential.passcode("p");
    var all = Source.values();
    return Stream.of(
        arguments(rule(Include.REQUIRED, all), given, "own.example", "given.example"),
        arguments(rule(Include.REQUIRED, all), plain, "own.example", "own.example"),
        arguments(rule(Include.REQUIRED, all), plain, "", "fixed.example"),
        arguments(
            rule(Include.REQUIRED, Source.CSR, Source.FIXED_VALUE), given, "", "fixed.example"),
        arguments(
            rule(Include.OPTIONAL, Source.FIXED_VALUE), plain, "own.example", "fixed.example"),
        arguments(
            rule(Include.OPTIONAL, Source.DEVICE_ATTRIBUTE, Source.CSR),
            plain,
            "own.example",
            "own.example"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  @DisplayName("names come from where the rule says: the credential, the CSR, the fixed value")
  void whereFrom(SanRule rule, ACredential credential, String asked, String expected) {
    var request = asked.isEmpty() ? new HeldRequest.Builder() : asking(dns(asked));
    var checked =
        new Examination()
            .policy(new APolicy().withoutNames().san(rule))
            .credential(credential)
            .checked(request);
    assertThat(checked.content().subjectAltNames().orElseThrow().getNames())
        .extracting(Names::text)
        .containsExactly("dns:" + expected);
    boolean replaced = !asked.isEmpty() && !asked.equals(expected);
    assertThat(checked.dropped().contains("san.dns_name")).isEqualTo(replaced);
  }

  @Test
  @DisplayName("a required name that the CSR cannot give is missing, whatever the CSR says")
  void elsewhere() {
    for (var source : List.of(Source.REGISTERED_VALUE, Source.DEVICE_ATTRIBUTE)) {
      var refused =
          new Examination()
              .policy(new APolicy().withoutNames().san(rule(Include.REQUIRED, source)))
              .refused(asking(dns("own.example")));
      assertThat(refused.reason()).isEqualTo("value-missing");
      assertThat(Examination.fields(refused)).containsExactly("san.dns_name");
      assertThat(refused.faults().getFirst().message()).contains("cannot come from the request");
    }
  }

  @Test
  @DisplayName("product.md §8 nobody gets a name or address of this server")
  void ownNames() {
    var refused =
        new Examination()
            .refused(asking(dns("EST.crest.example"), dns("fine.example"), ip("7f000001")));
    assertThat(refused.reason()).isEqualTo("own-host-name");
    assertThat(Examination.fields(refused)).containsExactly("san.dns_name", "san.ip_address");
  }

  @Test
  @DisplayName("CERT-08 a SAN alone names enough")
  void emptySubject() {
    var checked =
        new Examination().checked(asking(dns("device.example")).subject(new Subject().name()));
    assertThat(checked.content().subject().size()).isZero();
    assertThat(checked.content().subjectAltNames()).isPresent();
  }
}
