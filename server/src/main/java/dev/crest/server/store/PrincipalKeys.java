package dev.crest.server.store;

import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Principals.Kind;
import dev.crest.server.store.Principals.Principal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * API keys and client certificates of principals. Thread-safe; every change leaves an audit record,
 * except when something was last used.
 */
public final class PrincipalKeys {
  private static final String INSERT_KEY =
      """
      insert into api_key (id, principal_id, name, verifier, shown_prefix, ends_at, created_at)
      values (?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String OF_KEY =
      """
      select p.*, k.id as key_id, k.ends_at as key_ends_at, k.last_used as key_last_used
      from api_key k join principal p on p.id = k.principal_id where k.verifier = ?\
      """;
  private static final String INSERT_CERTIFICATE =
      """
      insert into principal_certificate (id, principal_id, name, fingerprint, subject, starts_at, ends_at, created_at)
      values (?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String OF_CERTIFICATE =
      """
      select p.*, k.id as key_id, k.ends_at as key_ends_at, k.last_used as key_last_used
      from principal_certificate k join principal p on p.id = k.principal_id where k.fingerprint = ?\
      """;

  private final Writer writer;
  private final Database database;

  PrincipalKeys(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /** An API key or certificate that was found. */
  public record FoundKey(
      String keyId, Principal principal, Optional<Instant> endsAt, Optional<Instant> lastUsed) {}

  /** An API key; its value is known to nobody. */
  public record ApiKey(
      String id,
      String name,
      String shownPrefix,
      Optional<Instant> endsAt,
      Optional<Instant> lastUsed,
      Instant createdAt) {}

  /** A certificate that signs its holder in. */
  public record ClientCertificate(
      String id,
      String name,
      byte[] fingerprint,
      String subject,
      Instant startsAt,
      Instant endsAt,
      Optional<Instant> lastUsed,
      Instant createdAt) {}

  /** What is to become a registered certificate; {@code endsAt} is not after its own end. */
  public record CertificateDraft(
      String name, byte[] fingerprint, String subject, Instant startsAt, Instant endsAt) {}

  /**
   * Adds an API key; returns its id.
   *
   * @param verifier SHA-256 of the key
   * @param shownPrefix how the key begins
   * @throws Refused {@code INVALID} naming every field, {@code NOT_FOUND} for the principal
   */
  public String addKey(
      Actor actor,
      Oversight oversight,
      String principalId,
      String name,
      byte[] verifier,
      String shownPrefix,
      Optional<Instant> endsAt) {
    return writer.edit(scope -> {
      var principal = owner(scope, oversight, principalId);
      new Faults()
          .name(name)
          .require(
              endsAt.map(end -> end.isAfter(scope.now())).orElse(true),
              "ends_at",
              "must be in the future")
          .refuse("api-key");
      var id = Identifiers.next(scope.now());
      Sql.update(
          scope.connection(),
          INSERT_KEY,
          id,
          principalId,
          name,
          verifier,
          shownPrefix,
          endsAt,
          scope.now());
      scope.report(
          new ChangeRecord("api-key", "create", id)
              .account(oversight.accountId())
              .after("principal", principal.name())
              .after("name", name)
              .after("ends_at", endsAt)
              .by(actor, scope.now()));
      return id;
    });
  }

  /** Adds a certificate; returns its id. */
  public String addCertificate(
      Actor actor, Oversight oversight, String principalId, CertificateDraft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var principal = owner(scope, oversight, principalId);
      new Faults()
          .name(draft.name())
          .require(draft.endsAt().isAfter(scope.now()), "ends_at", "must be in the future")
          .clash(
              Sql.exists(
                  c,
                  "select 1 from principal_certificate where fingerprint = ?",
                  (Object) draft.fingerprint()),
              "certificate",
              "is registered already")
          .refuse("client-certificate");
      var id = Identifiers.next(scope.now());
      Sql.update(
          c,
          INSERT_CERTIFICATE,
          id,
          principalId,
          draft.name(),
          draft.fingerprint(),
          draft.subject(),
          draft.startsAt(),
          draft.endsAt(),
          scope.now());
      scope.report(
          new ChangeRecord("client-certificate", "create", id)
              .account(oversight.accountId())
              .after("principal", principal.name())
              .after("name", draft.name())
              .after("fingerprint", java.util.HexFormat.of().formatHex(draft.fingerprint()))
              .after("ends_at", draft.endsAt())
              .by(actor, scope.now()));
      return id;
    });
  }

  private static Principal owner(Change.Scope scope, Oversight oversight, String id)
      throws SQLException {
    var kind =
        PrincipalTable.find(scope.connection(), id).map(Principal::kind).orElse(Kind.SERVICE_USER);
    return PrincipalTable.changeable(scope.connection(), oversight, kind, id);
  }

  /** Finds whose key has this verifier, whatever the state of either. */
  public Optional<FoundKey> byKey(byte[] verifier) {
    return find(OF_KEY, verifier);
  }

  /** Finds who registered the certificate with this SHA-256, whatever the state of either. */
  public Optional<FoundKey> byFingerprint(byte[] fingerprint) {
    return find(OF_CERTIFICATE, fingerprint);
  }

  private Optional<FoundKey> find(String sql, byte[] value) {
    return database.read(c ->
        Sql.first(
            c,
            sql,
            row ->
                new FoundKey(
                    row.text("key_id"),
                    PrincipalTable.map(c, row),
                    row.optionalInstant("key_ends_at"),
                    row.optionalInstant("key_last_used")),
            (Object) value));
  }

  /** Returns a page of a principal's API keys. */
  public Page<ApiKey> keys(String principalId, ListQuery query) {
    return database.read(c ->
        new Listing<ApiKey>(database, query, "k.id")
            .sort("name", Listing.SortKey.text("k.name"))
            .sort("created_at", Listing.SortKey.number("k.created_at"))
            .usually("id")
            .where("k.principal_id = ?", principalId)
            .contains("name", "k.name")
            .page(
                c,
                "select k.* from api_key k",
                row ->
                    new ApiKey(
                        row.text("id"),
                        row.text("name"),
                        row.text("shown_prefix"),
                        row.optionalInstant("ends_at"),
                        row.optionalInstant("last_used"),
                        row.instant("created_at"))));
  }

  /** Returns a page of a principal's certificates. */
  public Page<ClientCertificate> certificates(String principalId, ListQuery query) {
    return database.read(c ->
        new Listing<ClientCertificate>(database, query, "k.id")
            .sort("name", Listing.SortKey.text("k.name"))
            .sort("ends_at", Listing.SortKey.number("k.ends_at"))
            .usually("id")
            .where("k.principal_id = ?", principalId)
            .contains("name", "k.name")
            .page(
                c,
                "select k.* from principal_certificate k",
                row ->
                    new ClientCertificate(
                        row.text("id"),
                        row.text("name"),
                        row.bytes("fingerprint"),
                        row.text("subject"),
                        row.instant("starts_at"),
                        row.instant("ends_at"),
                        row.optionalInstant("last_used"),
                        row.instant("created_at"))));
  }

  /** Keeps when an API key was last used. */
  public void keyUsed(String keyId) {
    used("api_key", keyId);
  }

  /** Keeps when a certificate was last used. */
  public void certificateUsed(String certificateId) {
    used("principal_certificate", certificateId);
  }

  private void used(String table, String id) {
    writer.edit(scope ->
        Sql.update(
            scope.connection(),
            "update " + table + " set last_used = ? where id = ?",
            scope.now(),
            id));
  }

  /**
   * Deletes an API key.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if nobody could administer the system then
   */
  public void deleteKey(Actor actor, Oversight oversight, String principalId, String keyId) {
    delete(actor, oversight, principalId, keyId, "api_key", "api-key");
  }

  /**
   * Deletes a certificate.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if nobody could administer the system then
   */
  public void deleteCertificate(Actor actor, Oversight oversight, String principalId, String id) {
    delete(actor, oversight, principalId, id, "principal_certificate", "client-certificate");
  }

  private void delete(
      Actor actor, Oversight oversight, String principalId, String id, String table, String title) {
    writer.edit(scope -> {
      var c = scope.connection();
      var principal = owner(scope, oversight, principalId);
      var name =
          Sql.first(
                  c,
                  "select name from " + table + " where id = ? and principal_id = ?",
                  row -> row.text("name"),
                  id,
                  principalId)
              .orElseThrow(() -> Faults.notFound(title));
      return LastAdministrator.kept(
          scope,
          () -> {
            Sql.update(c, "delete from " + table + " where id = ?", id);
            scope.report(
                new ChangeRecord(title, "delete", id)
                    .account(oversight.accountId())
                    .before("principal", principal.name())
                    .before("name", name)
                    .by(actor, scope.now()));
            return id;
          });
    });
  }
}
