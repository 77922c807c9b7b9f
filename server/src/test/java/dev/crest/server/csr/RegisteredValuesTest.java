package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.auth.ACredential;
import dev.crest.server.auth.Credential.Match;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisteredValuesTest {
  private static Examination registered(String field, Match match, String... values) {
    return new Examination().credential(ACredential.passcode("p").registered(field, match, values));
  }

  private static HeldRequest.Builder named(String commonName) {
    return new HeldRequest.Builder().commonName(commonName);
  }

  @ParameterizedTest
  @DisplayName("product.md §1 a registered value is compared as its match says")
  @CsvSource({
    "EQUALS, device-7, device-7, true",
    "EQUALS, device-7, Device-7, false",
    "EQUALS, device-7, device-70, false",
    "STARTS_WITH, device-, device-7, true",
    "STARTS_WITH, device-, my-device-7, false",
    "ENDS_WITH, -7, device-7, true",
    "ENDS_WITH, -7, device-70, false",
    "CONTAINS, vice, device-7, true",
    "CONTAINS, vixe, device-7, false",
    "REGEX, device-[0-9]+, device-7, true",
    "REGEX, device-[0-9]+, evil-device-7, false",
    "REGEX, device-[0-9]+, device-7-evil, false",
    "REGEX, .*, 设备, true",
    "REGEX, (unclosed, device-7, false",
    "REGEX, (?=look)ahead, ahead, false",
    "IN_LIST, device-7, device-7, true",
    "IN_LIST, device-7, device-8, false",
  })
  void matches(Match match, String expected, String value, boolean good) {
    var examination = registered("subject.common_name", match, expected);
    if (good) {
      assertThat(examination.checked(named(value))).isNotNull();
    } else {
      var refused = examination.refused(named(value));
      assertThat(refused.reason()).isEqualTo("registered-value-mismatch");
      assertThat(Examination.fields(refused)).containsExactly("subject.common_name");
      assertThat(refused.faults().getFirst().message()).doesNotContain(expected);
    }
  }

  @Test
  @DisplayName("any value of a list will do")
  void list() {
    var examination = registered("subject.common_name", Match.IN_LIST, "a", "b", "c");
    assertThat(examination.checked(named("b"))).isNotNull();
    assertThat(examination.refused(named("d")).reason()).isEqualTo("registered-value-mismatch");
  }

  @Test
  @DisplayName("every value of a field must match, and there must be one")
  void everyValue() {
    var examination = registered("san.dns_name", Match.ENDS_WITH, ".Plant.example");
    assertThat(examination.checked(named("a").dns("a.plant.EXAMPLE").dns("b.plant.example")))
        .isNotNull();
    var mixed = examination.refused(named("a").dns("a.plant.example").dns("evil.example"));
    assertThat(mixed.reason()).isEqualTo("registered-value-mismatch");
    var none = examination.refused(named("a"));
    assertThat(none.faults().getFirst().message())
        .isEqualTo("Please provide value for san.dns_name");
  }

  @Test
  @DisplayName("a field that does not exist matches nothing")
  void unknownField() {
    assertThat(
            Examination.fields(
                registered("subject.shoe_size", Match.REGEX, ".*").refused(named("a"))))
        .containsExactly("subject.shoe_size");
  }

  @Test
  @DisplayName("several registered values must all match, and all that don't are named")
  void several() {
    var credential =
        ACredential.passcode("p")
            .registered("subject.common_name", Match.STARTS_WITH, "x")
            .registered("subject.organization_name", Match.EQUALS, "Acme");
    var refused = new Examination().credential(credential).refused(named("a"));
    assertThat(Examination.fields(refused))
        .containsExactly("subject.common_name", "subject.organization_name");
  }

  @Test
  @DisplayName("an expression that makes other engines run for ages is matched at once")
  void catastrophic() {
    var examination = registered("subject.common_name", Match.REGEX, "(a+)+(a*)*b");
    assertThat(examination.refused(named("a".repeat(64))).reason())
        .isEqualTo("registered-value-mismatch");
  }

  private static final HeldCertificate VENDOR =
      new HeldCertificate.Builder().commonName("Vendor").certificateAuthority().build();

  private static Examination bound(X500Name name) {
    return new Examination()
        .credential(ACredential.bindingAuthority("ca", VENDOR.certificate()))
        .certificate(new HeldCertificate.Builder().subject(name).signedBy(VENDOR).build());
  }

  @Test
  @DisplayName("product.md §1 under a binding CA a device asks only for its own common name")
  void nameBinding() {
    var device = bound(new X500Name("CN=device-7,O=Vendor"));
    assertThat(device.checked(named("device-7"))).isNotNull();
    for (var other : new String[] {"device-8", "Device-7", "device-77"}) {
      var refused = device.refused(named(other));
      assertThat(refused.reason()).isEqualTo("name-not-bound");
      assertThat(Examination.fields(refused)).containsExactly("subject.common_name");
    }
    assertThat(device.refused(new HeldRequest.Builder().subject(new X500Name("O=Vendor"))).reason())
        .isEqualTo("name-not-bound");
  }

  @Test
  @DisplayName("a certificate without a common name is bound to nothing, so it gets nothing")
  void nothingToBind() {
    assertThat(bound(new X500Name("O=Vendor")).refused(named("device")).reason())
        .isEqualTo("name-not-bound");
  }

  @Test
  @DisplayName("a CA that does not bind lets its devices ask for other names")
  void unbound() {
    var device = new HeldCertificate.Builder().commonName("device-7").signedBy(VENDOR).build();
    var examination =
        new Examination()
            .credential(ACredential.authority("ca", VENDOR.certificate()))
            .certificate(device);
    assertThat(examination.checked(named("device-8"))).isNotNull();
  }
}
