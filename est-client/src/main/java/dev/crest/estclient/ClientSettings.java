package dev.crest.estclient;

import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a client is set to.
 *
 * @param wishes whether csrattrs are fetched before a request
 * @param known CA certificates that need not be fetched again yet
 */
record ClientSettings(
    Address address,
    Trust trust,
    Optional<Identity> identity,
    Optional<Credential> credential,
    Linking linking,
    Set<TlsVersion> versions,
    Limits limits,
    Predicate<URI> approval,
    boolean wishes,
    Optional<CaCertificates> known,
    InstantSource clock) {

  ClientSettings presenting(Optional<Identity> other) {
    return new ClientSettings(
        address,
        trust,
        other,
        credential,
        linking,
        versions,
        limits,
        approval,
        wishes,
        known,
        clock);
  }

  /** Returns how sessions are made, under a trust that may have grown since. */
  EstSession.Settings session(Trust grown) {
    return session(new ServerJudge(grown, clock)::judge, grown.passwords());
  }

  /** Returns how a session is made that believes nobody and says nothing. */
  EstSession.Settings provisional() {
    var plan =
        new TlsConnection.Plan(
            (chain, _) -> new ServerJudge.Verdict(Provenance.FINGERPRINT, chain),
            Optional.empty(),
            versions,
            limits);
    return new EstSession.Settings(address, plan, Optional.empty(), false, _ -> false);
  }

  private EstSession.Settings session(TlsConnection.Judge judge, boolean passwordsForImplicit) {
    var plan = new TlsConnection.Plan(judge, identity, versions, limits);
    return new EstSession.Settings(address, plan, credential, passwordsForImplicit, approval);
  }
}
