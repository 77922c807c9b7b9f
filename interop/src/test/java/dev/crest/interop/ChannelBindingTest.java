package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Base64;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Channel bindings as other TLS implementations compute them (S-POP-12): GnuTLS prints tls-unique
 * of a TLS 1.2 connection, OpenSSL the exporter of a TLS 1.3 one. The demo's policy takes bindings
 * but does not require them; the policy labelled {@code strict} requires them.
 */
class ChannelBindingTest {
  @RegisterExtension
  static final RunningCrest CREST =
      RunningCrest.with(
          """
          [{"policy": {"name": "Strict", "labels": ["strict"], "default": false,
            "keypairGeneration": "LOCAL", "reenrollment": "KEEP_IDENTITY", "channelBinding": "REQUIRED"}}]
          """);

  private static final Device DEVICE = Device.named("bound.example");

  /** The two bindings and who knows them. */
  enum Oracle {
    TLS_UNIQUE_BY_GNUTLS,
    TLS_UNIQUE_OF_RESUMED_SESSION_BY_GNUTLS,
    TLS_EXPORTER_BY_OPENSSL;

    OracleSession open() {
      var quickstart = CREST.quickstart();
      return switch (this) {
        case TLS_UNIQUE_BY_GNUTLS ->
            OracleSession.tlsUnique(quickstart.enrollUrl(), quickstart.trustAnchorFile());
        case TLS_UNIQUE_OF_RESUMED_SESSION_BY_GNUTLS ->
            OracleSession.tlsUniqueOfResumed(quickstart.enrollUrl(), quickstart.trustAnchorFile());
        case TLS_EXPORTER_BY_OPENSSL ->
            OracleSession.tlsExporter(quickstart.enrollUrl(), quickstart.trustAnchorFile());
      };
    }
  }

  private static HttpAnswer enroll(OracleSession session, URI url, ASN1Encodable challenge) {
    var body = Device.base64(DEVICE.bound(challenge));
    return session.post(url, CREST.quickstart().basic(), body);
  }

  private static ASN1Encodable challenge(byte[] binding) {
    return new DERPrintableString(Base64.getEncoder().encodeToString(binding));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "S-POP-02, S-POP-06 the right binding is accepted, and S-POP-07 the connection closed after it")
  void rightBinding(Oracle oracle) {
    for (var url :
        new URI[] {
          CREST.quickstart().enrollUrl(), CREST.quickstart().labelled("strict", "simpleenroll")
        }) {
      try (var session = oracle.open()) {
        var answer = enroll(session, url, challenge(session.binding()));

        assertThat(CertsOnlyMessage.issued(answer).getPublicKey())
            .isEqualTo(DEVICE.key().getPublic());
        assertThat(answer.header("Connection")).contains("close");
      }
    }
  }

  static Stream<ASN1Encodable> wrongChallenges() {
    return Stream.of(
        challenge(new byte[12]),
        challenge(new byte[32]),
        new DERPrintableString("a SCEP password"),
        new DERPrintableString("="));
  }

  @ParameterizedTest
  @MethodSource("wrongChallenges")
  @DisplayName("S-POP-10, S-ENROLL-03 a wrong binding is refused although none is required")
  void wrongBinding(ASN1Encodable challenge) {
    for (var oracle : Oracle.values()) {
      try (var session = oracle.open()) {
        enroll(session, CREST.quickstart().enrollUrl(), challenge).expectRefusal();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("an empty challengePassword, as openssl's question may leave it, is no binding")
  void emptyChallenge(Oracle oracle) {
    var quickstart = CREST.quickstart();
    var empty = new DERPrintableString("");
    try (var session = oracle.open()) {
      CertsOnlyMessage.issued(enroll(session, quickstart.enrollUrl(), empty));
    }
    try (var session = oracle.open()) {
      enroll(session, quickstart.labelled("strict", "simpleenroll"), empty).expectRefusal();
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A-24 a bound request replayed on another session is refused")
  void replay(Oracle oracle) {
    var url = CREST.quickstart().enrollUrl();
    try (var first = oracle.open();
        var second = oracle.open()) {
      var captured = challenge(first.binding());

      enroll(second, url, captured).expectRefusal();
      CertsOnlyMessage.issued(enroll(first, url, captured));
    }
  }

  @Test
  @DisplayName(
      "S-POP-06 a tls-unique is refused on TLS 1.3, and an exporter value of another session on TLS 1.2")
  void bindingOfTheOtherKind() {
    var url = CREST.quickstart().enrollUrl();
    try (var unique = Oracle.TLS_UNIQUE_BY_GNUTLS.open();
        var exporter = Oracle.TLS_EXPORTER_BY_OPENSSL.open()) {
      enroll(exporter, url, challenge(unique.binding())).expectRefusal();
      enroll(unique, url, challenge(exporter.binding())).expectRefusal();
    }
  }

  @Test
  @DisplayName("S-POP-05 the binding may be a PrintableString, a UTF8String or an IA5String")
  void stringTypes() {
    var url = CREST.quickstart().enrollUrl();
    for (var type : new String[] {"PrintableString", "UTF8String", "IA5String"}) {
      try (var session = Oracle.TLS_EXPORTER_BY_OPENSSL.open()) {
        var text = Base64.getEncoder().encodeToString(session.binding());
        ASN1Encodable challenge =
            switch (type) {
              case "PrintableString" -> new DERPrintableString(text);
              case "UTF8String" -> new DERUTF8String(text);
              default -> new DERIA5String(text);
            };

        CertsOnlyMessage.issued(enroll(session, url, challenge));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "S-STAT-08 without a binding the strict policy refuses and says that linking is required")
  void missingBinding(Oracle oracle) {
    var url = CREST.quickstart().labelled("strict", "simpleenroll");
    try (var session = oracle.open()) {
      var answer = session.post(url, CREST.quickstart().basic(), Device.base64(DEVICE.request()));

      answer.expectRefusal();
      assertThat(answer.text()).containsIgnoringCase("link").containsIgnoringCase("possession");
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a request without a binding keeps its connection where none is required (S-URI-11)")
  void unbound(Oracle oracle) {
    var url = CREST.quickstart().enrollUrl();
    try (var session = oracle.open()) {
      var answer = session.post(url, CREST.quickstart().basic(), Device.base64(DEVICE.request()));

      CertsOnlyMessage.issued(answer);
      assertThat(answer.header("Connection").orElse("keep-alive"))
          .isEqualToIgnoringCase("keep-alive");
    }
  }
}
