package dev.crest.pkix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LenientDecoderTest {
  private static final String LABEL = "CERTIFICATE REQUEST";
  private static final Set<String> LABELS = Set.of(LABEL, "NEW CERTIFICATE REQUEST");
  private static final Der GOOD = Golden.der("request/good.der");
  private static final String PEM = Pem.write(LABEL, GOOD);
  private static final String DENSE = Base64.getEncoder().encodeToString(GOOD.bytes());
  private static final String WRAPPED =
      Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(GOOD.bytes());

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of("PEM with LF", PEM, FoundEncoding.PEM),
        Arguments.of("PEM with CRLF", PEM.replace("\n", "\r\n"), FoundEncoding.PEM),
        Arguments.of("PEM with CR", PEM.replace("\n", "\r"), FoundEncoding.PEM),
        Arguments.of("PEM with CR CR LF", PEM.replace("\n", "\r\r\n"), FoundEncoding.PEM),
        Arguments.of("PEM without a last line break", PEM.strip(), FoundEncoding.PEM),
        Arguments.of("PEM between blank lines", "\n \n" + PEM + "\r\n\r\n", FoundEncoding.PEM),
        Arguments.of("PEM between text", "Request: x\n" + PEM + "the end", FoundEncoding.PEM),
        Arguments.of("PEM behind a byte order mark", "\u00ef\u00bb\u00bf" + PEM, FoundEncoding.PEM),
        Arguments.of("PEM with indented lines", PEM.replace("\n", "\n  "), FoundEncoding.PEM),
        Arguments.of("PEM on one text line", armour(DENSE + "\n"), FoundEncoding.PEM),
        Arguments.of(
            "PEM with the old label",
            PEM.replace(LABEL, "NEW CERTIFICATE REQUEST"),
            FoundEncoding.PEM),
        Arguments.of(
            "PEM without line breaks, as curl --data sends it",
            PEM.replace("\n", ""),
            FoundEncoding.PEM_ONE_LINE),
        Arguments.of(
            "PEM with spaces for line breaks", PEM.replace("\n", " "), FoundEncoding.PEM_ONE_LINE),
        Arguments.of("base64 with LF", WRAPPED + "\n", FoundEncoding.BASE64),
        Arguments.of("base64 with CRLF", WRAPPED.replace("\n", "\r\n"), FoundEncoding.BASE64),
        Arguments.of("base64 with CR", WRAPPED.replace("\n", "\r"), FoundEncoding.BASE64),
        Arguments.of(
            "base64 in lines of 76",
            Base64.getMimeEncoder().encodeToString(GOOD.bytes()),
            FoundEncoding.BASE64),
        Arguments.of("base64 on one line", DENSE, FoundEncoding.BASE64_ONE_LINE),
        Arguments.of("base64 on one line, LF", DENSE + "\n", FoundEncoding.BASE64_ONE_LINE),
        Arguments.of(
            "base64 on one line, two CRLF", DENSE + "\r\n\r\n", FoundEncoding.BASE64_ONE_LINE),
        Arguments.of(
            "base64 with a space or tab between all characters",
            String.join("\t ", DENSE.split("")),
            FoundEncoding.BASE64_ONE_LINE));
  }

  private static String armour(String text) {
    return "-----BEGIN " + LABEL + "-----\n" + text + "-----END " + LABEL + "-----\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  @DisplayName("S-HTTP-03 S-HTTP-15 white space anywhere, PEM in any shape")
  void accepts(String title, String body, FoundEncoding encoding) {
    var found = LenientDecoder.one(body.getBytes(ISO_8859_1), LABELS);
    assertThat(found.der()).isEqualTo(GOOD);
    assertThat(found.encoding()).isEqualTo(encoding);
    assertThat(found.label().isEmpty()).isEqualTo(!body.contains("BEGIN"));
    assertThat(LenientDecoder.all(body.getBytes(ISO_8859_1), LABELS)).containsExactly(found);
  }

  @Test
  @DisplayName("S-HTTP-15 raw DER is taken as it is")
  void der() {
    var found = new LenientDecoder.Found(GOOD, FoundEncoding.DER, "");
    assertThat(LenientDecoder.one(GOOD.bytes(), LABELS)).isEqualTo(found);
    assertThat(LenientDecoder.all(GOOD.bytes(), LABELS)).containsExactly(found);
  }

  @Test
  @DisplayName("S-HTTP-15 the text that openssl req -text writes is taken")
  void opensslText() {
    var found = LenientDecoder.one(Golden.bytes("request/openssl-text.pem"), LABELS);
    assertThat(CertificationRequest.read(found.der()).signatureVerifies()).isTrue();
  }

  static Stream<Arguments> refused() {
    var padded = Base64.getEncoder().encodeToString(new byte[] {0x30, 0x02, 0x05, 0x00});
    return Stream.of(
        Arguments.of("an empty body", "", "empty"),
        Arguments.of("white space only", " \r\n\t", "no base64"),
        Arguments.of("URL-safe base64", DENSE.replaceFirst("[+/]", "_"), "URL-safe"),
        Arguments.of(
            "URL-safe minus", DENSE.substring(0, 8) + "-" + DENSE.substring(9), "URL-safe"),
        Arguments.of("a form feed", DENSE + "\f", "byte " + DENSE.length()),
        Arguments.of("a NUL", "\0" + DENSE, "byte 0"),
        Arguments.of("a percent sign", DENSE.replace("M", "%4D"), "not in the base64 alphabet"),
        Arguments.of("a byte above 127", "\u00a0" + DENSE, "not in the base64 alphabet"),
        Arguments.of("missing padding", padded.replace("=", ""), "padding"),
        Arguments.of("half the padding", padded.replace("==", "="), "padding"),
        Arguments.of("excess padding", padded + "====", "padding"),
        Arguments.of("padding only", "====", "padding"),
        Arguments.of("text behind the padding", padded + padded, "padding"),
        Arguments.of("pad bits that are not zero", padded.replace("AA==", "AB=="), "not zero"),
        Arguments.of("one character", "M", "cut off"),
        Arguments.of("base64 cut off", DENSE.substring(0, 100), "cut off"),
        Arguments.of("base64 of two objects", base64("3000 3000"), "behind the object"),
        Arguments.of("base64 of a DER with a byte behind it", base64("300000"), "behind"),
        Arguments.of("base64 of no SEQUENCE", base64("0500"), "not an ASN.1 SEQUENCE"),
        Arguments.of("base64 of one byte", base64("30"), "not an ASN.1 SEQUENCE"),
        Arguments.of("base64 of a length that never ends", base64("30847fffffff"), "cut off"),
        Arguments.of("base64 of a length of 127 octets", base64("30ff0000000000"), "cut off"),
        Arguments.of(
            "base64 of PEM",
            Base64.getEncoder().encodeToString(PEM.getBytes(ISO_8859_1)),
            "not an ASN.1 SEQUENCE"),
        Arguments.of("another label", PEM.replace(LABEL, "CERTIFICATE"), "not labelled"),
        Arguments.of("a label in lower case", PEM.replace(LABEL, "certificate request"), "label"),
        Arguments.of("two PEM blocks", PEM + PEM, "more than one"),
        Arguments.of("no END", PEM.substring(0, 200), "no END"),
        Arguments.of("another END", PEM.replace("END C", "END X"), "no END"),
        Arguments.of("a BEGIN without dashes", "-----BEGIN CERTIFICATE REQUEST\n", "five dashes"),
        Arguments.of("nothing between BEGIN and END", armour(""), "no base64"),
        Arguments.of(
            "RFC 1421 headers", armour("Proc-Type: 4,ENCRYPTED\n\n" + WRAPPED + "\n"), "RFC 1421"),
        Arguments.of("URL-encoded form", "csr=" + DENSE, "padding"),
        Arguments.of("JSON", "{\"csr\":\"" + DENSE + "\"}", "not in the base64 alphabet"),
        Arguments.of("an HTML page", "<html></html>", "not in the base64 alphabet"));
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  @DisplayName("S-HTTP-04 anything else is refused with its fault")
  void refuses(String title, String body, String fault) {
    assertThatThrownBy(() -> LenientDecoder.one(body.getBytes(ISO_8859_1), LABELS))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault);
  }

  static Stream<Arguments> refusedBytes() {
    return Stream.of(
        Arguments.of("DER cut off", Golden.bytes("request/truncated.der"), "cut off"),
        Arguments.of("DER and a byte", Golden.bytes("request/trailing-byte.der"), "behind"),
        Arguments.of("DER of 2^31 bytes", Golden.bytes("request/length-2-31.der"), "cut off"),
        Arguments.of("the digit zero alone", new byte[] {'0'}, "not an ASN.1 SEQUENCE"),
        Arguments.of("PEM in UTF-16", PEM.getBytes(UTF_16LE), "alphabet"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedBytes")
  @DisplayName("S-HTTP-04 DER with anything behind it or missing is refused")
  void refusesBytes(String title, byte[] body, String fault) {
    assertThatThrownBy(() -> LenientDecoder.one(body, LABELS))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault);
  }

  @Test
  @DisplayName("a file may have several blocks, with text and other labels between them")
  void all() {
    var certificate = Golden.der("certificate/good.der");
    var file =
        "# first\n"
            + Pem.write("CERTIFICATE", certificate)
            + "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4\n\nMAA=\n-----END RSA PRIVATE KEY-----\n"
            + Pem.write("CERTIFICATE", certificate);
    assertThat(LenientDecoder.all(file.getBytes(ISO_8859_1), Set.of("CERTIFICATE")))
        .extracting(LenientDecoder.Found::der)
        .containsExactly(certificate, certificate);
    assertThatThrownBy(() -> LenientDecoder.all(file.getBytes(ISO_8859_1), LABELS))
        .isInstanceOf(MalformedInput.class)
        .hasMessage("there is no PEM block labelled " + LABEL + " or NEW " + LABEL);
  }

  @Test
  @DisplayName("no damaged body brings anything but MalformedInput")
  void fuzz() {
    var samples =
        List.of(
            PEM.getBytes(ISO_8859_1),
            PEM.replace("\n", "").getBytes(ISO_8859_1),
            DENSE.getBytes(ISO_8859_1),
            GOOD.bytes());
    Mutations.feed(
        samples,
        bytes -> {
          LenientDecoder.one(bytes, LABELS);
          LenientDecoder.all(bytes, LABELS);
        });
  }
}
