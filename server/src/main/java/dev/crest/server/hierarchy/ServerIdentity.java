package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.ServiceIssuance;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.store.AuthorityRecords;
import java.net.InetAddress;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The server's own TLS certificate, issued by the infrastructure CA under the same root as the
 * devices' certificates, so that it verifies with what cacerts returns. Its key lives in memory
 * only: each start makes a new one, and it is replaced after two thirds of its life. Thread-safe.
 */
public final class ServerIdentity {
  private final Authorities authorities;
  private final HierarchySettings settings;
  private final List<String> names;
  private final InstantSource clock;
  private final ServiceIssuance issuance;
  private Optional<Current> current = Optional.empty();

  /**
   * A certificate with its key.
   *
   * @param chain the server's certificate and the infrastructure CA's; the root is left out,
   *     clients have it
   */
  public record Identity(List<Certificate> chain, PrivateKey key) {
    @Override
    public String toString() {
      return "Identity[" + chain.getFirst().serialNumber().hex() + "]";
    }
  }

  private record Current(Identity identity, Instant renewal) {}

  /**
   * @param names DNS names and addresses that the server is reached by, most important first
   */
  public ServerIdentity(
      Authorities authorities,
      HierarchySettings settings,
      List<String> names,
      InstantSource clock) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a server certificate needs a name");
    }
    this.authorities = authorities;
    this.settings = settings;
    this.names = List.copyOf(names);
    this.clock = clock;
    this.issuance = new ServiceIssuance(new SecureRandom(), clock);
  }

  /**
   * Returns the certificate to serve now: the same as before until two thirds of its life are over.
   */
  public synchronized Identity current() {
    if (current.isEmpty() || !clock.instant().isBefore(current.get().renewal())) {
      current = Optional.of(make());
    }
    return current.get().identity();
  }

  private Current make() {
    var authority =
        authorities
            .first(AuthorityRecords.Kind.INFRASTRUCTURE)
            .orElseThrow(() -> new IllegalStateException("there is no infrastructure CA"));
    var pair = Keys.generate(KeyType.EC_P256);
    var key = Keys.info(pair.getPublic());
    authorities.reserve(key);
    var subject =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.CN, shortened(names.getFirst()))
            .build();
    var issuer = authorities.anyIssuer(authority.id());
    var certificate =
        issuance.estServer(issuer, subject, generalNames(), key, settings.serverLength()).sign();
    var now = clock.instant();
    var life = Duration.between(now, certificate.notAfter());
    var identity = new Identity(List.of(certificate, authority.certificate()), pair.getPrivate());
    return new Current(identity, now.plus(life.multipliedBy(2).dividedBy(3)));
  }

  /** The common name is for human readers and has 64 characters at most (RFC 5280 App. A). */
  private static String shortened(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64);
  }

  private GeneralNames generalNames() {
    return new GeneralNames(
        names.stream()
            .map(name ->
                new GeneralName(
                    isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }

  private static boolean isAddress(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
