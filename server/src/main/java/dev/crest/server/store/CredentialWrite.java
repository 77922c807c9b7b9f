package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.Credential.Revocation;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.CredentialContents.Prepared;
import dev.crest.server.store.CredentialDraft.Proof;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A new credential on its way into the store. What is costly is done when it is prepared, by
 * whoever asks, so that the writer has little to do.
 *
 * @param draft what is asked for
 * @param values its registered values, ready
 * @param found what is wrong with it by itself
 */
record CredentialWrite(CredentialDraft draft, Prepared values, Faults found) {
  private static final int VERIFIER_OCTETS = 32;
  private static final Pattern SHOWN_PREFIX = Pattern.compile("[0-9A-Za-z]{1,5}");
  private static final Pattern USER_NAME = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]{1,128}");

  private static final String INSERT =
      """
      insert into credential (id, authentication_policy_id, kind, name, description, verifier, shown_prefix, user_name,
        fingerprint, certificate, bind_name, usage_limit, uses, start_at, end_at, registered_values, crl_sha256,
        crl_hard, crl_this_update, crl_next_update, crl_size, enabled, deleted, created_at, updated_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?)\
      """;

  /** The authentication policy that a credential belongs to. */
  record Container(String id, String accountId, String divisionId) {}

  /** Does what needs no database. */
  static CredentialWrite prepare(CredentialDraft draft) {
    var faults = new Faults();
    switch (draft.proof()) {
      case Proof.Passcode passcode -> check(passcode, faults);
      case Proof.AuthenticationCertificate(var certificate) ->
          faults.require(!certificate.isAuthority(), "certificate", "must not be a CA's");
      case Proof.AuthenticationAuthority authority -> {
        faults.require(authority.certificate().isAuthority(), "certificate", "must be a CA's");
        bound(authority.bindName(), authority.unbound(), draft.terms(), faults);
        authority
            .revocation()
            .ifPresent(revocation -> check(revocation, authority.certificate(), faults));
      }
    }
    terms(draft.terms(), draft.proof() instanceof Proof.Passcode, faults);
    return new CredentialWrite(
        draft, CredentialContents.prepare(draft.terms().registeredValues()), faults);
  }

  private static void check(Proof.Passcode passcode, Faults faults) {
    faults.require(
        passcode.verifier().length == VERIFIER_OCTETS, "verifier", "must have 32 octets");
    faults.require(
        SHOWN_PREFIX.matcher(passcode.shownPrefix()).matches(),
        "shown_prefix",
        "must be 1 to 5 letters and digits");
    userName(passcode.userName(), faults);
  }

  static void userName(Optional<String> userName, Faults faults) {
    faults.require(
        userName.isEmpty() || USER_NAME.matcher(userName.get()).matches(),
        "user_name",
        "must be 1 to 128 printable ASCII characters without space and colon");
  }

  static void bound(boolean bindName, boolean unbound, Terms terms, Faults faults) {
    faults.require(
        bindName || unbound || !terms.registeredValues().isEmpty(),
        "bind_name",
        "or a registered value is needed, else any certificate under this CA gets any name; waive it explicitly");
  }

  static void check(Revocation revocation, Certificate authority, Faults faults) {
    faults.require(
        revocation.list().isOf(authority),
        "revocation_list",
        "must be issued and signed by this very CA");
  }

  /** Checks what all kinds share, but for what needs the time or the database. */
  static void terms(Terms terms, boolean passcode, Faults faults) {
    faults.name(terms.name()).description(terms.description());
    faults.require(
        terms.usageLimit().isEmpty() || terms.usageLimit().getAsLong() > 0,
        "usage_limit",
        "must be at least 1");
    faults.require(
        terms.start().isEmpty()
            || terms.end().isEmpty()
            || terms.start().get().isBefore(terms.end().get()),
        "end",
        "must be after start");
    faults.require(
        passcode || terms.registeredValues().stream().noneMatch(v -> v.match() == Match.SUPPLY),
        "registered_values",
        "only a passcode can supply a value");
    RegisteredValueRules.check(terms.registeredValues(), faults);
  }

  /** Checks it against what exists; returns everything that is wrong. */
  Faults check(Connection c, Container container, Instant now) throws SQLException {
    // A change may be made twice, so it starts from its own copy.
    var faults = new Faults(found);
    var end = draft.terms().end();
    faults.require(end.isEmpty() || end.get().isAfter(now), "end", "must be in the future");
    faults.clash(
        nameTaken(c, container.id(), "", draft.terms().name()),
        "name",
        "is taken in this authentication policy");
    switch (draft.proof()) {
      case Proof.Passcode passcode ->
          clash(c, "verifier", passcode.verifier(), container, "passcode", faults);
      case Proof.AuthenticationCertificate(var certificate) ->
          clash(c, "fingerprint", certificate.fingerprint(), container, "certificate", faults);
      case Proof.AuthenticationAuthority authority ->
          clash(
              c,
              "fingerprint",
              authority.certificate().fingerprint(),
              container,
              "certificate",
              faults);
    }
    return faults;
  }

  static boolean nameTaken(Connection c, String containerId, String id, String name)
      throws SQLException {
    return Sql.exists(
        c,
        "select 1 from credential where authentication_policy_id = ? and name = ? and id <> ? and deleted = 0",
        containerId,
        name,
        id);
  }

  private static void clash(
      Connection c, String column, byte[] value, Container container, String field, Faults faults)
      throws SQLException {
    var sql =
        "select 1 from credential where "
            + column
            + " = ? and authentication_policy_id = ? and deleted = 0";
    faults.clash(
        Sql.exists(c, sql, value, container.id()),
        field,
        "is in this authentication policy already");
  }

  /** Stores it, with an audit record; returns its id. */
  String insert(Change.Scope scope, Actor actor, Container container) throws SQLException {
    var id = Identifiers.next(scope.now());
    var row = Columns.of(draft.proof());
    var terms = draft.terms();
    Sql.update(
        scope.connection(),
        INSERT,
        id,
        container.id(),
        row.kind(),
        terms.name(),
        terms.description(),
        row.verifier(),
        row.shownPrefix(),
        row.userName(),
        row.certificate().map(Certificate::fingerprint),
        row.certificate().map(certificate -> certificate.der().bytes()),
        row.bindName(),
        terms.usageLimit(),
        terms.start(),
        terms.end(),
        values.json(),
        row.revocation().map(r -> CredentialContents.sha256(r.list().der())),
        row.revocation().filter(Revocation::hard).isPresent(),
        row.revocation().map(r -> r.list().thisUpdate()),
        row.revocation().flatMap(r -> r.list().nextUpdate()),
        row.revocation().map(r -> r.list().size()),
        scope.now(),
        scope.now());
    CredentialContents.insert(scope, id, contents(row.revocation()));
    scope.outdates(Change.Cached.CREDENTIALS);
    scope.report(record(id, container, row).by(actor, scope.now()));
    return id;
  }

  private Map<String, byte[]> contents(Optional<Revocation> revocation) {
    var contents = new HashMap<>(values.contents());
    revocation
        .map(r -> r.list().der())
        .ifPresent(der -> contents.put(CredentialContents.sha256(der), der.bytes()));
    return contents;
  }

  private ChangeRecord record(String id, Container container, Columns row) {
    var terms = draft.terms();
    return new ChangeRecord("credential", "create", id)
        .account(container.accountId())
        .division(container.divisionId())
        .after("authentication_policy_id", container.id())
        .after("kind", row.kind())
        .after("name", terms.name())
        .after("description", terms.description())
        .after("user_name", row.userName())
        .after("bind_name", row.bindName())
        .after("usage_limit", terms.usageLimit())
        .after("start", terms.start())
        .after("end", terms.end())
        .after("registered_values", values.json())
        .after("revocation_list", row.revocation().map(r -> r.list().thisUpdate()));
  }

  /** What proves a credential, as it is stored. */
  private record Columns(
      CredentialKind kind,
      Optional<byte[]> verifier,
      Optional<String> shownPrefix,
      Optional<String> userName,
      Optional<Certificate> certificate,
      boolean bindName,
      Optional<Revocation> revocation) {
    static Columns of(Proof proof) {
      return switch (proof) {
        case Proof.Passcode passcode ->
            new Columns(
                CredentialKind.PASSCODE,
                Optional.of(passcode.verifier()),
                Optional.of(passcode.shownPrefix()),
                passcode.userName(),
                Optional.empty(),
                false,
                Optional.empty());
        case Proof.AuthenticationCertificate(var certificate) ->
            new Columns(
                CredentialKind.AUTHENTICATION_CERTIFICATE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(certificate),
                false,
                Optional.empty());
        case Proof.AuthenticationAuthority authority ->
            new Columns(
                CredentialKind.AUTHENTICATION_AUTHORITY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(authority.certificate()),
                authority.bindName(),
                authority.revocation());
      };
    }
  }
}
