package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.AuthorityIssuance;
import dev.crest.ca.issuance.Issuer;
import dev.crest.ca.signer.SoftwareSigner;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Keys;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.AuthorityRecords.Kind;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Makes the hierarchy of a new installation: a root, an issuing CA for devices, and an
 * infrastructure CA for this server's own certificate. What exists already is left as it is, so a
 * first start that was interrupted is simply continued.
 *
 * <p>Ids follow from the account, so that of two servers that start on one database at once the
 * second finds the id taken and goes on with the first one's CA.
 */
public final class FirstStart {
  private final AuthorityRecords records;
  private final KeyProtection protection;
  private final HierarchySettings settings;
  private final InstantSource clock;
  private final AuthorityIssuance issuance;
  private final SecureRandom random = new SecureRandom();

  public FirstStart(
      AuthorityRecords records,
      KeyProtection protection,
      HierarchySettings settings,
      InstantSource clock) {
    this.records = records;
    this.protection = protection;
    this.settings = settings;
    this.clock = clock;
    this.issuance = new AuthorityIssuance(random, clock);
  }

  /** Makes what is missing for an account. */
  public void complete(String accountId) {
    var root = find(Kind.ROOT).orElseGet(() -> makeRoot(accountId));
    if (find(Kind.ISSUING).isEmpty()) {
      makeBelow(root, accountId, Kind.ISSUING, "Device Issuing CA");
    }
    if (find(Kind.INFRASTRUCTURE).isEmpty()) {
      makeBelow(root, accountId, Kind.INFRASTRUCTURE, "Infrastructure CA");
    }
  }

  private Optional<StoredAuthority> find(Kind kind) {
    return records.all().stream().filter(stored -> stored.kind() == kind).findFirst();
  }

  private StoredAuthority makeRoot(String accountId) {
    var pair = Keys.generate(settings.keyType());
    var signer = new SoftwareSigner(pair.getPrivate(), Keys.info(pair.getPublic()));
    var certificate = issuance.root(signer, name("Root CA"), settings.rootLength()).sign();
    return keep(accountId, Kind.ROOT, "Root CA", Optional.empty(), certificate, pair.getPrivate());
  }

  private void makeBelow(StoredAuthority root, String accountId, Kind kind, String title) {
    var rootKey = protection.unsealKey(root.id(), root.encryptedKey());
    var signer = new SoftwareSigner(rootKey, root.certificate().publicKeyInfo());
    var issuer = new Issuer(root.certificate(), signer, settings.urls(root.id()), random, clock);
    var pair = Keys.generate(settings.keyType());
    var certificate =
        issuance
            .subordinate(
                issuer, name(title), Keys.info(pair.getPublic()), 0, settings.authorityLength())
            .sign();
    keep(accountId, kind, title, Optional.of(root.id()), certificate, pair.getPrivate());
  }

  private StoredAuthority keep(
      String accountId,
      Kind kind,
      String title,
      Optional<String> parent,
      Certificate certificate,
      PrivateKey key) {
    var id = id(accountId, kind);
    var stored =
        new StoredAuthority(
            id,
            accountId,
            settings.organization() + " " + title,
            parent,
            kind,
            certificate,
            protection.sealKey(id, key),
            true);
    try {
      records.add(stored);
      return stored;
    } catch (Refused e) {
      if (e.kind() != dev.crest.server.refusal.Kind.CONFLICT) {
        throw e;
      }
      return find(kind).orElseThrow(() -> e);
    }
  }

  private static String id(String accountId, Kind kind) {
    var name = "crest:first-start:" + accountId + ":" + kind;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private X500Name name(String title) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, settings.organization())
        .addRDN(BCStyle.CN, settings.organization() + " " + title)
        .build();
  }
}
