package dev.crest.interop;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import tools.jackson.databind.json.JsonMapper;

/** What quickstart writes for scripts, quickstart.json. */
record Quickstart(
    URI cacertsUrl,
    URI csrattrsUrl,
    URI enrollUrl,
    URI serverKeyGenUrl,
    URI clientAuthEnrollUrl,
    URI reenrollUrl,
    String policyId,
    String passcode,
    Path trustAnchorFile,
    Path clientCertificateFile,
    Path clientKeyFile) {

  /** Reads the file; paths in it may be relative to the folder that the server was started in. */
  static Quickstart read(Path file) {
    var json = JsonMapper.builder().build().readTree(file);
    var reader =
        new Object() {
          String text(String key) {
            var value = json.path(key);
            if (!value.isString() || value.asString().isBlank()) {
              throw new AssertionError(file.getFileName() + " has no text at " + key);
            }
            return value.asString();
          }

          URI url(String key) {
            return URI.create(text(key));
          }

          Path path(String key) {
            return file.toAbsolutePath().getParent().resolve(text(key));
          }
        };
    return new Quickstart(
        reader.url("cacertsUrl"),
        reader.url("csrattrsUrl"),
        reader.url("enrollUrl"),
        reader.url("serverKeyGenUrl"),
        reader.url("clientAuthEnrollUrl"),
        reader.url("reenrollUrl"),
        reader.text("policyId"),
        reader.text("passcode"),
        reader.path("trustAnchorFile"),
        reader.path("clientCertificateFile"),
        reader.path("clientKeyFile"));
  }

  int port() {
    return enrollUrl.getPort();
  }

  /** Returns the URL of an operation of a label, or of the default policy where it is empty. */
  URI labelled(String label, String operation) {
    var segment = label.isEmpty() ? "" : label + "/";
    return URI.create("https://localhost:" + port() + "/.well-known/est/" + segment + operation);
  }

  /** Returns the value of an Authorization header, with the user name of the seed's example. */
  String basic() {
    return basic("user:" + passcode);
  }

  static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  /** Never shows the passcode. */
  @Override
  public String toString() {
    return "Quickstart[" + enrollUrl + "]";
  }
}
