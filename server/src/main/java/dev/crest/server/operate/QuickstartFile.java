package dev.crest.server.operate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code quickstart.json}: what a script needs to use the demo. Holds secrets, so its mode is 0600.
 *
 * @param cacertsUrl GET, no credential
 * @param csrattrsUrl GET, no credential
 * @param enrollUrl POST with the passcode
 * @param serverKeyGenUrl POST with the passcode
 * @param clientAuthEnrollUrl POST with the client certificate
 * @param reenrollUrl POST with the certificate to be renewed
 * @param policyId the demo policy
 * @param passcode the demo passcode
 * @param trustAnchorFile PEM of the root
 * @param clientCertificateFile PEM of an authentication certificate
 * @param clientKeyFile PEM of its private key
 * @param apiUrl base URL of the management API, where it is served
 * @param apiKey what may do everything there, in {@code x-api-key}
 * @param signInUrl signs a browser in there, once
 */
public record QuickstartFile(
    String cacertsUrl,
    String csrattrsUrl,
    String enrollUrl,
    String serverKeyGenUrl,
    String clientAuthEnrollUrl,
    String reenrollUrl,
    String policyId,
    String passcode,
    String trustAnchorFile,
    String clientCertificateFile,
    String clientKeyFile,
    Optional<String> apiUrl,
    Optional<String> apiKey,
    Optional<String> signInUrl) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  @Override
  public String toString() {
    return "QuickstartFile[policyId=" + policyId + "]";
  }

  QuickstartFile administeredAt(String url, String key, Optional<String> signIn) {
    return new QuickstartFile(
        cacertsUrl,
        csrattrsUrl,
        enrollUrl,
        serverKeyGenUrl,
        clientAuthEnrollUrl,
        reenrollUrl,
        policyId,
        passcode,
        trustAnchorFile,
        clientCertificateFile,
        clientKeyFile,
        Optional.of(url),
        Optional.of(key),
        signIn);
  }

  /** Writes the file whole or not at all, readable by its owner only. */
  public void write(Path file) throws IOException {
    PrivateFiles.write(file, JSON.writeValueAsString(this) + "\n");
  }

  /** Reads the file of an earlier run; empty where there is none or it is not one. */
  public static Optional<QuickstartFile> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readString(file), QuickstartFile.class));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
