package dev.crest.estclient;

import dev.crest.pkix.Certificate;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom a client trusts (RFC 7030 §3.1, §3.6): explicit trust anchors for this server, implicit ones
 * for servers in general, and those that issued certificates have to chain to. Immutable and
 * thread-safe.
 */
public final class Trust {
  private final List<Certificate> explicit;
  private final List<Certificate> implicit;
  private final List<Certificate> issuers;
  private final List<Certificate> intermediates;
  private final boolean serversIssuers;
  private final boolean passwords;

  private Trust(
      List<Certificate> explicit,
      List<Certificate> implicit,
      List<Certificate> issuers,
      List<Certificate> intermediates,
      boolean serversIssuers,
      boolean passwords) {
    this.explicit = List.copyOf(explicit);
    this.implicit = List.copyOf(implicit);
    this.issuers = List.copyOf(issuers);
    this.intermediates = List.copyOf(intermediates);
    this.serversIssuers = serversIssuers;
    this.passwords = passwords;
  }

  /**
   * Trusts CA certificates for this server and for what it issues; implicit trust is off.
   *
   * @param anchors at least one
   */
  public static Trust anchors(List<Certificate> anchors) {
    if (anchors.isEmpty()) {
      throw new IllegalArgumentException("there is no trust anchor");
    }
    return new Trust(anchors, List.of(), List.of(), List.of(), false, false);
  }

  static Trust nobody() {
    return new Trust(List.of(), List.of(), List.of(), List.of(), false, false);
  }

  /** Trusts CA certificates for servers in general. */
  public static Trust implicit(List<Certificate> anchors) {
    if (anchors.isEmpty()) {
      throw new IllegalArgumentException("there is no trust anchor");
    }
    return new Trust(List.of(), anchors, List.of(), List.of(), false, false);
  }

  /** Trusts what the Java platform trusts for servers in general. */
  public static Trust system() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      var anchors = new ArrayList<Certificate>();
      for (var one : factory.getTrustManagers()) {
        if (one instanceof X509TrustManager trusting) {
          Arrays.stream(trusting.getAcceptedIssuers())
              .map(Certificates::ofJca)
              .forEach(anchors::add);
        }
      }
      return implicit(anchors);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform's trust anchors cannot be read", e);
    }
  }

  /** Trusts in addition what another trusts implicitly; explicit anchors are tried first. */
  public Trust orImplicitly(Trust other) {
    return new Trust(explicit, other.implicit, issuers, intermediates, serversIssuers, passwords);
  }

  /** Takes CA certificates for issued certificates that are not for the server's own. */
  public Trust withIssuers(List<Certificate> anchors) {
    return new Trust(explicit, implicit, anchors, intermediates, serversIssuers, passwords);
  }

  /**
   * Takes the root that the server gives in its cacerts for issued certificates, although it is not
   * connected to the explicit anchors: for servers whose own certificate is of another CA than the
   * ones that they issue. Under implicit trust that is so anyway (RFC 7030 §4.1.3).
   */
  public Trust withIssuersOfServer() {
    return new Trust(explicit, implicit, issuers, intermediates, true, passwords);
  }

  /** Lets passwords go to a server that is trusted implicitly only, against RFC 7030 §6. */
  public Trust withPasswordsForImplicit() {
    return new Trust(explicit, implicit, issuers, intermediates, serversIssuers, true);
  }

  /** Knows CA certificates that may be needed between a certificate and an anchor. */
  public Trust withIntermediates(List<Certificate> certificates) {
    return new Trust(explicit, implicit, issuers, certificates, serversIssuers, passwords);
  }

  Trust with(List<Certificate> newExplicit, List<Certificate> newIssuers) {
    return new Trust(newExplicit, implicit, newIssuers, intermediates, serversIssuers, passwords);
  }

  Trust withoutImplicit() {
    return new Trust(explicit, List.of(), issuers, intermediates, serversIssuers, passwords);
  }

  /** Returns the explicit anchors. */
  public List<Certificate> explicit() {
    return explicit;
  }

  /** Returns the implicit anchors; empty where implicit trust is off. */
  public List<Certificate> implicit() {
    return implicit;
  }

  /** Returns further anchors of issued certificates. */
  public List<Certificate> issuers() {
    return issuers;
  }

  /** Returns the known CA certificates between. */
  public List<Certificate> intermediates() {
    return intermediates;
  }

  /** Returns all that an issued certificate may chain to. */
  List<Certificate> issuing() {
    var all = new ArrayList<>(explicit);
    all.addAll(issuers);
    return List.copyOf(all);
  }

  boolean serversIssuers() {
    return serversIssuers;
  }

  boolean passwords() {
    return passwords;
  }

  @Override
  public String toString() {
    return "Trust[explicit=%s, implicit=%d, issuers=%s]"
        .formatted(explicit, implicit.size(), issuers);
  }
}
