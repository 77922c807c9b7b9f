package dev.crest.server.store;

import dev.crest.server.auth.Credential;
import dev.crest.server.auth.Credential.Proof;
import dev.crest.server.auth.Credential.Revocation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * SQL of credentials, as authentication reads them. Those deleted, or of a deleted container, are
 * not there. Stateless.
 */
final class CredentialTable {
  private static final String COLUMNS =
      """
      select c.id, c.authentication_policy_id, c.kind, c.name, c.user_name, c.fingerprint, c.certificate, c.bind_name,
        c.usage_limit, c.uses, c.last_used, c.start_at, c.end_at, c.registered_values, c.crl_sha256, c.crl_hard,
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

  static List<Credential> byVerifier(
      Connection connection, CredentialContents contents, byte[] verifier) throws SQLException {
    return Sql.list(connection, BY_VERIFIER, row -> map(connection, contents, row), verifier);
  }

  static List<Credential> byFingerprint(
      Connection connection, CredentialContents contents, byte[] fingerprint) throws SQLException {
    return Sql.list(connection, BY_FINGERPRINT, row -> map(connection, contents, row), fingerprint);
  }

  static List<Credential> authorities(Connection connection, CredentialContents contents)
      throws SQLException {
    return Sql.list(connection, AUTHORITIES, row -> map(connection, contents, row));
  }

  private static Credential map(Connection connection, CredentialContents contents, Row row)
      throws SQLException {
    return new Credential(
        row.text("id"),
        row.text("authentication_policy_id"),
        row.text("name"),
        proof(connection, contents, row),
        row.flag("enabled"),
        row.optionalInstant("start_at"),
        row.optionalInstant("end_at"),
        row.optionalNumber("usage_limit"),
        row.number("uses"),
        row.optionalInstant("last_used"),
        contents.values(connection, row.text("id"), row.text("registered_values")));
  }

  private static Proof proof(Connection connection, CredentialContents contents, Row row)
      throws SQLException {
    return switch (row.constant("kind", CredentialKind.class)) {
      case PASSCODE -> new Proof.Passcode(row.optionalText("user_name"));
      case AUTHENTICATION_CERTIFICATE ->
          new Proof.AuthenticationCertificate(HexFormat.of().formatHex(row.bytes("fingerprint")));
      case AUTHENTICATION_AUTHORITY ->
          new Proof.AuthenticationAuthority(
              CertificateTable.read(row.bytes("certificate")),
              row.flag("bind_name"),
              revocation(connection, contents, row));
    };
  }

  private static Optional<Revocation> revocation(
      Connection connection, CredentialContents contents, Row row) throws SQLException {
    var sha256 = row.optionalText("crl_sha256");
    return sha256.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Revocation(
                contents.revocations(connection, row.text("id"), sha256.get()),
                row.flag("crl_hard")));
  }
}
