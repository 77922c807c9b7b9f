package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Names;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthorityRecord.Status;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * CAs as administrators keep them. Certificates, keys and requests are made, checked and sealed by
 * {@code hierarchy}; names, versions and what belongs together are checked here. A reach over some
 * divisions reads them and changes none. Thread-safe; every change leaves an audit record.
 */
public final class AuthorityCatalog {
  private static final String NOUN = "certificate-authority";

  private final Writer writer;
  private final Database database;

  AuthorityCatalog(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * A CA whose certificate is to come from outside.
   *
   * @param encryptedKey its key, sealed; not to be changed
   */
  public record Pending(
      String id,
      String accountId,
      String name,
      AuthorityRecords.Kind kind,
      CertificationRequest request,
      byte[] encryptedKey) {
    @Override
    public String toString() {
      return "Pending[id=" + id + ", name=" + name + ", kind=" + kind + "]";
    }
  }

  /** A policy that has its certificates issued by a CA. */
  public record PolicyInUse(String id, String name) {}

  /**
   * Returns a page of an account's CAs by name, without their former certificates.
   *
   * @param query filters {@code name} (its beginning), {@code kind}, {@code status}, {@code
   *     parent_id}; sorts {@code name}, {@code created_at}, {@code updated_at}
   * @throws Refused {@code INVALID} naming everything wrong in the query
   */
  public Page<AuthorityRecord> list(Reach reach, ListQuery query) {
    return database.read(c ->
        new Listing<AuthorityRecord>(database, query, "a.id")
            .where("a.account_id = ?", reach.accountId())
            .sort("name", Listing.SortKey.text("a.name"))
            .sort("created_at", Listing.SortKey.number("a.created_at"))
            .sort("updated_at", Listing.SortKey.number("a.updated_at"))
            .prefix("name", "a.name")
            .constant("kind", "a.kind", AuthorityRecords.Kind.class)
            .constant("status", "a.status", Status.class)
            .equal("parent_id", "a.parent_id")
            .page(c, AuthorityTable.SELECT, AuthorityTable::map));
  }

  /** Returns a CA with its former certificates. */
  public Optional<AuthorityRecord> find(Reach reach, String id) {
    return database.read(c -> AuthorityTable.find(c, reach.accountId(), id));
  }

  /** Returns a CA's sealed key; empty where it is not here. */
  public Optional<byte[]> encryptedKey(Reach reach, String id) {
    return database.read(c -> AuthorityTable.encryptedKey(c, reach.accountId(), id));
  }

  /** Returns the policies that stop issuing with a CA, as far as a reach covers them. */
  public List<PolicyInUse> users(Reach reach, String id) {
    return database.read(c ->
        Sql.list(
                c,
                "select id, name, division_id from certificate_management_policy"
                    + " where authority_id = ? and account_id = ? and deleted = 0 order by name, id",
                row -> List.of(row.text("id"), row.text("name"), row.text("division_id")),
                id,
                reach.accountId())
            .stream()
            .filter(policy -> reach.covers(reach.accountId(), policy.get(2)))
            .map(policy -> new PolicyInUse(policy.get(0), policy.get(1)))
            .toList());
  }

  /**
   * Adds CAs that belong together, all or none.
   *
   * @param verb how they came, such as {@code create} or {@code import}
   * @param authorities those above before those below
   * @return the last one
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field of the first that cannot
   *     be added
   */
  public AuthorityRecord add(
      Actor actor, Reach reach, String verb, List<StoredAuthority> authorities) {
    requireWhole(reach);
    return writer.edit(scope -> {
      for (var authority : authorities) {
        insert(scope, actor, verb, authority);
      }
      return AuthorityTable.find(scope.connection(), reach.accountId(), authorities.getLast().id())
          .orElseThrow();
    });
  }

  private static void insert(
      Change.Scope scope, Actor actor, String verb, StoredAuthority authority) throws SQLException {
    StoredAuthorities.check(scope.connection(), authority);
    AuthorityTable.insert(scope.connection(), authority, 1, scope.now(), scope.now());
    scope.outdates(Change.Cached.AUTHORITIES);
    scope.report(
        described(
                new ChangeRecord(NOUN, verb, authority.id())
                    .account(authority.accountId())
                    .after("name", authority.name())
                    .after("kind", authority.kind())
                    .after("parent_id", authority.parentId())
                    .after("holds_key", authority.encryptedKey().length > 0),
                authority.certificate())
            .by(actor, scope.now()));
  }

  private static ChangeRecord described(ChangeRecord record, Certificate certificate) {
    return record
        .after("subject", Names.text(certificate.subject()))
        .after("key_type", KeyType.of(certificate.publicKeyInfo()).map(KeyType::title))
        .after("serial_number", certificate.serialNumber().hex())
        .after("not_after", certificate.notAfter());
  }

  /**
   * Adds a CA whose certificate is to come.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public AuthorityRecord addPending(Actor actor, Reach reach, Pending pending) {
    requireWhole(reach);
    return writer.edit(scope -> {
      var c = scope.connection();
      checkName(c, pending.accountId(), pending.name(), pending.id());
      AuthorityTable.insertPending(c, pending, scope.now());
      scope.report(
          new ChangeRecord(NOUN, "request", pending.id())
              .account(pending.accountId())
              .after("name", pending.name())
              .after("kind", pending.kind())
              .after("subject", Names.text(pending.request().subject()))
              .after("key_type", KeyType.of(pending.request().publicKey()).map(KeyType::title))
              .by(actor, scope.now()));
      return AuthorityTable.find(c, reach.accountId(), pending.id()).orElseThrow();
    });
  }

  /**
   * Gives a CA a certificate: its first one where it is pending, else in the place of the one that
   * it has, which is kept.
   *
   * @param verb {@code install} or {@code renew}
   * @param above CAs above it that are not there yet, topmost first
   * @throws Refused {@code NOT_FOUND}, {@code CONFLICT} if it was changed meanwhile or has this
   *     very certificate
   */
  public AuthorityRecord certify(
      Actor actor,
      Reach reach,
      String id,
      OptionalLong expectedVersion,
      String verb,
      Certificate certificate,
      String parentId,
      List<StoredAuthority> above) {
    requireWhole(reach);
    return writer.edit(scope -> {
      var c = scope.connection();
      var known = current(c, reach, id, expectedVersion);
      for (var authority : above) {
        insert(scope, actor, "import", authority);
      }
      new Faults()
          .clash(
              certificateTaken(c, reach.accountId(), certificate),
              "certificate",
              "is there already")
          .refuse(NOUN);
      if (known.status() == Status.PENDING) {
        activate(scope, known, certificate, parentId);
      } else {
        AuthorityTable.replace(c, known, certificate, parentId, scope.now());
      }
      scope.outdates(Change.Cached.AUTHORITIES);
      var record =
          new ChangeRecord(NOUN, verb, id).account(reach.accountId()).after("parent_id", parentId);
      known
          .certificate()
          .ifPresent(former ->
              record
                  .before("serial_number", former.serialNumber().hex())
                  .before("not_after", former.notAfter()));
      scope.report(described(record, certificate).by(actor, scope.now()));
      return AuthorityTable.find(c, reach.accountId(), id).orElseThrow();
    });
  }

  private static void activate(
      Change.Scope scope, AuthorityRecord known, Certificate certificate, String parentId)
      throws SQLException {
    var c = scope.connection();
    var key = AuthorityTable.encryptedKey(c, known.accountId(), known.id()).orElseThrow();
    var authority =
        new StoredAuthority(
            known.id(),
            known.accountId(),
            known.name(),
            Optional.of(parentId),
            known.kind(),
            certificate,
            key,
            true);
    Sql.update(c, "delete from pending_authority where id = ?", known.id());
    AuthorityTable.insert(c, authority, known.version() + 1, known.createdAt(), scope.now());
  }

  private static boolean certificateTaken(Connection c, String accountId, Certificate certificate)
      throws SQLException {
    return Sql.exists(
            c,
            "select 1 from certificate_authority where account_id = ? and fingerprint = ?",
            accountId,
            certificate.fingerprint())
        || Sql.exists(
            c,
            "select 1 from former_authority_certificate f join certificate_authority a on a.id = f.authority_id"
                + " where a.account_id = ? and f.fingerprint = ?",
            accountId,
            certificate.fingerprint());
  }

  /**
   * Changes the name.
   *
   * @throws Refused {@code NOT_FOUND}, {@code INVALID}, or {@code CONFLICT} if the name is taken or
   *     the CA was changed meanwhile
   */
  public AuthorityRecord update(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, String name) {
    requireWhole(reach);
    return writer.edit(scope -> {
      var c = scope.connection();
      var known = current(c, reach, id, expectedVersion);
      checkName(c, reach.accountId(), name, id);
      if (known.name().equals(name)) {
        return known;
      }
      set(scope, known, "name", name);
      scope.report(
          new ChangeRecord(NOUN, "update", id)
              .account(reach.accountId())
              .before("name", known.name())
              .after("name", name)
              .by(actor, scope.now()));
      return AuthorityTable.find(c, reach.accountId(), id).orElseThrow();
    });
  }

  /**
   * Switches a CA on or off: one that is off issues nothing. Does nothing where it is so already.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} if it was changed meanwhile, is pending,
   *     or issues this server's own certificate
   */
  public AuthorityRecord setEnabled(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, boolean enabled) {
    requireWhole(reach);
    return writer.edit(scope -> {
      var c = scope.connection();
      var known = current(c, reach, id, expectedVersion);
      refuseSwitching(known, enabled);
      var wanted = enabled ? Status.ENABLED : Status.DISABLED;
      if (known.status() == wanted) {
        return known;
      }
      set(scope, known, "enabled", enabled);
      scope.report(
          new ChangeRecord(NOUN, enabled ? "enable" : "disable", id)
              .account(reach.accountId())
              .before("enabled", !enabled)
              .after("enabled", enabled)
              .by(actor, scope.now()));
      return AuthorityTable.find(c, reach.accountId(), id).orElseThrow();
    });
  }

  private static void refuseSwitching(AuthorityRecord known, boolean enabled) {
    if (known.status() == Status.PENDING) {
      throw Refused.of(
          Kind.CONFLICT,
          NOUN + "-pending",
          "The CA waits for its certificate: install that, or withdraw the CA.");
    }
    if (!enabled && known.kind() == AuthorityRecords.Kind.INFRASTRUCTURE) {
      throw Refused.of(
          Kind.CONFLICT,
          NOUN + "-needed",
          "This server's own certificate comes from this CA, so it cannot be disabled.");
    }
  }

  /**
   * Takes away a CA that never had a certificate, with its key.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} if it was changed meanwhile or has a
   *     certificate: then it can only be disabled
   */
  public void withdraw(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    requireWhole(reach);
    writer.edit(scope -> {
      var known = current(scope.connection(), reach, id, expectedVersion);
      if (known.status() != Status.PENDING) {
        throw Refused.of(
            Kind.CONFLICT,
            NOUN + "-certified",
            "The CA has a certificate, so it can be disabled, but not deleted.");
      }
      Sql.update(scope.connection(), "delete from pending_authority where id = ?", id);
      scope.report(
          new ChangeRecord(NOUN, "withdraw", id)
              .account(reach.accountId())
              .before("name", known.name())
              .before("kind", known.kind())
              .by(actor, scope.now()));
      return known;
    });
  }

  private static AuthorityRecord current(
      Connection c, Reach reach, String id, OptionalLong expectedVersion) throws SQLException {
    var known =
        AuthorityTable.find(c, reach.accountId(), id).orElseThrow(() -> Faults.notFound(NOUN));
    Faults.refuseChanged(NOUN, expectedVersion, known.version());
    return known;
  }

  private static void checkName(Connection c, String accountId, String name, String id)
      throws SQLException {
    new Faults()
        .name(name)
        .clash(AuthorityTable.nameTaken(c, accountId, name, id), "name", "is taken in this account")
        .refuse(NOUN);
  }

  private static void set(Change.Scope scope, AuthorityRecord known, String column, Object value)
      throws SQLException {
    var table = known.status() == Status.PENDING ? "pending_authority" : "certificate_authority";
    Sql.update(
        scope.connection(),
        "update "
            + table
            + " set "
            + column
            + " = ?, version = version + 1, updated_at = ? where id = ?",
        value,
        scope.now(),
        known.id());
    scope.outdates(Change.Cached.AUTHORITIES);
  }

  /** CAs belong to the account as a whole: whoever has some of its divisions only reads them. */
  private static void requireWhole(Reach reach) {
    if (!reach.whole()) {
      throw Refused.of(
          Kind.FORBIDDEN,
          NOUN + "-whole-account",
          "CAs belong to the account as a whole; your rights are limited to some divisions.");
    }
  }
}
