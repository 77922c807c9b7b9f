package dev.crest.server.auth;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.MalformedInput;
import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.Caller.Withdrawn;
import dev.crest.server.auth.Credential.Proof;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Finds out who is calling. Thread-safe. */
public final class Authenticators {
  /** How many certificates of a chain are looked at. */
  static final int MOST_CERTIFICATES = 10;

  /** Largest certificate that is read, in bytes. */
  static final int LARGEST_CERTIFICATE = 32_768;

  private final CredentialDirectory directory;
  private final PasscodeVerifier verifier;
  private final FailureThrottle throttle;
  private final AuthorityPaths paths;

  public Authenticators(
      CredentialDirectory directory,
      PasscodeVerifier verifier,
      FailureThrottle throttle,
      InstantSource clock) {
    this.directory = directory;
    this.verifier = verifier;
    this.throttle = throttle;
    this.paths = new AuthorityPaths(clock);
  }

  /**
   * Identifies the caller. HTTP credentials, where present, must be good: a bad passcode is not
   * rescued by a certificate (S-AUTH-10).
   *
   * @throws Refused {@code UNAUTHENTICATED} for an unknown passcode or an unusable Authorization
   *     header (the same for all), {@code MALFORMED} for a certificate that cannot be read, {@code
   *     RATE_LIMITED} after many failures from an address, {@code UNAVAILABLE} when the store is
   *     down
   */
  public Caller identify(Credentials credentials) {
    var address = credentials.address();
    if (credentials.authorization().isEmpty()) {
      var holder = certificateHolder(credentials);
      return holder.isPresent() ? holder.get() : new Caller.Anonymous(address);
    }
    var presented = BasicCredentials.parse(credentials.authorization().get());
    throttle.admit(address);
    var candidates = passcodes(presented, address);
    return new Caller.PasscodeHolder(
        address, presented.userName(), candidates, certificateHolder(credentials));
  }

  /** A known and an unknown passcode cost the same: one HMAC and one look-up. */
  private List<Credential> passcodes(BasicCredentials presented, InetAddress address) {
    var candidates = directory.passcodes(verifier.verifier(presented.password()));
    if (candidates.stream().noneMatch(c -> admits(c, presented.userName()))) {
      // A wrong user name is a failed guess too, but the policy says so: it may be audited there.
      throttle.failed(address);
    }
    if (candidates.isEmpty()) {
      throw Refused.unauthenticated("passcode-unknown");
    }
    return candidates;
  }

  private static boolean admits(Credential credential, String userName) {
    return credential.kind() instanceof Proof.Passcode passcode && passcode.admits(userName);
  }

  private Optional<CertificateHolder> certificateHolder(Credentials credentials) {
    if (credentials.clientCertificates().isEmpty()) {
      return Optional.empty();
    }
    var chain = chain(credentials.clientCertificates());
    var fingerprint = HexFormat.of().formatHex(chain.getFirst().fingerprint());
    var candidates = new ArrayList<>(directory.authenticationCertificates(fingerprint));
    var withdrawn = new ArrayList<Withdrawn>();
    if (ClientFitness.obstacle(chain.getFirst()).isEmpty()) {
      judge(chain, fingerprint, candidates, withdrawn);
    }
    return Optional.of(
        new CertificateHolder(
            credentials.address(),
            chain,
            List.copyOf(candidates),
            List.copyOf(withdrawn),
            directory.issued(fingerprint)));
  }

  private void judge(
      List<Certificate> chain,
      String fingerprint,
      List<Credential> candidates,
      List<Withdrawn> withdrawn) {
    for (var credential : directory.authenticationAuthorities()) {
      if (credential.kind() instanceof Proof.AuthenticationAuthority authority) {
        switch (paths.standing(chain, fingerprint, authority)) {
          case GOOD -> candidates.add(credential);
          case REVOKED -> withdrawn.add(new Withdrawn(credential, "certificate-revoked-by-issuer"));
          case UNKNOWN -> withdrawn.add(new Withdrawn(credential, "revocation-list-expired"));
          case NONE -> {}
        }
      }
    }
  }

  /** The leaf must be readable; what else the client sends along is used where it can be read. */
  private static List<Certificate> chain(List<Der> presented) {
    var chain = new ArrayList<Certificate>();
    chain.add(leaf(presented.getFirst()));
    presented.subList(1, Math.min(presented.size(), MOST_CERTIFICATES)).stream()
        .flatMap(der -> extra(der).stream())
        .forEach(chain::add);
    return List.copyOf(chain);
  }

  /** An unreadable extra certificate proves nothing and harms nothing. */
  private static Optional<Certificate> extra(Der der) {
    try {
      return der.length() <= LARGEST_CERTIFICATE
          ? Optional.of(Certificate.read(der))
          : Optional.empty();
    } catch (MalformedInput e) {
      return Optional.empty();
    }
  }

  private static Certificate leaf(Der der) {
    if (der.length() > LARGEST_CERTIFICATE) {
      throw unreadable("certificate-too-large");
    }
    try {
      return Certificate.read(der);
    } catch (MalformedInput e) {
      throw unreadable("certificate-malformed");
    }
  }

  private static Refused unreadable(String reason) {
    return Refused.of(
        Kind.MALFORMED, reason, "The client certificate is not a well-formed X.509 certificate.");
  }
}
