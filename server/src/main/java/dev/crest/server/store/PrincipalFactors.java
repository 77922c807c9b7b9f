package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Principals.Principal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people prove themselves with: password, one-time codes, passkeys, an identity elsewhere.
 * Thread-safe; every change leaves an audit record.
 */
public final class PrincipalFactors {
  private static final String UPSERT_PASSWORD =
      """
      insert into principal_password (principal_id, verifier, changed_at) values (?, ?, ?)
      on conflict (principal_id) do update set verifier = excluded.verifier, changed_at = excluded.changed_at\
      """;
  private static final String INSERT_PASSKEY =
      """
      insert into passkey (id, principal_id, name, credential_id, key_data, backup_eligible, sign_count, created_at)
      values (?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final int MOST_PASSKEYS = 20;

  private final Writer writer;
  private final Database database;

  PrincipalFactors(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * One-time codes of somebody.
   *
   * @param confirmed whether one was shown to work; until then they count for nothing
   */
  public record Totp(byte[] sealedSecret, boolean confirmed, Instant createdAt) {}

  /**
   * A passkey.
   *
   * @param keyData attested credential data (WebAuthn §6.5.1)
   * @param signCount of its last use
   */
  public record Passkey(
      String id,
      String principalId,
      String name,
      byte[] credentialId,
      byte[] keyData,
      boolean backupEligible,
      long signCount,
      Optional<Instant> lastUsed,
      Instant createdAt) {}

  /** What is to become a passkey. */
  public record PasskeyDraft(
      String name, byte[] credentialId, byte[] keyData, boolean backupEligible, long signCount) {}

  /** Returns the Argon2id verifier of somebody's password. */
  public Optional<String> password(String principalId) {
    return database.read(c ->
        Sql.first(
            c,
            "select verifier from principal_password where principal_id = ?",
            row -> row.text("verifier"),
            principalId));
  }

  /** Sets a password; every session ends. */
  public void setPassword(Actor actor, String principalId, String verifier) {
    writer.edit(scope -> {
      setPassword(scope, actor, principalId, verifier);
      return principalId;
    });
  }

  static void setPassword(Change.Scope scope, Actor actor, String principalId, String verifier)
      throws SQLException {
    var c = scope.connection();
    known(scope, principalId);
    Sql.update(c, UPSERT_PASSWORD, principalId, verifier, scope.now());
    Sql.update(c, "delete from session where principal_id = ?", principalId);
    scope.report(new ChangeRecord("password", "set", principalId).by(actor, scope.now()));
  }

  private static Principal known(Change.Scope scope, String principalId) throws SQLException {
    return PrincipalTable.find(scope.connection(), principalId)
        .orElseThrow(() -> Faults.notFound("user"));
  }

  /** Returns somebody's one-time codes. */
  public Optional<Totp> totp(String principalId) {
    return database.read(c ->
        Sql.first(
            c,
            "select * from principal_totp where principal_id = ?",
            row ->
                new Totp(
                    row.bytes("sealed_secret"), row.flag("confirmed"), row.instant("created_at")),
            principalId));
  }

  /** Begins one-time codes anew, unless there are confirmed ones. */
  public void beginTotp(String principalId, byte[] sealedSecret) {
    writer.edit(scope -> {
      var c = scope.connection();
      known(scope, principalId);
      Sql.update(
          c, "delete from principal_totp where principal_id = ? and confirmed = 0", principalId);
      if (Sql.exists(c, "select 1 from principal_totp where principal_id = ?", principalId)) {
        throw Refused.of(
            Kind.CONFLICT, "totp-exists", "There are one-time codes already; remove them first.");
      }
      return Sql.update(
          c,
          "insert into principal_totp (principal_id, sealed_secret, confirmed, last_step, created_at) values (?, ?, 0, 0, ?)",
          principalId,
          sealedSecret,
          scope.now());
    });
  }

  /**
   * Confirms one-time codes by the step of a first good one, and gives out recovery codes.
   *
   * @throws Refused {@code CONFLICT} if there are none that wait for it
   */
  public void confirmTotp(
      Actor actor, String principalId, long step, List<byte[]> recoveryVerifiers) {
    writer.edit(scope -> {
      var c = scope.connection();
      int confirmed =
          Sql.update(
              c,
              "update principal_totp set confirmed = 1, last_step = ? where principal_id = ? and confirmed = 0",
              step,
              principalId);
      if (confirmed != 1) {
        throw Refused.of(Kind.CONFLICT, "totp-not-begun", "No one-time codes wait for this.");
      }
      Sql.update(c, "delete from recovery_code where principal_id = ?", principalId);
      for (var verifier : recoveryVerifiers) {
        Sql.update(
            c,
            "insert into recovery_code (verifier, principal_id) values (?, ?)",
            verifier,
            principalId);
      }
      scope.report(new ChangeRecord("totp", "enable", principalId).by(actor, scope.now()));
      return principalId;
    });
  }

  /** Takes the code of a step; whether it was not taken before, nor a later one. */
  public boolean useStep(String principalId, long step) {
    return writer.edit(scope ->
        Sql.update(
            scope.connection(),
            "update principal_totp set last_step = ? where principal_id = ? and confirmed = 1 and last_step < ?",
            step,
            principalId,
            step))
        == 1;
  }

  /** Takes a recovery code; whether there was one. */
  public boolean useRecoveryCode(Actor actor, String principalId, byte[] verifier) {
    return writer.edit(scope -> {
      boolean used =
          Sql.update(
                  scope.connection(),
                  "delete from recovery_code where verifier = ? and principal_id = ?",
                  verifier,
                  principalId)
              == 1;
      if (used) {
        scope.report(new ChangeRecord("recovery-code", "use", principalId).by(actor, scope.now()));
      }
      return used;
    });
  }

  /** Returns how many recovery codes are left. */
  public long recoveryCodes(String principalId) {
    return database.read(c ->
        Sql.first(
                c,
                "select count(*) as n from recovery_code where principal_id = ?",
                row -> row.number("n"),
                principalId)
            .orElse(0L));
  }

  /** Removes one-time and recovery codes, where there are any. */
  public void removeTotp(Actor actor, String principalId) {
    writer.edit(scope -> {
      removeTotp(scope, actor, principalId);
      return principalId;
    });
  }

  static void removeTotp(Change.Scope scope, Actor actor, String principalId) throws SQLException {
    var c = scope.connection();
    Sql.update(c, "delete from recovery_code where principal_id = ?", principalId);
    if (Sql.update(c, "delete from principal_totp where principal_id = ?", principalId) > 0) {
      scope.report(new ChangeRecord("totp", "disable", principalId).by(actor, scope.now()));
    }
  }

  /** Returns somebody's passkeys, oldest first. */
  public List<Passkey> passkeys(String principalId) {
    return database.read(c ->
        Sql.list(
            c,
            "select * from passkey where principal_id = ? order by id",
            PrincipalFactors::passkey,
            principalId));
  }

  /** Finds a passkey by its credential id. */
  public Optional<Passkey> passkey(byte[] credentialId) {
    return database.read(c ->
        Sql.first(
            c,
            "select * from passkey where credential_id = ?",
            PrincipalFactors::passkey,
            (Object) credentialId));
  }

  private static Passkey passkey(Row row) throws SQLException {
    return new Passkey(
        row.text("id"),
        row.text("principal_id"),
        row.text("name"),
        row.bytes("credential_id"),
        row.bytes("key_data"),
        row.flag("backup_eligible"),
        row.number("sign_count"),
        row.optionalInstant("last_used"),
        row.instant("created_at"));
  }

  /**
   * Adds a passkey; returns its id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String addPasskey(Actor actor, String principalId, PasskeyDraft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      known(scope, principalId);
      var count = Sql.list(c, "select id from passkey where principal_id = ?", _ -> 1, principalId);
      new Faults()
          .name(draft.name())
          .clash(
              Sql.exists(
                  c,
                  "select 1 from passkey where credential_id = ?",
                  (Object) draft.credentialId()),
              "credential",
              "is registered already")
          .clash(count.size() >= MOST_PASSKEYS, "credential", "there are enough passkeys")
          .refuse("passkey");
      var id = Identifiers.next(scope.now());
      Sql.update(
          c,
          INSERT_PASSKEY,
          id,
          principalId,
          draft.name(),
          draft.credentialId(),
          draft.keyData(),
          draft.backupEligible(),
          draft.signCount(),
          scope.now());
      scope.report(
          new ChangeRecord("passkey", "create", id)
              .after("principal_id", principalId)
              .after("name", draft.name())
              .by(actor, scope.now()));
      return id;
    });
  }

  /** Keeps the count of a use; whether the passkey is still there and its count was not higher. */
  public boolean passkeyUsed(String id, long signCount) {
    return writer.edit(scope ->
        Sql.update(
            scope.connection(),
            "update passkey set sign_count = ?, last_used = ? where id = ? and (sign_count < ? or sign_count = 0)",
            signCount,
            scope.now(),
            id,
            signCount))
        == 1;
  }

  /**
   * Deletes a passkey.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if nobody could administer the system then
   */
  public void deletePasskey(Actor actor, String principalId, String id) {
    writer.edit(scope ->
        LastAdministrator.kept(
            scope,
            () -> {
              int deleted =
                  Sql.update(
                      scope.connection(),
                      "delete from passkey where id = ? and principal_id = ?",
                      id,
                      principalId);
              if (deleted != 1) {
                throw Faults.notFound("passkey");
              }
              scope.report(
                  new ChangeRecord("passkey", "delete", id)
                      .before("principal_id", principalId)
                      .by(actor, scope.now()));
              return id;
            }));
  }

  /** Returns the subject that somebody is at an OpenID provider. */
  public Optional<String> subject(String issuer, String principalId) {
    return database.read(c ->
        Sql.first(
            c,
            "select subject from external_identity where issuer = ? and principal_id = ?",
            row -> row.text("subject"),
            issuer,
            principalId));
  }

  /** Finds who a subject of an OpenID provider is. */
  public Optional<Principal> bySubject(String issuer, String subject) {
    return database.read(c ->
        Sql.first(
            c,
            """
            select p.* from external_identity x join principal p on p.id = x.principal_id
            where x.issuer = ? and x.subject = ?\
            """,
            row -> PrincipalTable.map(c, row),
            issuer,
            subject));
  }

  /**
   * Says who somebody is at an OpenID provider; an empty subject takes it away.
   *
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if the subject is somebody else's
   */
  public void bind(
      Actor actor,
      Oversight oversight,
      String principalId,
      String issuer,
      Optional<String> subject) {
    writer.edit(scope -> {
      PrincipalTable.changeable(scope.connection(), oversight, Principals.Kind.USER, principalId);
      return LastAdministrator.kept(scope, () -> bind(scope, actor, principalId, issuer, subject));
    });
  }

  private static String bind(
      Change.Scope scope, Actor actor, String principalId, String issuer, Optional<String> subject)
      throws SQLException {
    var c = scope.connection();
    Sql.update(c, "delete from external_identity where principal_id = ?", principalId);
    if (subject.isPresent()) {
      boolean taken =
          Sql.exists(
              c,
              "select 1 from external_identity where issuer = ? and subject = ?",
              issuer,
              subject.get());
      new Faults().clash(taken, "subject", "is somebody else's").refuse("external-identity");
      Sql.update(
          c,
          "insert into external_identity (issuer, subject, principal_id) values (?, ?, ?)",
          issuer,
          subject.get(),
          principalId);
    }
    scope.report(
        new ChangeRecord("external-identity", subject.isPresent() ? "set" : "delete", principalId)
            .after("issuer", issuer)
            .after("subject", subject)
            .by(actor, scope.now()));
    return principalId;
  }

  /** Makes a person who was signed in by an OpenID provider for the first time. */
  public Principal createExternal(
      Actor actor, Principals.Draft draft, String issuer, String subject) {
    return writer.edit(scope -> {
      var c = scope.connection();
      PrincipalTable.check(c, Oversight.everybody(), draft, "").refuse("user");
      var id = PrincipalTable.insert(scope, actor, Oversight.everybody(), draft);
      bind(scope, actor, id, issuer, Optional.of(subject));
      return PrincipalTable.find(c, id).orElseThrow();
    });
  }
}
