package dev.crest.server.auth;

import dev.crest.pkix.Certificate;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who is calling, as far as credentials tell. Which policy they may use is not decided here. */
public sealed interface Caller {
  /** Returns where from. */
  InetAddress address();

  /**
   * A person or a program that signed in to the management API.
   *
   * @param name for audit records, such as {@code user:<id>}
   * @param accountId the account that it acts in
   * @param divisions the divisions that it may request certificates for; empty for all
   */
  record Operator(
      InetAddress address, String name, String accountId, Optional<Set<String>> divisions)
      implements Caller {
    public Operator {
      divisions = divisions.map(Set::copyOf);
    }

    /** Whether it may request certificates for a division of an account. */
    public boolean covers(String account, String division) {
      return accountId.equals(account) && divisions.map(d -> d.contains(division)).orElse(true);
    }
  }

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
