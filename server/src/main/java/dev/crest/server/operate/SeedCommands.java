package dev.crest.server.operate;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The commands that a reader of the documentation types, filled in for the demo. */
final class SeedCommands {
  private final QuickstartFile demo;

  SeedCommands(QuickstartFile demo) {
    this.demo = demo;
  }

  static List<String> makeKey() {
    return List.of(
        "openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "private.pem");
  }

  static List<String> makeRequest() {
    return List.of("openssl", "req", "-new", "-key", "private.pem", "-out", "csr.pem");
  }

  List<String> enroll() {
    var credential =
        Base64.getEncoder()
            .encodeToString(("user:" + demo.passcode()).getBytes(StandardCharsets.UTF_8));
    return List.of(
        "curl",
        "--cacert",
        demo.trustAnchorFile(),
        "--location",
        demo.enrollUrl(),
        "--header",
        "Content-Type: application/octet-stream",
        "--header",
        "Authorization: Basic " + credential,
        "--data-binary",
        "@csr.pem");
  }

  List<String> enrollWithCertificate() {
    return withCertificate(
        demo.clientAuthEnrollUrl(), demo.clientCertificateFile(), demo.clientKeyFile());
  }

  List<String> reenroll() {
    return withCertificate(demo.reenrollUrl(), "certificate.pem", "private.pem");
  }

  private List<String> withCertificate(String url, String certificate, String key) {
    return List.of(
        "curl",
        "--cacert",
        demo.trustAnchorFile(),
        "--location",
        url,
        "--cert",
        certificate,
        "--key",
        key,
        "--header",
        "Content-Type: application/pkcs10",
        "--data-binary",
        "@csr.pem");
  }

  /** Writes a command as a person types it, an option with its value on each continued line. */
  static String shown(List<String> command) {
    var text = new StringBuilder();
    for (int i = 0; i < command.size(); i++) {
      var word = command.get(i);
      boolean option = word.startsWith("--") && i > 1;
      text.append(i == 0 ? "" : option ? " \\\n    " : " ").append(quoted(word));
    }
    return text.toString();
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
