package dev.crest.server.auth;

import dev.crest.pkix.Der;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a caller presents, unjudged.
 *
 * @param authorization the Authorization header's value
 * @param clientCertificates what TLS proved possession of, leaf first
 * @param address where from
 */
public record Credentials(
    Optional<String> authorization, List<Der> clientCertificates, InetAddress address) {
  @Override
  public String toString() {
    // The header is a secret.
    return "Credentials[authorization="
        + authorization.isPresent()
        + ", certificates="
        + clientCertificates.size()
        + "]";
  }
}
