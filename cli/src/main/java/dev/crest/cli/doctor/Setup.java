package dev.crest.cli.doctor;

import dev.crest.estclient.Credential;
import dev.crest.estclient.Fingerprint;
import dev.crest.estclient.Identity;
import dev.crest.estclient.TlsVersion;
import dev.crest.estclient.Trust;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The set-up that is examined: what enroll would be given.
 *
 * @param url as it was typed
 * @param trust whom to trust; empty where that is not said, or only by a fingerprint
 * @param fingerprint of a CA certificate of the server, in place of trust
 * @param completing adds to a trust that came of the fingerprint what else is said of it
 * @param tls the only version to speak, where that is said
 * @param identity reads the client certificate with its key; throws {@code WrongUsage} saying why
 *     that fails
 * @param credential the passcode
 * @param request the certification request to look at
 * @param probing whether a request that cannot be granted may be sent to see what the server makes
 *     of the credential
 * @param patience how long to wait for each answer
 */
public record Setup(
    String url,
    Optional<Trust> trust,
    Optional<Fingerprint> fingerprint,
    UnaryOperator<Trust> completing,
    Optional<TlsVersion> tls,
    Supplier<Optional<Identity>> identity,
    Optional<Credential> credential,
    Optional<RequestFile> request,
    boolean probing,
    Duration patience,
    InstantSource clock) {

  /**
   * A file with a certification request.
   *
   * @param keyFile the file of its key, where that is said
   */
  public record RequestFile(String name, byte[] content, Optional<String> keyFile) {}
}
