package dev.crest.server.store;

import dev.crest.server.auth.Credential;
import dev.crest.server.auth.Credential.Proof;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * SQL of credentials, as authentication reads them. Those deleted, or of a deleted container, are
 * not there. Stateless.
 */
final class CredentialTable {
  private static final String COLUMNS =
      """
      select c.id, c.authentication_policy_id, c.kind, c.name, c.user_name, c.fingerprint, c.certificate, c.bind_name,
        c.usage_limit, c.uses, c.last_used, c.start_at, c.end_at, c.registered_values,
        c.enabled * a.enabled as enabled
      from credential c join authentication_policy a on a.id = c.authentication_policy_id
      """;

  static final String BY_VERIFIER =
      COLUMNS + "where c.verifier = ? and c.deleted = 0 and a.deleted = 0";
  static final String BY_FINGERPRINT =
      COLUMNS
          + "where c.fingerprint = ? and c.kind = 'authentication_certificate' and c.deleted = 0 and a.deleted = 0";
  static final String AUTHORITIES =
      COLUMNS
          + "where c.kind = 'authentication_authority' and c.deleted = 0 and a.deleted = 0 order by c.id";

  private CredentialTable() {}

  /** The kinds, by the names that are stored. */
  enum Kind {
    PASSCODE,
    AUTHENTICATION_CERTIFICATE,
    AUTHENTICATION_AUTHORITY;

    /** Returns such as {@code authentication-certificate}, for audit records. */
    String title() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static List<Credential> byVerifier(Connection connection, byte[] verifier) throws SQLException {
    return Sql.list(connection, BY_VERIFIER, CredentialTable::map, verifier);
  }

  static List<Credential> byFingerprint(Connection connection, byte[] fingerprint)
      throws SQLException {
    return Sql.list(connection, BY_FINGERPRINT, CredentialTable::map, fingerprint);
  }

  static List<Credential> authorities(Connection connection) throws SQLException {
    return Sql.list(connection, AUTHORITIES, CredentialTable::map);
  }

  private static Credential map(Row row) throws SQLException {
    return new Credential(
        row.text("id"),
        row.text("authentication_policy_id"),
        row.text("name"),
        proof(row),
        row.flag("enabled"),
        row.optionalInstant("start_at"),
        row.optionalInstant("end_at"),
        row.optionalNumber("usage_limit"),
        row.number("uses"),
        row.optionalInstant("last_used"),
        Json.stored(row.text("registered_values"), RegisteredValuesJson::read));
  }

  private static Proof proof(Row row) throws SQLException {
    return switch (row.constant("kind", Kind.class)) {
      case PASSCODE -> new Proof.Passcode(row.optionalText("user_name"));
      case AUTHENTICATION_CERTIFICATE ->
          new Proof.AuthenticationCertificate(HexFormat.of().formatHex(row.bytes("fingerprint")));
      case AUTHENTICATION_AUTHORITY ->
          new Proof.AuthenticationAuthority(
              CertificateTable.read(row.bytes("certificate")), row.flag("bind_name"));
    };
  }
}
