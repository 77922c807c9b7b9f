package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.Credential.RegisteredValue;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Authentication policies and the credentials in them. Thread-safe; every change leaves an audit
 * record.
 */
public final class AuthenticationPolicies {
  private static final int VERIFIER_OCTETS = 32;
  private static final Pattern SHOWN_PREFIX = Pattern.compile("[0-9A-Za-z]{1,5}");
  private static final Pattern USER_NAME = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]{1,128}");

  private static final String SAME_NAME =
      "select 1 from authentication_policy where account_id = ? and name = ? and deleted = 0";

  private static final String INSERT_POLICY =
      """
      insert into authentication_policy (id, account_id, division_id, name, description, enabled,
        deleted, created_at, updated_at)
      values (?, ?, ?, ?, ?, 1, 0, ?, ?)\
      """;

  private static final String INSERT =
      """
      insert into credential (id, authentication_policy_id, kind, name, description, verifier, shown_prefix, user_name,
        fingerprint, certificate, bind_name, usage_limit, uses, start_at, end_at, registered_values, enabled, deleted,
        created_at, updated_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 1, 0, ?, ?)\
      """;

  private final Writer writer;

  AuthenticationPolicies(Writer writer) {
    this.writer = writer;
  }

  /**
   * What all kinds of credential share.
   *
   * @param name unique in its authentication policy
   * @param usageLimit empty for unlimited
   * @param start not valid before
   * @param end not valid from then on
   * @param registeredValues checks on, or values for, requests
   */
  public record Terms(
      String name,
      String description,
      OptionalLong usageLimit,
      Optional<Instant> start,
      Optional<Instant> end,
      List<RegisteredValue> registeredValues) {
    /** Returns terms without any limit. */
    public static Terms unlimited(String name) {
      return new Terms(
          name, "", OptionalLong.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** Returns the same with a usage limit. */
    public Terms limited(long uses) {
      return new Terms(name, description, OptionalLong.of(uses), start, end, registeredValues);
    }
  }

  /** What proves a credential, as it is stored. */
  private record Proof(
      CredentialTable.Kind kind,
      Optional<byte[]> verifier,
      Optional<String> shownPrefix,
      Optional<String> userName,
      Optional<byte[]> fingerprint,
      Optional<byte[]> certificate,
      boolean bindName) {}

  /**
   * Makes an empty authentication policy; returns its id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String create(Actor actor, String divisionId, String name, String description) {
    return writer.edit(scope -> {
      var accountId = checkedAccount(scope.connection(), divisionId, name, description);
      var id = Identifiers.next(scope.now());
      Sql.update(
          scope.connection(),
          INSERT_POLICY,
          id,
          accountId,
          divisionId,
          name,
          description,
          scope.now(),
          scope.now());
      scope.report(
          new ChangeRecord("authentication-policy", "create", id)
              .account(accountId)
              .division(divisionId)
              .after("name", name)
              .after("description", description)
              .by(actor, scope.now()));
      return id;
    });
  }

  private static String checkedAccount(
      Connection c, String divisionId, String name, String description) throws SQLException {
    var faults = new Faults().name(name).description(description);
    var division = Accounts.division(c, divisionId);
    if (division.isEmpty()) {
      faults.unknown("division_id");
    }
    var account = division.map(Accounts.Division::accountId).orElse("");
    faults
        .clash(Sql.exists(c, SAME_NAME, account, name), "name", "is taken in this account")
        .refuse("authentication-policy");
    return account;
  }

  /**
   * Adds a passcode; returns the credential's id. The passcode itself never comes here.
   *
   * @param verifier HMAC-SHA-256 of it under the server's key, 32 bytes
   * @param shownPrefix its first characters, which stay visible: 1 to 5
   * @param userName what the caller must say besides it, printable ASCII without a colon
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String addPasscode(
      Actor actor,
      String authenticationPolicyId,
      Terms terms,
      byte[] verifier,
      String shownPrefix,
      Optional<String> userName) {
    var faults = new Faults();
    faults.require(verifier.length == VERIFIER_OCTETS, "verifier", "must have 32 octets");
    faults.require(
        SHOWN_PREFIX.matcher(shownPrefix).matches(),
        "shown_prefix",
        "must be 1 to 5 letters and digits");
    faults.require(
        userName.isEmpty() || USER_NAME.matcher(userName.get()).matches(),
        "user_name",
        "must be 1 to 128 printable ASCII characters without space and colon");
    var proof =
        new Proof(
            CredentialTable.Kind.PASSCODE,
            Optional.of(verifier.clone()),
            Optional.of(shownPrefix),
            userName,
            Optional.empty(),
            Optional.empty(),
            false);
    return add(actor, authenticationPolicyId, terms, proof, faults);
  }

  /**
   * Adds a certificate that authenticates whoever has its key; returns the credential's id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String addAuthenticationCertificate(
      Actor actor, String authenticationPolicyId, Terms terms, Certificate certificate) {
    var faults = new Faults();
    faults.require(!certificate.isAuthority(), "certificate", "must not be a CA's");
    refuseSupply(terms, faults);
    return add(
        actor,
        authenticationPolicyId,
        terms,
        proof(CredentialTable.Kind.AUTHENTICATION_CERTIFICATE, certificate, false),
        faults);
  }

  /**
   * Adds a CA whose end-entity certificates authenticate; returns the credential's id.
   *
   * @param bindName whether a request's common name must be the authenticating certificate's
   * @param unboundByIntent waives the need for either that or a registered value
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String addAuthenticationAuthority(
      Actor actor,
      String authenticationPolicyId,
      Terms terms,
      Certificate certificate,
      boolean bindName,
      boolean unboundByIntent) {
    var faults = new Faults();
    faults.require(certificate.isAuthority(), "certificate", "must be a CA's");
    faults.require(
        bindName || unboundByIntent || !terms.registeredValues().isEmpty(),
        "bind_name",
        "or a registered value is needed, else any certificate under this CA gets any name; waive it explicitly");
    refuseSupply(terms, faults);
    return add(
        actor,
        authenticationPolicyId,
        terms,
        proof(CredentialTable.Kind.AUTHENTICATION_AUTHORITY, certificate, bindName),
        faults);
  }

  private static Proof proof(CredentialTable.Kind kind, Certificate certificate, boolean bindName) {
    return new Proof(
        kind,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(certificate.fingerprint()),
        Optional.of(certificate.der().bytes()),
        bindName);
  }

  private static void refuseSupply(Terms terms, Faults faults) {
    faults.require(
        terms.registeredValues().stream().noneMatch(value -> value.match() == Match.SUPPLY),
        "registered_values",
        "only a passcode can supply a value");
  }

  private String add(Actor actor, String policyId, Terms terms, Proof proof, Faults given) {
    return writer.edit(scope -> {
      var c = scope.connection();
      // A change may be made twice, so it starts from its own copy.
      var faults = new Faults(given);
      var container = container(c, policyId);
      if (container.isEmpty()) {
        faults.unknown("authentication_policy_id");
      }
      check(c, policyId, terms, proof, faults, scope.now());
      faults.refuse("credential");
      var id = Identifiers.next(scope.now());
      insert(scope, id, policyId, terms, proof);
      scope.outdates(Change.Cached.CREDENTIALS);
      scope.report(
          new ChangeRecord("credential", "create", id)
              .account(container.map(Container::accountId))
              .division(container.map(Container::divisionId))
              .after("authentication_policy_id", policyId)
              .after("kind", proof.kind())
              .after("name", terms.name())
              .after("description", terms.description())
              .after("user_name", proof.userName())
              .after("bind_name", proof.bindName())
              .after("usage_limit", terms.usageLimit())
              .after("start", terms.start())
              .after("end", terms.end())
              .after("registered_values", RegisteredValuesJson.write(terms.registeredValues()))
              .by(actor, scope.now()));
      return id;
    });
  }

  private record Container(String accountId, String divisionId) {}

  private static Optional<Container> container(Connection c, String id) throws SQLException {
    return Sql.first(
        c,
        "select account_id, division_id from authentication_policy where id = ? and deleted = 0",
        row -> new Container(row.text("account_id"), row.text("division_id")),
        id);
  }

  private static void check(
      Connection c, String policyId, Terms terms, Proof proof, Faults faults, Instant now)
      throws SQLException {
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
        terms.end().isEmpty() || terms.end().get().isAfter(now), "end", "must be in the future");
    faults.reading(
        () -> RegisteredValuesJson.read(RegisteredValuesJson.write(terms.registeredValues())));
    faults.clash(
        Sql.exists(
            c,
            "select 1 from credential where authentication_policy_id = ? and name = ? and deleted = 0",
            policyId,
            terms.name()),
        "name",
        "is taken in this authentication policy");
    if (proof.verifier().isPresent()) {
      clash(c, "verifier", proof.verifier().get(), policyId, "passcode", faults);
    }
    if (proof.fingerprint().isPresent()) {
      clash(c, "fingerprint", proof.fingerprint().get(), policyId, "certificate", faults);
    }
  }

  private static void clash(
      Connection c, String column, byte[] value, String policyId, String field, Faults faults)
      throws SQLException {
    var sql =
        "select 1 from credential where "
            + column
            + " = ? and authentication_policy_id = ? and deleted = 0";
    faults.clash(
        Sql.exists(c, sql, value, policyId), field, "is in this authentication policy already");
  }

  private static void insert(
      Change.Scope scope, String id, String policyId, Terms terms, Proof proof)
      throws SQLException {
    Sql.update(
        scope.connection(),
        INSERT,
        id,
        policyId,
        proof.kind(),
        terms.name(),
        terms.description(),
        proof.verifier(),
        proof.shownPrefix(),
        proof.userName(),
        proof.fingerprint(),
        proof.certificate(),
        proof.bindName(),
        terms.usageLimit(),
        terms.start(),
        terms.end(),
        RegisteredValuesJson.write(terms.registeredValues()),
        scope.now(),
        scope.now());
  }
}
