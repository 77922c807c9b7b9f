package dev.crest.estclient;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import dev.crest.pkix.Names;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Judges a server by its certificate (RFC 7030 §3.6): authenticated by a path to an anchor,
 * authorized by its name or, under explicit anchors, by being a registration authority.
 */
final class ServerJudge {
  private final Trust trust;
  private final InstantSource clock;

  ServerJudge(Trust trust, InstantSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * A server that is trusted.
   *
   * @param provenance by which anchors
   * @param chain what it presented, its own certificate first
   */
  record Verdict(Provenance provenance, List<Certificate> chain) {}

  /**
   * Judges.
   *
   * @param chain what the server presented, its own certificate first
   * @param host the name that it was reached by
   * @throws EstException.Untrusted with the reason
   */
  Verdict judge(List<Certificate> chain, String host) throws EstException.Untrusted {
    var server = chain.getFirst();
    var others = new ArrayList<>(chain.subList(1, chain.size()));
    others.addAll(trust.intermediates());
    boolean named = HostNames.match(server, host);
    checkPurpose(server, host);
    var explicit = path(server, others, trust.explicit());
    if (explicit instanceof Outcome.Valid) {
      if (named || registrationAuthority(server)) {
        return new Verdict(Provenance.EXPLICIT, chain);
      }
      throw wrongName(server, host);
    }
    if (path(server, others, trust.implicit()) instanceof Outcome.Valid) {
      if (named) {
        return new Verdict(Provenance.IMPLICIT, chain);
      }
      throw wrongName(server, host);
    }
    var reason = explicit instanceof Outcome.Invalid(var why) ? why : "it is not trusted";
    throw new EstException.Untrusted(
        "%s is not trusted: %s (its certificate is %s, SHA-256 %s); is this the right trust anchor,"
                .formatted(host, reason, server, Fingerprint.of(server))
            + " and the right time on this machine ("
            + clock.instant()
            + ")?");
  }

  private Outcome path(Certificate server, List<Certificate> others, List<Certificate> anchors) {
    return anchors.isEmpty()
        ? new Outcome.Invalid("there are no trust anchors for it")
        : CertificationPath.validate(server, others, anchors, clock.instant());
  }

  private static void checkPurpose(Certificate server, String host) throws EstException.Untrusted {
    var purposes = server.extendedKeyUsage();
    if (!purposes.isEmpty()
        && !purposes.contains(KeyPurposeId.id_kp_serverAuth.toOID())
        && !purposes.contains(KeyPurposeId.anyExtendedKeyUsage.toOID())
        && !registrationAuthority(server)) {
      throw new EstException.Untrusted(host + " presents a certificate that is not for servers");
    }
  }

  static boolean registrationAuthority(Certificate server) {
    return server.extendedKeyUsage().contains(KeyPurposeId.id_kp_cmcRA.toOID());
  }

  private static EstException.Untrusted wrongName(Certificate server, String host) {
    var names =
        server.subjectAltName().stream()
            .flatMap(found -> Arrays.stream(found.getNames()))
            .limit(10)
            .map(Names::text)
            .toList();
    return new EstException.Untrusted(
        "the server's certificate is not for %s but for %s; is the address right?"
            .formatted(host, names.isEmpty() ? "no host at all" : String.join(", ", names)));
  }
}
