package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.Issuer;
import dev.crest.ca.signer.SoftwareSigner;
import dev.crest.pkix.Certificate;
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

/** The CAs of this server, ready to sign. Thread-safe. */
public final class Authorities {
  private final AuthorityRecords records;
  private final KeyProtection protection;
  private final HierarchySettings settings;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Set<ByteBuffer> serverKeys = ConcurrentHashMap.newKeySet();
  private volatile Snapshot snapshot = new Snapshot(Map.of(), Set.of());

  /** One CA with its key opened. */
  private record Opened(StoredAuthority stored, Issuer issuer) {}

  private record Snapshot(Map<String, Opened> byId, Set<ByteBuffer> keys) {}

  /**
   * Opens every stored CA.
   *
   * @throws KeyProtection.WrongMasterSecret if a key was sealed under another master secret
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
  public void refresh() {
    var known = snapshot.byId();
    var byId = new HashMap<String, Opened>();
    var keys = new HashSet<ByteBuffer>();
    for (var stored : records.all()) {
      var before = known.get(stored.id());
      var issuer =
          before != null && before.stored().certificate().equals(stored.certificate())
              ? before.issuer()
              : open(stored);
      byId.put(stored.id(), new Opened(stored, issuer));
      keys.add(digest(stored.certificate().publicKeyInfo()));
    }
    snapshot = new Snapshot(Map.copyOf(byId), Set.copyOf(keys));
  }

  private Issuer open(StoredAuthority stored) {
    var key = protection.unsealKey(stored.id(), stored.encryptedKey());
    var signer = new SoftwareSigner(key, stored.certificate().publicKeyInfo());
    return new Issuer(stored.certificate(), signer, settings.urls(stored.id()), random, clock);
  }

  /**
   * Returns the issuer for a CA's id.
   *
   * @throws Refused {@code UNAVAILABLE} if it is unknown, disabled or none that issues to end
   *     entities
   */
  public Issuer issuer(String authorityId) {
    return find(authorityId)
        .filter(opened -> opened.stored().enabled())
        .filter(opened -> opened.stored().kind() == AuthorityRecords.Kind.ISSUING)
        .map(Opened::issuer)
        .orElseThrow(Authorities::unavailable);
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
    while (next.isPresent()) {
      chain.add(next.get().stored().certificate());
      next = next.get().stored().parentId().flatMap(this::find);
    }
    return List.copyOf(chain);
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
    return find(authorityId).map(Opened::issuer).orElseThrow(Authorities::unavailable);
  }

  void reserve(SubjectPublicKeyInfo serverKey) {
    serverKeys.add(digest(serverKey));
  }

  private Optional<Opened> find(String authorityId) {
    var opened = snapshot.byId().get(authorityId);
    return opened == null ? Optional.empty() : Optional.of(opened);
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
