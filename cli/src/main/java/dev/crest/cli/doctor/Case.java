package dev.crest.cli.doctor;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.EstClient;
import dev.crest.estclient.Identity;
import dev.crest.estclient.Limits;
import dev.crest.estclient.PlainAnswer;
import dev.crest.estclient.Trust;
import dev.crest.estwire.CsrAttributes;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.MalformedInput;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the checks have found out so far, for those that come after. For one thread. */
final class Case {
  private final Setup setup;
  Optional<URI> address = Optional.empty();
  List<InetAddress> resolved = List.of();
  Optional<InetSocketAddress> reached = Optional.empty();
  Optional<TlsProbe.Seen> seen = Optional.empty();

  /** What cacerts gave, of a server that need not be the right one. */
  Optional<PlainAnswer> authorities = Optional.empty();

  /** Why it gave nothing. */
  String silence = "";

  /** The server's time minus that of this machine. */
  Optional<Duration> ahead = Optional.empty();

  Optional<Trust> trust = Optional.empty();
  Optional<Identity> identity = Optional.empty();
  Optional<CsrAttributes> wishes = Optional.empty();

  /** Whether the server talks to nobody who shows no client certificate in TLS. */
  boolean demanding;

  /** Whether the server says to everybody what it makes of a request, before it asks who it is. */
  boolean readsFirst;

  Case(Setup setup) {
    this.setup = setup;
  }

  Setup setup() {
    return setup;
  }

  URI url() {
    return address.orElseThrow(() -> new IllegalStateException("the URL was not checked"));
  }

  String host() {
    return url().getHost();
  }

  int port() {
    return url().getPort() < 0 ? 443 : url().getPort();
  }

  TlsProbe.Seen server() {
    return seen.orElseThrow(() -> new IllegalStateException("TLS was not checked"));
  }

  Trust trusted() {
    return trust.orElseThrow(() -> new IllegalStateException("trust was not checked"));
  }

  Instant now() {
    return setup.clock().instant();
  }

  int millis() {
    return Math.toIntExact(setup.patience().toMillis());
  }

  /** Returns the CA certificates that the server says it has; empty where that is not readable. */
  List<Certificate> claimed() {
    try {
      return authorities
          .filter(answer -> answer.status() == 200)
          .map(answer -> Certificates.read(answer.body()))
          .orElse(List.of());
    } catch (MalformedInput e) {
      return List.of();
    }
  }

  /** Returns the CA certificate that the others of cacerts hang on, where there is one. */
  Optional<Certificate> claimedRoot() {
    return claimed().stream().filter(Certificate::isSelfSigned).findFirst();
  }

  /** Starts a client that trusts nobody yet. */
  EstClient.Builder stranger() {
    var patience = setup.patience();
    var builder =
        EstClient.builder(url())
            .clock(setup.clock())
            .limits(new Limits(patience, patience, patience.multipliedBy(4), 1 << 20, 100));
    setup.tls().ifPresent(version -> builder.tlsVersions(Set.of(version)));
    return builder;
  }

  /** Starts a client that trusts whom it should, and says nothing of itself. */
  EstClient.Builder client() {
    return stranger().trust(trusted());
  }

  /** Starts one that shows the client certificate only if nothing else goes. */
  EstClient.Builder visitor() {
    var builder = client();
    if (demanding) {
      identity.ifPresent(builder::identity);
    }
    return builder;
  }

  /** Starts one with everything that it may be known by. */
  EstClient.Builder known() {
    var builder = client();
    setup.credential().ifPresent(builder::credential);
    identity.ifPresent(builder::identity);
    return builder;
  }

  /** Returns the URL with another host. */
  String at(String otherHost) {
    var port = url().getPort() < 0 ? "" : ":" + url().getPort();
    return "https://" + otherHost + port + url().getRawPath();
  }
}
