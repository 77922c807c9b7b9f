package dev.crest.server.auth;

import dev.crest.pkix.Certificate;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Who is calling, as far as credentials tell. Which policy they may use is not decided here. */
public sealed interface Caller {
  /** Returns where from. */
  InetAddress address();

  /** Presented nothing. */
  record Anonymous(InetAddress address) implements Caller {}

  /**
   * Presented a passcode that exists. Enabled or not, expired or not and the user name are not
   * judged yet: that needs the policy.
   *
   * @param userName as sent, possibly empty
   * @param candidates stored passcodes with this value, one a container
   */
  record PasscodeHolder(
      InetAddress address,
      String userName,
      List<Credential> candidates,
      Optional<CertificateHolder> certificate)
      implements Caller {}

  /**
   * Proved to hold the key of a certificate.
   *
   * @param chain leaf first, as presented; well-formed, not judged beyond what {@code candidates}
   *     and {@code issued} say
   * @param candidates stored authentication certificates that equal the leaf, and authentication
   *     CAs that it validly chains to
   * @param withdrawn authentication CAs that it chains to, but that took it back or cannot say
   * @param issued the record of the leaf where this server issued it
   */
  record CertificateHolder(
      InetAddress address,
      List<Certificate> chain,
      List<Credential> candidates,
      List<Withdrawn> withdrawn,
      Optional<IssuedCertificate> issued)
      implements Caller {
    public CertificateHolder(
        InetAddress address,
        List<Certificate> chain,
        List<Credential> candidates,
        Optional<IssuedCertificate> issued) {
      this(address, chain, candidates, List.of(), issued);
    }

    /** Returns the leaf. */
    public Certificate certificate() {
      return chain.getFirst();
    }
  }

  /**
   * An authentication CA that does not vouch for the caller's certificate although it leads there.
   *
   * @param reason {@code certificate-revoked-by-issuer} or {@code revocation-list-expired}
   */
  record Withdrawn(Credential credential, String reason) {}
}
