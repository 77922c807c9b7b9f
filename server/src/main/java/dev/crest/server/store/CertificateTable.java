package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.Names;
import dev.crest.server.auth.IssuedCertificate.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;

/** SQL of issued certificates, as enrolment needs it. Stateless. */
final class CertificateTable {
  static final String INSERT =
      """
      insert into certificate (id, account_id, division_id, authority_id, serial, policy_id, profile_id, credential_id,
        renews, status, status_changed_at, issued_at, not_before, not_after, subject, fingerprint, spki_sha256,
        subject_der, der, common_name, device_id)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  static final String INSERT_NAME =
      "insert into certificate_name (certificate_id, name) values (?, ?)";
  static final String RENEWED = "update certificate set renewed = 1 where id = ? and renewed = 0";
  static final String BY_FINGERPRINT =
      "select id, policy_id, status, der, device_id from certificate where fingerprint = ?";
  static final String OF_KEY =
      """
      select distinct account_id, subject_der, case when revocation_reason = 1 then 1 else 0 end as compromised
      from certificate where spki_sha256 = ?\
      """;

  /** In characters; no index of either database takes values without end. */
  private static final int LONGEST_SEARCHED = 600;

  private CertificateTable() {}

  /**
   * Returns an issuance's row of values; costly parts (encodings, digests) are made here, by the
   * thread that asks.
   */
  static Object[] row(Issuance issuance) {
    var certificate = issuance.certificate();
    var der = certificate.der();
    var issuedAt = issuance.event().at();
    return new Object[] {
      issuance.certificateId(),
      issuance.accountId(),
      issuance.divisionId(),
      issuance.authorityId(),
      certificate.serialNumber().hex(),
      issuance.policyId(),
      issuance.profileId(),
      issuance.credentialId(),
      issuance.renewedCertificateId(),
      issuedAt,
      issuedAt,
      certificate.notBefore(),
      certificate.notAfter(),
      Names.text(certificate.subject()),
      der.sha256(),
      Der.of(encoded(certificate.publicKeyInfo())).sha256(),
      encoded(certificate.subject()),
      der.bytes(),
      Names.first(certificate.subject(), BCStyle.CN).map(CertificateTable::searched).orElse(""),
      issuance.device().map(device -> device.claim().deviceId())
    };
  }

  /** Returns the rows of an issuance's subject alternative names. */
  static List<Object[]> names(Issuance issuance) {
    return issuance.certificate().subjectAltName().stream()
        .flatMap(names -> Arrays.stream(names.getNames()))
        .map(CertificateTable::bare)
        .distinct()
        .map(name -> new Object[] {issuance.certificateId(), name})
        .toList();
  }

  /** Returns a name as it is looked for: without its kind. */
  private static String bare(GeneralName name) {
    var text = Names.text(name);
    return searched(text.substring(text.indexOf(':') + 1));
  }

  /** Returns text as it is kept for being looked for, and as it is looked for. */
  static String searched(String text) {
    var lower = Sql.storable(text.strip()).toLowerCase(Locale.ROOT);
    return lower.substring(0, Math.min(lower.length(), LONGEST_SEARCHED));
  }

  static void insert(Connection connection, List<Object[]> rows, List<Object[]> names)
      throws SQLException {
    Sql.batch(connection, INSERT, rows);
    Sql.batch(connection, INSERT_NAME, names);
  }

  /**
   * Marks the certificates that issuances renewed, always in the same order, so that two nodes do
   * not wait for each other.
   */
  static void renewed(Connection connection, List<Entry.Issue> issues) throws SQLException {
    Sql.batch(
        connection,
        RENEWED,
        issues.stream()
            .flatMap(issue -> issue.issuance().renewedCertificateId().stream())
            .distinct()
            .sorted()
            .map(id -> new Object[] {id})
            .toList());
  }

  /** Returns the number that a status is stored as. */
  static int code(Status status) {
    return switch (status) {
      case VALID -> 0;
      case SUSPENDED -> 1;
      case REVOKED -> 2;
      case SUPERSEDED -> 3;
    };
  }

  static Status status(Row row) throws SQLException {
    long stored = row.number("status");
    return Arrays.stream(Status.values())
        .filter(status -> code(status) == stored)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no status has the number " + stored));
  }

  static Certificate read(byte[] der) {
    return Certificate.read(Der.of(der));
  }

  private static byte[] encoded(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException("what was read can be written", e);
    }
  }
}
