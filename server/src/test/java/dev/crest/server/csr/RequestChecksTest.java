package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.pkix.FoundEncoding;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Names;
import dev.crest.server.policy.APolicy;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.HeldRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestChecksTest {
  private static HeldRequest.Builder good() {
    return new HeldRequest.Builder()
        .subject(new X500Name("C=CN,O=Acme,CN=device-7"))
        .dns("device-7.example")
        .ip("192.0.2.9");
  }

  @Test
  @DisplayName("S-ENROLL-01 S-RESP-03 a good request is certified as it asks, its key to the byte")
  void good_request() throws Exception {
    var held = good().keyUsage(KeyUsage.digitalSignature).build();
    var checked = new Examination().checked(held.der().bytes());
    var content = checked.content();
    assertThat(Names.text(content.subject())).isEqualTo("CN=device-7,O=Acme,C=CN");
    assertThat(content.subjectAltNames().orElseThrow().getNames())
        .extracting(Names::text)
        .containsExactly("dns:device-7.example", "ip:192.0.2.9");
    assertThat(content.publicKey().getEncoded("DER"))
        .isEqualTo(held.keyPair().getPublic().getEncoded());
    assertThat(content.keyUsage()).as("beyond the profile's own").isEmpty();
    assertThat(content.extendedKeyUsage()).isEmpty();
    assertThat(content.validity()).as("A-29 not a request's to choose").isEmpty();
    assertThat(checked.keyToGenerate()).isEmpty();
    assertThat(checked.linked()).isFalse();
    assertThat(checked.dropped()).isEmpty();
  }

  static Stream<Arguments> encodings() {
    var der = good().build();
    var pem = der.pem();
    var bytes = der.der().bytes();
    return Stream.of(
        arguments(FoundEncoding.DER, bytes),
        arguments(FoundEncoding.PEM, pem.getBytes(StandardCharsets.US_ASCII)),
        arguments(
            FoundEncoding.PEM,
            pem.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")
                .getBytes(StandardCharsets.US_ASCII)),
        arguments(
            FoundEncoding.PEM_ONE_LINE, pem.replace("\n", "").getBytes(StandardCharsets.US_ASCII)),
        arguments(FoundEncoding.BASE64, Base64.getMimeEncoder().encode(bytes)),
        arguments(FoundEncoding.BASE64_ONE_LINE, Base64.getEncoder().encode(bytes)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-HTTP-15 what the body is decides, and the reply learns how it was written")
  void encodings(FoundEncoding encoding, byte[] body) {
    assertThat(new Examination().checked(body).encoding()).isEqualTo(encoding);
  }

  static Stream<Arguments> malformed() {
    var good = good().build();
    var der = good.der().bytes();
    return Stream.of(
        arguments("empty", new byte[0]),
        arguments("text", "hello, world".getBytes(StandardCharsets.US_ASCII)),
        arguments("cut off", Arrays.copyOf(der, der.length - 1)),
        arguments("trailing byte", Arrays.copyOf(der, der.length + 1)),
        arguments("another PEM", good.privateKeyPkcs8Pem().getBytes(StandardCharsets.US_ASCII)),
        arguments("a SEQUENCE of nothing", new byte[] {0x30, 0}),
        arguments("version 2", good().version(1).build().der().bytes()),
        arguments("indefinite length", new byte[] {0x30, (byte) 0x80, 0, 0}),
        arguments("length 2^31", new byte[] {0x30, (byte) 0x84, -128, 0, 0, 0}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("A-20 what is no certification request is malformed")
  void malformed(String name, byte[] body) {
    var refused = new Examination().refused(body);
    assertThat(refused.kind()).isEqualTo(Kind.MALFORMED);
    assertThat(refused.reason()).isEqualTo("csr-malformed");
  }

  @Test
  @DisplayName("A-20 ten thousand nested SEQUENCEs end in a refusal, not in the stack")
  void nested() {
    var body = new byte[40_000];
    int at = body.length;
    for (int length = 0; at > 4; length = body.length - at) {
      int size = length < 0x80 ? 2 : length < 0x100 ? 3 : 4;
      at -= size;
      body[at] = 0x30;
      body[at + 1] = (byte) (size == 2 ? length : 0x80 + size - 2);
      for (int i = 2; i < size; i++) {
        body[at + i] = (byte) (length >> 8 * (size - 1 - i));
      }
    }
    var refused = new Examination().refused(Arrays.copyOfRange(body, at, body.length));
    assertThat(refused.kind()).isEqualTo(Kind.MALFORMED);
  }

  @Test
  @DisplayName("A-01 a body beyond 64 KiB is too large before it is decoded")
  void tooLarge() {
    var refused = new Examination().refused(new byte[RequestChecks.LARGEST_BODY + 1]);
    assertThat(refused.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(refused.reason()).isEqualTo("csr-too-large");
    assertThat(new Examination().refused(new byte[RequestChecks.LARGEST_BODY]).kind())
        .isEqualTo(Kind.MALFORMED);
  }

  @Test
  @DisplayName("S-ENROLL all that is wrong is said at once, each with its field")
  void allAtOnce() {
    var policy =
        new APolicy()
            .subject(SubjectAttribute.ORGANIZATION_UNIT, Include.REQUIRED)
            .subject(SubjectAttribute.SERIAL_NUMBER, Include.REQUIRED)
            .subject(SubjectAttribute.LOCALITY, Include.NO)
            .san(SanType.EMAIL, Include.REQUIRED, 1)
            .keys(KeyType.EC_P384);
    var refused =
        new Examination()
            .policy(policy)
            .refused(
                new HeldRequest.Builder()
                    .subject(
                        new Subject()
                            .with(BCStyle.C, "CHN")
                            .with(BCStyle.L, "Beijing")
                            .with(BCStyle.CN, "a")
                            .name())
                    .dns("*.example")
                    .keyUsage(KeyUsage.keyCertSign)
                    .challengePassword("secret"));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(Examination.fields(refused))
        .containsExactlyInAnyOrder(
            "public_key",
            "extension.key_usage",
            "subject.country",
            "subject.locality",
            "subject.organization_unit",
            "subject.serial_number",
            "san.dns_name",
            "san.email",
            "attribute.challenge_password");
    assertThat(refused.faults())
        .contains(
            Fault.of(
                "subject.organization_unit", "Please provide value for subject.organization_unit"))
        .contains(Fault.of("san.email", "Please provide value for san.email"));
  }

  @Test
  @DisplayName("S-STAT-10 a refusal repeats nothing of what was sent")
  void noEcho() {
    var refused =
        new Examination()
            .refused(
                new HeldRequest.Builder()
                    .subject(new X500Name("CN=<script>alert(1)</script>\\0a,STREET=evil-street"))
                    .dns("evil_host")
                    .uri("javascript:evil")
                    .challengePassword("evil-password"));
    assertThat(refused.faults())
        .extracting(Fault::message)
        .noneMatch(m -> m.contains("script") || m.contains("evil"));
    assertThat(refused.getMessage()).doesNotContain("evil").doesNotContain("script");
  }

  @Test
  @DisplayName("S-STAT-10 a hundred bad names don't make a hundred faults")
  void boundedReply() {
    var request = new HeldRequest.Builder();
    for (int i = 0; i < 200; i++) {
      request.dns("bad_name_" + i);
    }
    assertThat(new Examination().refused(request).faults()).hasSizeLessThan(5);
  }

  @Test
  @DisplayName(
      "S-ENROLL-03 nothing to prove, nothing to check: attributes may be absent altogether")
  void attributesAbsent() {
    assertThat(
            new Examination()
                .checked(new HeldRequest.Builder().attributesAbsent())
                .content()
                .subject())
        .isEqualTo(new X500Name("CN=device"));
  }

  static Stream<Arguments> keyUsages() {
    return Stream.of(
        arguments(KeyUsage.digitalSignature, KeyType.EC_P256, "[]", false),
        arguments(
            KeyUsage.digitalSignature | KeyUsage.keyAgreement,
            KeyType.EC_P256,
            "[KEY_AGREEMENT]",
            false),
        arguments(
            KeyUsage.digitalSignature | KeyUsage.keyEncipherment,
            KeyType.RSA_2048,
            "[KEY_ENCIPHERMENT]",
            false),
        arguments(
            KeyUsage.nonRepudiation | KeyUsage.digitalSignature | KeyUsage.keyEncipherment,
            KeyType.EC_P256,
            "[]",
            true),
        arguments(KeyUsage.digitalSignature | KeyUsage.decipherOnly, KeyType.EC_P256, "[]", true));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("S-ENROLL-04 CERT-12 key usages are granted as far as profile and key allow")
  void keyUsages(int asked, KeyType type, String granted, boolean dropped) {
    var checked = new Examination().checked(good().keyType(type).keyUsage(asked));
    assertThat(checked.content().keyUsage()).hasToString(granted);
    assertThat(checked.dropped().contains("extension.key_usage")).isEqualTo(dropped);
  }

  @Test
  @DisplayName("S-ENROLL-04 CERT-15 extended key usages are granted as far as the profile allows")
  void extendedKeyUsages() {
    var server = KeyPurposeId.id_kp_serverAuth;
    var client = KeyPurposeId.id_kp_clientAuth;
    var code = KeyPurposeId.id_kp_codeSigning;
    var both = new Examination().checked(good().extendedKeyUsage(client, server));
    assertThat(both.content().extendedKeyUsage()).containsExactly(server.getId());
    assertThat(both.dropped()).isEmpty();
    var more = new Examination().checked(good().extendedKeyUsage(client, code));
    assertThat(more.content().extendedKeyUsage()).isEmpty();
    assertThat(more.dropped()).containsExactly("extension.extended_key_usage");
    var allowed =
        new Examination()
            .policy(new APolicy().optionalExtendedKeyUsage(code.getId()))
            .checked(good().extendedKeyUsage(code));
    assertThat(allowed.content().extendedKeyUsage()).containsExactly(code.getId());
  }

  @Test
  @DisplayName("S-ENROLL-04 a key usage is never granted beyond what was asked for")
  void notMoreThanAsked() {
    assertThat(
            new Examination()
                .policy(new APolicy().optionalKeyUsage(KeyUsageBit.values()[1]))
                .checked(good())
                .content()
                .keyUsage())
        .isEmpty();
  }

  @Test
  @DisplayName("S-ENROLL-05 the Microsoft attribute asks for extensions too")
  void microsoft() {
    var checked = new Examination().checked(good().microsoftExtensionRequest());
    assertThat(checked.content().subjectAltNames()).isPresent();
  }

  @Test
  @DisplayName(
      "A-23 a key is refused if a CA, this server, a revoked or another certificate has it")
  void knownKeys() throws Exception {
    for (var holder : KnownKeys.Holder.values()) {
      var pair = Keys.generate(KeyType.EC_P256);
      var examination = new Examination().known(Keys.info(pair.getPublic()), holder);
      var request = good().keyPair(pair).build().der().bytes();
      if (holder == KnownKeys.Holder.NOBODY) {
        assertThat(examination.checked(request)).isNotNull();
      } else {
        var refused = examination.refused(request);
        assertThat(refused.kind()).isEqualTo(Kind.INVALID);
        assertThat(refused.reason()).isEqualTo("key-known");
        assertThat(Examination.fields(refused)).containsExactly("public_key");
      }
    }
  }

  @Test
  @DisplayName("S-STAT-09 a store that is down while looking for known keys refuses")
  void storeDown() {
    KnownKeys down =
        (spki, account, subject) -> {
          throw Refused.of(Kind.UNAVAILABLE, "store-unavailable", "Try again later.");
        };
    var checks = new RequestChecks(down, Set.of(), DeviceValues.none());
    var refused =
        catchThrowableOfType(
            Refused.class,
            () ->
                checks.verify(
                    good().build().der().bytes(),
                    new Examination().grant(),
                    ChannelBindings.none()));
    assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
  }
}
