package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.server.auth.Credential.Match;
import dev.crest.server.road.ProfileRoad;
import dev.crest.server.road.ServedPolicy;
import dev.crest.testkit.HeldRequest;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * product.md §1: each field of a profile that is about names changes what is issued, what csrattrs
 * says, and what is refused; openssl looks at both.
 */
class ProfileNamesTest {
  private static ProfileRoad road;

  @BeforeAll
  static void start() {
    road = new ProfileRoad();
  }

  @AfterAll
  static void stop() {
    road.close();
  }

  private static HeldRequest.Builder named(String subject) {
    return new HeldRequest.Builder().subject(new X500Name(subject));
  }

  private static ServedPolicy subject(String... rules) {
    return road.server().profiled("{\"subject\":[" + String.join(",", rules) + "]}");
  }

  private static String rule(String attribute, String include, String sources) {
    return "{\"attribute\":\"subject."
        + attribute
        + "\",\"include\":\""
        + include
        + "\",\"sources\":"
        + sources
        + "}";
  }

  @Test
  @DisplayName("subject include: required is demanded and asked for, optional allowed, no refused")
  void include() {
    var policy =
        subject(
            rule("common_name", "required", "[\"csr\"]"),
            rule("organization_name", "optional", "[\"csr\"]"),
            rule("locality", "no", "[\"csr\"]"));

    assertThat(road.issued(policy, named("O=Acme,CN=a"))).contains("Subject: O = Acme, CN = a\n");
    assertThat(road.issued(policy, named("CN=a"))).contains("Subject: CN = a\n");
    assertThat(road.csrattrs(policy)).contains(":commonName").doesNotContain(":organizationName");
    assertThat(road.refused(policy, named("O=Acme,L=Here,ST=There")))
        .contains("Please provide value for subject.common_name")
        .contains("subject.locality is not allowed")
        .contains("subject.state is not allowed")
        .doesNotContain("organization_name");
  }

  @Test
  @DisplayName("subject source fixed_value: it is issued whatever is asked for, and not asked for")
  void fixedValue() {
    var policy =
        subject(
            rule("common_name", "optional", "[\"csr\"]"),
            rule("organization_name", "required", "[\"fixed_value\"],\"fixed_value\":\"Acme\""));

    assertThat(road.issued(policy, named("CN=a"))).contains("Subject: CN = a, O = Acme\n");
    var reply = road.enrol(policy, named("CN=a,O=Evil"));
    assertThat(road.openssl().text(reply.certificate()))
        .contains("O = Acme")
        .doesNotContain("Evil");
    assertThat(road.server().audit(reply).getFirst().details().get("dropped"))
        .contains("subject.organization_name");
    assertThat(road.csrattrs(policy)).doesNotContain(":organizationName");
  }

  @Test
  @DisplayName("subject source registered_value: the passcode supplies it")
  void registeredValue() {
    var policy =
        subject(
            rule("common_name", "optional", "[\"csr\"]"),
            rule("organization_unit", "required", "[\"registered_value\"]"));
    var passcode =
        policy.passcode(
            ServedPolicy.registering("subject.organization_unit", Match.SUPPLY, "Line 7"));

    var reply = road.enrol(policy, named("CN=a,OU=Mine"), passcode);

    assertThat(road.openssl().text(reply.certificate()))
        .contains("OU = Line 7")
        .doesNotContain("Mine");
    assertThat(road.csrattrs(policy)).doesNotContain(":organizationalUnitName");
    assertThat(road.refused(policy, named("CN=a,OU=Mine")))
        .contains("There is no value for subject.organization_unit");
  }

  @Test
  @DisplayName("subject source device_attribute: without a device there is none")
  void deviceAttribute() {
    var device = "[\"device_attribute\"],\"device_attribute\":\"serial_number\"";
    var only =
        subject(
            rule("common_name", "optional", "[\"csr\"]"),
            rule("serial_number", "required", device));
    var either = subject(rule("serial_number", "required", device.replace("[", "[\"csr\",")));

    assertThat(road.refused(only, named("CN=a,2.5.4.5=1")))
        .contains("There is no value for subject.serial_number");
    assertThat(road.csrattrs(only)).doesNotContain(":serialNumber");
    assertThat(road.issued(either, named("2.5.4.5=1"))).contains("Subject: serialNumber = 1\n");
    assertThat(road.csrattrs(either)).contains(":serialNumber");
  }

  private static GeneralName hardwareModule() {
    var value =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), new DEROctetString(new byte[] {7, 8})
            });
    return new GeneralName(
        GeneralName.otherName, new OtherName(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.4"), value));
  }

  static Stream<Arguments> sans() {
    return Stream.of(
        arguments("dns_name", named("CN=a").dns("a.example"), "DNS:a.example"),
        arguments("ip_address", named("CN=a").ip("192.0.2.1"), "IP Address:192.0.2.1"),
        arguments("uri", named("CN=a").uri("urn:dev:1"), "URI:urn:dev:1"),
        arguments("email", named("CN=a").email("a@b.example"), "email:a@b.example"),
        arguments(
            "user_principal_name",
            named("CN=a").userPrincipalName("a@b.example"),
            "othername: UPN::a@b.example"),
        arguments(
            "registered_id",
            named("CN=a")
                .subjectAlternativeName(new GeneralName(GeneralName.registeredID, "1.2.3.4")),
            "Registered ID:1.2.3.4"),
        arguments(
            "hardware_module_name",
            named("CN=a").subjectAlternativeName(hardwareModule()),
            "othername:"));
  }

  private static String san(String type, String rest) {
    return "{\"subject_alt_names\":[{\"type\":\"san." + type + "\"," + rest + "}]}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sans")
  @DisplayName("SAN types: each is required and asked for, optional, or refused by its name")
  void sanTypes(String type, HeldRequest.Builder asking, String seen) {
    var required = road.server().profiled(san(type, "\"include\":\"required\",\"most\":1"));
    var optional = road.server().profiled(san(type, "\"include\":\"optional\",\"most\":1"));
    var none = road.server().profiled(san(type, "\"include\":\"no\",\"most\":1"));

    assertThat(road.issued(required, asking)).contains(seen);
    assertThat(road.refused(required, named("CN=a")))
        .contains("Please provide value for san." + type);
    assertThat(road.csrattrs(required)).contains("X509v3 Subject Alternative Name");
    assertThat(road.issued(optional, asking)).contains(seen);
    assertThat(road.issued(optional, named("CN=a"))).doesNotContain("Alternative Name");
    assertThat(road.csrattrs(optional)).doesNotContain("Alternative Name");
    assertThat(road.refused(none, asking)).contains("san." + type + " is not allowed");
  }

  @Test
  @DisplayName("SAN hardwareModuleName: type and serial number of RFC 4108 to the octet")
  void hardwareModuleName() {
    var policy =
        road.server().profiled(san("hardware_module_name", "\"include\":\"required\",\"most\":1"));
    var request = named("CN=a").subjectAlternativeName(hardwareModule());
    assertThat(road.asn1(road.enrol(policy, request).certificate()))
        .contains("06082B06010505070804")
        .contains("04020708");
  }

  @Test
  @DisplayName("SAN most: no more of a form than that")
  void most() {
    var policy = road.server().profiled(san("dns_name", "\"include\":\"optional\",\"most\":2"));
    assertThat(road.issued(policy, named("CN=a").dns("a.example").dns("b.example")))
        .contains("DNS:a.example, DNS:b.example");
    assertThat(
            road.refused(policy, named("CN=a").dns("a.example").dns("b.example").dns("c.example")))
        .contains("san.dns_name may be there at most 2 times");
  }

  @Test
  @DisplayName("SAN sources: a fixed value, and a supplied one, stand in for the request's")
  void sanSources() {
    var fixed =
        road.server()
            .profiled(
                san(
                    "uri",
                    "\"include\":\"required\",\"most\":1,\"sources\":[\"fixed_value\"],\"fixed_value\":\"urn:site:7\""));
    var supplied =
        road.server()
            .profiled(
                san(
                    "dns_name",
                    "\"include\":\"required\",\"most\":1,\"sources\":[\"registered_value\"]"));
    var passcode =
        supplied.passcode(ServedPolicy.registering("san.dns_name", Match.SUPPLY, "d7.example"));

    assertThat(road.issued(fixed, named("CN=a").uri("urn:other")))
        .contains("URI:urn:site:7")
        .doesNotContain("urn:other");
    assertThat(road.csrattrs(fixed)).doesNotContain("Alternative Name");
    assertThat(
            road.openssl()
                .text(road.enrol(supplied, named("CN=a").dns("x.example"), passcode).certificate()))
        .contains("DNS:d7.example")
        .doesNotContain("x.example");
    assertThat(road.refused(supplied, named("CN=a").dns("x.example")))
        .contains("There is no value for san.dns_name");
  }

  @Test
  @DisplayName("common_name_to_dns: the common name becomes a host name")
  void commonNameToDns() {
    var copied = road.server().profiled("{\"common_name_to_dns\":true,\"subject_alt_names\":[]}");
    var plain = road.server().profiled("{\"common_name_to_dns\":false}");

    assertThat(road.issued(copied, named("CN=a.example"))).contains("DNS:a.example");
    assertThat(road.issued(plain, named("CN=a.example"))).doesNotContain("DNS:");
    assertThat(road.refused(copied, named("CN=a.example").dns("b.example")))
        .contains("san.dns_name is not allowed");
  }

  @Test
  @DisplayName("drop_unlisted: what is not listed is left out, which the audit record says")
  void dropUnlisted() {
    var part =
        "{\"subject\":["
            + rule("common_name", "required", "[\"csr\"]")
            + "],\"subject_alt_names\":[],\"drop_unlisted\":";
    var dropping = road.server().profiled(part + "true}");
    var strict = road.server().profiled(part + "false}");
    var request = named("CN=a,L=Here").dns("a.example");

    var reply = road.enrol(dropping, request);
    assertThat(road.openssl().text(reply.certificate()))
        .contains("Subject: CN = a\n")
        .doesNotContain("a.example");
    assertThat(road.server().audit(reply).getFirst().details().get("dropped"))
        .contains("subject.locality")
        .contains("san.dns_name");
    assertThat(road.refused(strict, request))
        .contains("subject.locality is not allowed")
        .contains("san.dns_name is not allowed");
  }
}
