package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.server.policy.APolicy;
import dev.crest.testkit.HeldRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LinkedIdentityTest {
  private static final ASN1ObjectIdentifier LINKING =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.58");
  private static final byte[] UNIQUE = "tls-unique12".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EXPORTER = new byte[32];
  private static final String UNIQUE_TEXT = Base64.getEncoder().encodeToString(UNIQUE);
  private static final String EXPORTER_TEXT = Base64.getEncoder().encodeToString(EXPORTER);

  private static Examination onTls12(boolean required) {
    return on(required, new ChannelBindings(Optional.of(UNIQUE), Optional.empty()));
  }

  private static Examination onTls13(boolean required) {
    return on(required, new ChannelBindings(Optional.empty(), Optional.of(EXPORTER)));
  }

  private static Examination on(boolean required, ChannelBindings bindings) {
    return new Examination()
        .policy(required ? new APolicy().bindingRequired() : new APolicy())
        .bindings(bindings);
  }

  private static HeldRequest.Builder request() {
    return new HeldRequest.Builder();
  }

  static Stream<Arguments> linked() {
    return Stream.of(
        arguments("PrintableString", request().challengePassword(UNIQUE_TEXT)),
        arguments("UTF8String", request().challengePasswordUtf8(UNIQUE_TEXT)),
        arguments("IA5String", request().challengePasswordIa5(UNIQUE_TEXT)),
        arguments(
            "estIdentityLinking",
            request().attribute(LINKING, new DERPrintableString(UNIQUE_TEXT))),
        arguments(
            "both",
            request()
                .challengePassword(UNIQUE_TEXT)
                .attribute(LINKING, new DERUTF8String(UNIQUE_TEXT))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-POP-01 S-POP-02 S-POP-05 tls-unique in base64 links the request, required or not")
  void linked(String name, HeldRequest.Builder request) {
    assertThat(onTls12(true).checked(request).linked()).isTrue();
    assertThat(onTls12(false).checked(request).linked()).isTrue();
  }

  @Test
  @DisplayName("S-POP-06 on TLS 1.3 tls-exporter links, and tls-unique does not")
  void exporter() {
    assertThat(onTls13(true).checked(request().challengePassword(EXPORTER_TEXT)).linked()).isTrue();
    assertThat(
            onTls13(true)
                .checked(request().attribute(LINKING, new DERUTF8String(EXPORTER_TEXT)))
                .linked())
        .isTrue();
    assertThat(onTls13(false).refused(request().challengePassword(UNIQUE_TEXT)).reason())
        .isEqualTo("identity-not-linked");
    assertThat(onTls12(false).refused(request().challengePassword(EXPORTER_TEXT)).reason())
        .isEqualTo("identity-not-linked");
  }

  @Test
  @DisplayName("S-POP-11 a request without a challenge passes where none is required, unlinked")
  void unlinked() {
    assertThat(onTls12(false).checked(request()).linked()).isFalse();
    assertThat(onTls12(false).checked(request().challengePassword("")).linked())
        .as("what openssl's prompt leaves behind")
        .isFalse();
  }

  @Test
  @DisplayName("S-STAT-08 where a link is required and missing, the answer says what is required")
  void required() {
    for (var request :
        List.of(request(), request().challengePassword(""), request().challengePasswordUtf8(""))) {
      var refused = onTls12(true).refused(request);
      assertThat(refused.reason()).isEqualTo("identity-not-linked");
      assertThat(Examination.fields(refused)).containsExactly("attribute.challenge_password");
      assertThat(refused.faults().getFirst().message())
          .contains("Linking of identity and proof of possession is required");
    }
  }

  static Stream<Arguments> wrong() {
    var challenge = "attribute.challenge_password";
    var linking = "attribute.est_identity_linking";
    return Stream.of(
        arguments("another session's", challenge, request().challengePassword("dGxzLXVuaXF1ZTEz")),
        arguments("a password", challenge, request().challengePassword("MySecret1")),
        arguments(
            "line break behind", challenge, request().challengePasswordUtf8(UNIQUE_TEXT + "\n")),
        arguments(
            "not padded", challenge, request().challengePassword(UNIQUE_TEXT.substring(0, 15))),
        arguments("256 characters", challenge, request().challengePassword("A".repeat(256))),
        arguments(
            "BMPString", challenge, request().challengePassword(new DERBMPString(UNIQUE_TEXT))),
        arguments(
            "T61String", challenge, request().challengePassword(new DERT61String(UNIQUE_TEXT))),
        arguments("no string", challenge, request().challengePassword(DERNull.INSTANCE)),
        arguments(
            "linking wrong",
            linking,
            request().attribute(LINKING, new DERUTF8String("dGxzLXVuaXF1ZTEz"))),
        arguments(
            "one right, one wrong",
            linking,
            request()
                .challengePassword(UNIQUE_TEXT)
                .attribute(LINKING, new DERUTF8String("dGxzLXVuaXF1ZTEz"))),
        arguments(
            "right, but linking empty is none; challenge wrong",
            challenge,
            request().challengePassword("x").attribute(LINKING, new DERUTF8String(""))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-POP-04 S-POP-10 S-ENROLL-03 A-24 a wrong link is refused, required or not")
  void wrong(String name, String field, HeldRequest.Builder request) {
    for (boolean required : new boolean[] {true, false}) {
      var refused = onTls12(required).refused(request);
      assertThat(refused.reason()).isEqualTo("identity-not-linked");
      assertThat(Examination.fields(refused)).containsExactly(field);
      assertThat(refused.faults().getFirst().message()).doesNotContain(UNIQUE_TEXT);
    }
  }

  @Test
  @DisplayName("S-POP-09 where the connection has no binding to trust, no link can be right")
  void noBinding() {
    for (boolean required : new boolean[] {true, false}) {
      var examination = on(required, ChannelBindings.none());
      assertThat(examination.refused(request().challengePassword(UNIQUE_TEXT)).reason())
          .isEqualTo("identity-not-linked");
    }
    assertThat(on(false, ChannelBindings.none()).checked(request()).linked()).isFalse();
  }

  static Stream<Arguments> challenges() {
    return Stream.of(
        arguments("1.2.840.113549.1.9.16.2.56", "attribute.otp_challenge"),
        arguments("1.2.840.113549.1.9.16.2.57", "attribute.revocation_challenge"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  @DisplayName("S-POP-04 a challenge of RFC 7894 that cannot be checked is refused, not ignored")
  void challenges(String oid, String field) {
    var request =
        request()
            .challengePassword(UNIQUE_TEXT)
            .attribute(new ASN1ObjectIdentifier(oid), new DERUTF8String("123456"));
    var refused = onTls12(false).refused(request);
    assertThat(refused.reason()).isEqualTo("challenge-not-supported");
    assertThat(Examination.fields(refused)).containsExactly(field);
  }

  @Test
  @DisplayName("S-SKG-03 serverkeygen is linked like an enrolment")
  void serverkeygen() {
    assertThat(
            onTls12(true).serverkeygen().checked(request().challengePassword(UNIQUE_TEXT)).linked())
        .isTrue();
    assertThat(onTls12(true).serverkeygen().refused(request()).reason())
        .isEqualTo("identity-not-linked");
  }
}
