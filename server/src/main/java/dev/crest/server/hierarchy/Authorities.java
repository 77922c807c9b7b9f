package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.Issuer;
import dev.crest.ca.signer.SoftwareSigner;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.MalformedInput;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The CAs of this server, ready to sign. Thread-safe. */
public final class Authorities {
  private static final Logger LOG = LoggerFactory.getLogger(Authorities.class);

  /** More levels than any hierarchy has: a circle in the records must not hang anyone. */
  private static final int MOST_LEVELS = 10;

  private final AuthorityRecords records;
  private final KeyProtection protection;
  private final HierarchySettings settings;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Set<ByteBuffer> serverKeys = ConcurrentHashMap.newKeySet();
  private volatile Snapshot snapshot = new Snapshot(-1, Map.of(), Set.of());

  private record Snapshot(long version, Map<String, SealedAuthority> byId, Set<ByteBuffer> keys) {}

  /**
   * Reads every stored CA. Their keys stay sealed until they are first used.
   *
   * @throws Refused {@code UNAVAILABLE} while the store is down
   */
  public Authorities(
      AuthorityRecords records,
      KeyProtection protection,
      HierarchySettings settings,
      InstantSource clock) {
    this.records = records;
    this.protection = protection;
    this.settings = settings;
    this.clock = clock;
    refresh();
  }

  /** Reads the CAs again: after one was added, disabled or renewed. */
  public synchronized void refresh() {
    // First the version: what changes meanwhile is then read again.
    long version = records.version();
    var known = snapshot.byId();
    var byId = new HashMap<String, SealedAuthority>();
    var keys = new HashSet<ByteBuffer>();
    for (var stored : records.all()) {
      var before = known.get(stored.id());
      byId.put(stored.id(), before == null ? SealedAuthority.of(stored) : before.renewed(stored));
      keys.add(digest(stored.certificate().publicKeyInfo()));
    }
    snapshot = new Snapshot(version, Map.copyOf(byId), Set.copyOf(keys));
  }

  /** Reads the CAs again if one was changed, also by another node. */
  public void refreshIfChanged() {
    if (records.version() != snapshot.version()) {
      refresh();
    }
  }

  private Issuer open(StoredAuthority stored) {
    var key = protection.unsealKey(stored.id(), stored.encryptedKey());
    var signer = new SoftwareSigner(key, stored.certificate().publicKeyInfo());
    var above = chain(stored.id());
    return new Issuer(
        stored.certificate(),
        above.subList(1, above.size()),
        signer,
        settings.urls(stored.id()),
        random,
        clock);
  }

  /**
   * Returns the issuer for a CA's id.
   *
   * @throws Refused {@code UNAVAILABLE} if it is unknown, disabled, none that issues to end
   *     entities, or its key cannot be opened
   */
  public Issuer issuer(String authorityId) {
    return find(authorityId)
        .filter(authority -> authority.stored().enabled())
        .filter(authority -> authority.stored().kind() == AuthorityRecords.Kind.ISSUING)
        .filter(authority -> authority.stored().holdsKey())
        .map(this::opened)
        .orElseThrow(Authorities::unavailable);
  }

  private Issuer opened(SealedAuthority authority) {
    try {
      return authority.issuer(this::open);
    } catch (IllegalStateException | IllegalArgumentException | MalformedInput e) {
      LOG.error("the key of CA {} cannot be opened", authority.stored().id(), e);
      throw unavailable();
    }
  }

  /**
   * Returns the CA's certificate and those above it, up to and with the current root (S-CACERTS-03,
   * S-CACERTS-08). Needs no key, so it also answers while signing is impossible (S-CACERTS-12).
   *
   * @throws Refused {@code UNAVAILABLE} if the CA is unknown
   */
  public List<Certificate> chain(String authorityId) {
    var chain = new ArrayList<Certificate>();
    var next = find(authorityId);
    if (next.isEmpty()) {
      throw unavailable();
    }
    while (next.isPresent() && chain.size() < MOST_LEVELS) {
      chain.add(next.get().stored().certificate());
      next = next.get().stored().parentId().flatMap(this::find);
    }
    return List.copyOf(chain);
  }

  /** Returns the certificates above one that a CA of this server signed, issuing CA first. */
  public List<Certificate> above(Certificate certificate) {
    return snapshot.byId().values().stream()
        .map(SealedAuthority::stored)
        .filter(stored -> stored.certificate().subject().equals(certificate.issuer()))
        .filter(stored ->
            certificate
                .authorityKeyIdentifier()
                .map(ByteBuffer::wrap)
                .equals(stored.certificate().subjectKeyIdentifier().map(ByteBuffer::wrap)))
        .findFirst()
        .map(stored -> chain(stored.id()))
        .orElse(List.of());
  }

  /**
   * Whether a key, by SHA-256 of its SubjectPublicKeyInfo, is a CA's or this server's own.
   */
  public boolean isAuthorityKey(byte[] spkiSha256) {
    var key = ByteBuffer.wrap(spkiSha256);
    return snapshot.keys().contains(key) || serverKeys.contains(key);
  }

  /** Returns the first CA of a kind: there is one of each after the first start. */
  public Optional<StoredAuthority> first(AuthorityRecords.Kind kind) {
    return records.all().stream().filter(stored -> stored.kind() == kind).findFirst();
  }

  Issuer anyIssuer(String authorityId) {
    return find(authorityId).map(this::opened).orElseThrow(Authorities::unavailable);
  }

  void reserve(SubjectPublicKeyInfo serverKey) {
    serverKeys.add(digest(serverKey));
  }

  private Optional<SealedAuthority> find(String authorityId) {
    var known = Optional.ofNullable(snapshot.byId().get(authorityId));
    if (known.isEmpty()) {
      // Another node may have made it just now.
      refreshIfChanged();
      return Optional.ofNullable(snapshot.byId().get(authorityId));
    }
    return known;
  }

  private static Refused unavailable() {
    return Refused.of(
            Kind.UNAVAILABLE,
            "authority-unavailable",
            "The certificate authority of this policy cannot be used right now.")
        .retryAfter(Duration.ofMinutes(1));
  }

  private static ByteBuffer digest(SubjectPublicKeyInfo key) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(key.getEncoded("DER")));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("a key in memory can be encoded and digested", e);
    }
  }
}
