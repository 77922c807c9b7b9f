package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.AuthorityIssuance;
import dev.crest.ca.issuance.Issuer;
import dev.crest.ca.issuance.NotIssuable;
import dev.crest.ca.issuance.PublicationUrls;
import dev.crest.ca.signer.Signer;
import dev.crest.ca.signer.SoftwareSigner;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Names;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthorityCatalog;
import dev.crest.server.store.AuthorityRecord;
import dev.crest.server.store.AuthorityRecord.Status;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import dev.crest.server.store.Identifiers;
import dev.crest.server.store.Reach;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * What administrators do with CAs: making, importing, having certified elsewhere, renewing,
 * switching. Keys are sealed before they reach the store. Everything that is wrong is refused at
 * once and leaves nothing behind; every change leaves an audit record. Thread-safe.
 */
public final class AuthorityAdministration {
  private static final String INVALID = "certificate-authority-invalid";
  private static final int SHORT_FINGERPRINT = 4;

  private final AuthorityCatalog catalog;
  private final AuthorityRecords records;
  private final KeyProtection protection;
  private final Authorities authorities;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final AuthorityIssuance issuance;

  public AuthorityAdministration(
      AuthorityCatalog catalog,
      AuthorityRecords records,
      KeyProtection protection,
      Authorities authorities,
      InstantSource clock) {
    this.catalog = catalog;
    this.records = records;
    this.protection = protection;
    this.authorities = authorities;
    this.clock = clock;
    this.issuance = new AuthorityIssuance(random, clock);
  }

  /**
   * Makes a root, or a CA below one whose key is here.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field; {@code UNAVAILABLE} if
   *     the key of the CA above cannot be opened
   */
  public AuthorityRecord create(Actor actor, Reach reach, AuthorityDraft draft) {
    var faults = new ArrayList<Fault>();
    draft.check(faults);
    var subject = AuthoritySubject.of(draft.subject(), faults);
    var parent = parent(reach, draft, faults);
    refuse(faults);
    refuseKnownSubject(reach, subject);
    var pair = Keys.generate(draft.keyType());
    var signer = new SoftwareSigner(pair.getPrivate(), Keys.info(pair.getPublic()));
    var certificate =
        issued(() ->
            parent
                .map(above ->
                    issuance.subordinate(
                        authorities.anyIssuer(above.id()),
                        subject,
                        signer.publicKey(),
                        draft.levelsBelow(),
                        draft.length()))
                .orElseGet(() -> issuance.root(signer, subject, draft.length()))
                .sign());
    return added(
        actor,
        reach,
        "create",
        List.of(
            sealed(
                reach,
                draft.name(),
                draft.kind(),
                parent.map(StoredAuthority::id),
                certificate,
                pair.getPrivate())));
  }

  private Optional<StoredAuthority> parent(Reach reach, AuthorityDraft draft, List<Fault> faults) {
    boolean root = draft.kind() == AuthorityRecords.Kind.ROOT;
    if (root || draft.parentId().isEmpty()) {
      if (root != draft.parentId().isEmpty()) {
        faults.add(Fault.of("parent_id", "a root has none, every other CA has one"));
      }
      return Optional.empty();
    }
    var parent =
        known(reach).filter(stored -> stored.id().equals(draft.parentId().get())).findFirst();
    if (parent.filter(AuthorityAdministration::signsAuthorities).isEmpty()) {
      faults.add(
          Fault.of(
              "parent_id", "there is no such enabled root or intermediate CA whose key is here"));
      return Optional.empty();
    }
    return parent;
  }

  private static boolean signsAuthorities(StoredAuthority stored) {
    return stored.enabled()
        && stored.holdsKey()
        && (stored.kind() == AuthorityRecords.Kind.ROOT
            || stored.kind() == AuthorityRecords.Kind.INTERMEDIATE);
  }

  /**
   * Makes a CA's key and the request that an external CA is to certify. It stays pending until
   * {@link #install}.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public AuthorityRecord createExternal(Actor actor, Reach reach, AuthorityDraft draft) {
    var faults = new ArrayList<Fault>();
    draft.check(faults);
    if (draft.kind() == AuthorityRecords.Kind.ROOT) {
      faults.add(Fault.of("kind", "a root certifies itself: must be intermediate or issuing"));
    }
    if (draft.parentId().isPresent()) {
      faults.add(Fault.of("parent_id", "must be left out where an external CA certifies"));
    }
    var subject = AuthoritySubject.of(draft.subject(), faults);
    refuse(faults);
    refuseKnownSubject(reach, subject);
    var id = Identifiers.next(clock.instant());
    var pair = Keys.generate(draft.keyType());
    var signer = new SoftwareSigner(pair.getPrivate(), Keys.info(pair.getPublic()));
    return catalog.addPending(
        actor,
        reach,
        new AuthorityCatalog.Pending(
            id,
            reach.accountId(),
            draft.name(),
            draft.kind(),
            AuthorityRequest.of(signer, subject, draft.kind()),
            protection.sealKey(id, pair.getPrivate())));
  }

  /**
   * Returns the request that an external CA is to certify: of a pending CA the one that was made
   * with it, of any other CA a fresh one for the same key and name.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} for a root and where the key is not here
   */
  public CertificationRequest request(Reach reach, String id) {
    var known = find(reach, id);
    if (known.request().isPresent()) {
      return known.request().get();
    }
    if (known.kind() == AuthorityRecords.Kind.ROOT || !known.holdsKey()) {
      throw Refused.of(
          Kind.CONFLICT,
          "certificate-authority-request",
          "Only a CA below a root, whose key is here, can be certified elsewhere.");
    }
    return AuthorityRequest.of(signer(reach, known), known.subject(), known.kind());
  }

  /**
   * Installs a certificate that an external CA has made for the request of {@link #request}: the
   * first one of a pending CA, or a further one, see {@link #renew}. CAs above it that are not
   * known yet are kept without their keys.
   *
   * @param file the certificate, and those above it as far as they are not known yet
   * @throws Refused {@code NOT_FOUND}; {@code INVALID} naming everything wrong with the file;
   *     {@code CONFLICT}
   */
  public AuthorityRecord install(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, byte[] file) {
    var known = find(reach, id);
    if (known.kind() == AuthorityRecords.Kind.ROOT || !known.holdsKey()) {
      throw Refused.of(
          Kind.CONFLICT,
          "certificate-authority-install",
          "Only a CA below a root, whose key is here, can be certified elsewhere.");
    }
    var certificates = AuthorityFile.ofCertificates(file).certificates();
    var certificate =
        certificates.stream()
            .filter(one -> one.publicKeyInfo().equals(known.publicKey()))
            .findFirst()
            .orElseThrow(
                () -> AuthorityFile.refused("file", "has no certificate for the key of this CA"));
    var faults = new ArrayList<Fault>();
    if (!Names.same(certificate.subject(), known.subject())) {
      faults.add(Fault.of("file", "the certificate does not have the name of this CA"));
    }
    if (certificate.isSelfSigned()) {
      faults.add(Fault.of("file", "the certificate is signed by the CA itself"));
    }
    var chain = chain(reach, certificate, certificates, faults);
    refuse(faults);
    usable(certificate, chain.above(), signer(reach, known));
    var changed =
        catalog.certify(
            actor,
            reach,
            id,
            expectedVersion,
            known.status() == Status.PENDING ? "install" : "renew",
            certificate,
            chain.parentId(),
            chain.unknown());
    authorities.refresh();
    return changed;
  }

  /**
   * Takes over a CA with its key and its chain. CAs above it that are not known yet are kept
   * without their keys.
   *
   * @param kind what it is to be used for; a certificate that is signed by itself makes a root
   * @param file PKCS#12, or PEM with key and certificates
   * @param passphrase of the PKCS#12 file, or of the encrypted key in PEM
   * @throws Refused {@code INVALID} naming everything wrong with the file; {@code CONFLICT}
   */
  public AuthorityRecord importAuthority(
      Actor actor,
      Reach reach,
      String name,
      AuthorityRecords.Kind kind,
      byte[] file,
      Optional<char[]> passphrase) {
    var read = AuthorityFile.withKey(file, passphrase);
    if (read.keys().size() != 1) {
      throw AuthorityFile.refused("file", "must have one private key, not " + read.keys().size());
    }
    var key = read.keys().getFirst();
    var certificate =
        read.certificates().stream()
            .filter(one -> signer(key, one).isPresent())
            .findFirst()
            .orElseThrow(
                () -> AuthorityFile.refused("file", "has no certificate for its private key"));
    var faults = new ArrayList<Fault>();
    boolean root = kind == AuthorityRecords.Kind.ROOT;
    if (kind == AuthorityRecords.Kind.INFRASTRUCTURE || root != certificate.isSelfSigned()) {
      faults.add(
          Fault.of(
              "kind",
              "must be root for a certificate that is signed by itself, else intermediate or issuing"));
    }
    var chain = chain(reach, certificate, read.certificates(), faults);
    refuse(faults);
    usable(certificate, chain.above(), signer(key, certificate).orElseThrow());
    var all = new ArrayList<>(chain.unknown());
    all.add(
        sealed(
            reach,
            name,
            kind,
            root ? Optional.empty() : Optional.of(chain.parentId()),
            certificate,
            key));
    return added(actor, reach, "import", all);
  }

  /**
   * Renews a CA below one whose key is here: same name, same key, a new certificate. The former one
   * is kept; whatever the CA has issued verifies with either.
   *
   * @throws Refused {@code NOT_FOUND}; {@code INVALID}; {@code CONFLICT} for a root, and where the
   *     key of the CA above is not here: then {@link #request} and {@link #install} do it
   */
  public AuthorityRecord renew(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, Duration length) {
    var known = find(reach, id);
    var faults = new ArrayList<Fault>();
    AuthorityDraft.checkLength(length, faults);
    refuse(faults);
    var parent =
        known
            .parentId()
            .flatMap(above ->
                known(reach)
                    .filter(stored -> stored.id().equals(above))
                    .filter(AuthorityAdministration::signsAuthorities)
                    .findFirst());
    if (known.certificate().isEmpty() || parent.isEmpty()) {
      throw Refused.of(
          Kind.CONFLICT,
          "certificate-authority-renew",
          "Only a CA can be renewed whose parent is enabled and has its key here.");
    }
    var former = known.certificate().get();
    var certificate =
        issued(() ->
            issuance.renewal(authorities.anyIssuer(parent.get().id()), former, length).sign());
    var changed =
        catalog.certify(
            actor, reach, id, expectedVersion, "renew", certificate, parent.get().id(), List.of());
    authorities.refresh();
    return changed;
  }

  /**
   * Switches a CA on or off, see {@link AuthorityCatalog#setEnabled}; it counts at once on this
   * node.
   */
  public AuthorityRecord setEnabled(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, boolean enabled) {
    var changed = catalog.setEnabled(actor, reach, id, expectedVersion, enabled);
    authorities.refresh();
    return changed;
  }

  /** The certificates above one, which of them the account has not yet, and the parent's id. */
  private record Chain(List<Certificate> above, List<StoredAuthority> unknown, String parentId) {}

  private Chain chain(
      Reach reach, Certificate certificate, List<Certificate> given, List<Fault> faults) {
    var stored = known(reach).toList();
    var candidates =
        Stream.concat(stored.stream().map(StoredAuthority::certificate), given.stream())
            .distinct()
            .toList();
    var above = new ForeignAuthority(clock.instant(), faults).above(certificate, candidates);
    var unknown = new ArrayList<StoredAuthority>();
    Optional<String> parent = Optional.empty();
    for (var one : above.reversed()) {
      var found = stored.stream().filter(known -> known.certificate().equals(one)).findFirst();
      if (found.isEmpty()) {
        var keyless = keyless(reach, one, parent);
        unknown.add(keyless);
        parent = Optional.of(keyless.id());
      } else {
        parent = found.map(StoredAuthority::id);
      }
    }
    return new Chain(above, List.copyOf(unknown), parent.orElse(""));
  }

  private StoredAuthority keyless(Reach reach, Certificate certificate, Optional<String> parent) {
    var common =
        Names.first(certificate.subject(), BCStyle.CN)
            .orElseGet(() -> Names.text(certificate.subject()));
    var shown = common.codePoints().filter(AuthorityAdministration::plain).limit(150);
    var name =
        shown.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            + " "
            + HexFormat.of().formatHex(Arrays.copyOf(certificate.fingerprint(), SHORT_FINGERPRINT));
    return new StoredAuthority(
        Identifiers.next(clock.instant()),
        reach.accountId(),
        name.strip(),
        parent,
        parent.isEmpty() ? AuthorityRecords.Kind.ROOT : AuthorityRecords.Kind.INTERMEDIATE,
        certificate,
        new byte[0],
        true);
  }

  /** What may stand in a name that comes from somebody else's certificate. */
  private static boolean plain(int point) {
    return Character.isLetterOrDigit(point) || " .,:-_()/&+".indexOf(point) >= 0;
  }

  private Stream<StoredAuthority> known(Reach reach) {
    return records.all().stream().filter(stored -> stored.accountId().equals(reach.accountId()));
  }

  private AuthorityRecord find(Reach reach, String id) {
    return catalog
        .find(reach, id)
        .orElseThrow(() ->
            Refused.of(Kind.NOT_FOUND, "certificate-authority-unknown", "There is no such thing."));
  }

  /** A name stands for one key: two CAs of one name could not be told apart in certificates. */
  private void refuseKnownSubject(Reach reach, X500Name subject) {
    if (known(reach).anyMatch(stored -> Names.same(stored.certificate().subject(), subject))) {
      throw Refused.of(
          Kind.CONFLICT,
          "certificate-authority-exists",
          List.of(Fault.of("subject", "another CA has this name in its certificate")));
    }
  }

  private Signer signer(Reach reach, AuthorityRecord known) {
    var sealedKey =
        catalog
            .encryptedKey(reach, known.id())
            .orElseThrow(() -> new IllegalStateException("the key was there a moment ago"));
    return new SoftwareSigner(protection.unsealKey(known.id(), sealedKey), known.publicKey());
  }

  private static Optional<Signer> signer(PrivateKey key, Certificate certificate) {
    try {
      return KeyType.of(certificate.publicKeyInfo()).isEmpty()
          ? Optional.empty()
          : Optional.of(new SoftwareSigner(key, certificate.publicKeyInfo()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Tries whether a CA could issue, before anything is kept. */
  private void usable(Certificate certificate, List<Certificate> above, Signer signer) {
    try {
      new Issuer(certificate, above, signer, PublicationUrls.none(), random, clock);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw AuthorityFile.refused("file", String.valueOf(e.getMessage()));
    }
  }

  private StoredAuthority sealed(
      Reach reach,
      String name,
      AuthorityRecords.Kind kind,
      Optional<String> parentId,
      Certificate certificate,
      PrivateKey key) {
    var id = Identifiers.next(clock.instant());
    return new StoredAuthority(
        id,
        reach.accountId(),
        name,
        parentId,
        kind,
        certificate,
        protection.sealKey(id, key),
        true);
  }

  private AuthorityRecord added(Actor actor, Reach reach, String verb, List<StoredAuthority> all) {
    var added = catalog.add(actor, reach, verb, all);
    authorities.refresh();
    return added;
  }

  private static Certificate issued(Supplier<Certificate> issuing) {
    try {
      return issuing.get();
    } catch (NotIssuable e) {
      throw Refused.of(
          Kind.INVALID,
          INVALID,
          e.findings().stream().map(finding -> Fault.of(finding.message())).toList());
    }
  }

  private static void refuse(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, INVALID, faults);
    }
  }
}
