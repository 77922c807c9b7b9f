package dev.crest.cli.connect;

import java.util.Optional;

/**
 * What the options say about the connection.
 *
 * @param url the server
 * @param apiKeyFile a file with the key
 * @param account an id or a name
 * @param caFile a file with trust anchors in PEM
 */
public record GivenConnection(
    Optional<String> url,
    Optional<String> apiKeyFile,
    Optional<String> account,
    Optional<String> caFile) {

  /** Returns what the variables say where the options say nothing. */
  GivenConnection or(Surroundings surroundings) {
    return new GivenConnection(
        url.or(() -> surroundings.variable("CREST_URL")),
        apiKeyFile,
        account.or(() -> surroundings.variable("CREST_ACCOUNT")),
        caFile.or(() -> surroundings.variable("CREST_CA_FILE")));
  }
}
