package dev.crest.server.admin;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Names;
import dev.crest.pkix.Pem;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.store.CredentialKind;
import dev.crest.server.store.CredentialRecord;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A credential as the API shows it.
 *
 * @param shownPrefix how a passcode begins
 * @param passcode a new passcode, in the reply to its creation only
 * @param privateKey the key of a new authentication certificate (PKCS#8 in PEM), in the reply to
 *     its creation only
 * @param unbound whether any certificate under the authentication CA gets any name
 */
record CredentialView(
    String id,
    String authenticationPolicyId,
    CredentialKind kind,
    String name,
    String description,
    CredentialRecord.Status status,
    boolean enabled,
    Optional<String> userName,
    Optional<String> shownPrefix,
    Optional<String> passcode,
    Optional<CertificateText> certificate,
    Optional<String> privateKey,
    Optional<Boolean> bindName,
    Optional<Boolean> unbound,
    Optional<RevocationListView> revocationList,
    Optional<Long> usageLimit,
    long uses,
    Optional<Instant> lastUsed,
    Optional<Instant> start,
    Optional<Instant> end,
    List<RegisteredValueView> registeredValues,
    long version,
    Instant createdAt,
    Instant updatedAt)
    implements HasVersion {

  /** What is shown once, and then never again. */
  record ShownOnce(Optional<String> passcode, Optional<String> privateKey) {
    static ShownOnce nothing() {
      return new ShownOnce(Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
      return "ShownOnce[withheld]";
    }
  }

  /** A certificate in words and in PEM; the fingerprint is SHA-256, in hexadecimal. */
  record CertificateText(
      String subject,
      String serialNumber,
      String fingerprint,
      Instant notBefore,
      Instant notAfter,
      String pem) {
    static CertificateText of(Certificate certificate) {
      return new CertificateText(
          Names.text(certificate.subject()),
          certificate.serialNumber().hex(),
          HexFormat.of().formatHex(certificate.fingerprint()),
          certificate.notBefore(),
          certificate.notAfter(),
          Pem.write("CERTIFICATE", certificate.der()));
    }
  }

  /**
   * A registered value.
   *
   * @param values the value or values; a long list is left out
   * @param size how many there are
   * @param list what a long list is known by
   */
  record RegisteredValueView(
      String field, Match match, List<String> values, int size, Optional<String> list) {}

  /** A CRL in short. */
  record RevocationListView(
      String sha256, boolean hard, Instant thisUpdate, Optional<Instant> nextUpdate, long size) {}

  static CredentialView of(CredentialRecord credential) {
    return of(credential, ShownOnce.nothing());
  }

  static CredentialView of(CredentialRecord credential, ShownOnce once) {
    boolean authority = credential.kind() == CredentialKind.AUTHENTICATION_AUTHORITY;
    var limit = credential.usageLimit();
    return new CredentialView(
        credential.id(),
        credential.authenticationPolicyId(),
        credential.kind(),
        credential.name(),
        credential.description(),
        credential.status(),
        credential.enabled(),
        credential.userName(),
        credential.shownPrefix(),
        once.passcode(),
        credential.certificate().map(CertificateText::of),
        once.privateKey(),
        authority ? Optional.of(credential.bindName()) : Optional.empty(),
        authority ? Optional.of(credential.unbound()) : Optional.empty(),
        credential
            .revocationList()
            .map(list ->
                new RevocationListView(
                    list.sha256(), list.hard(), list.thisUpdate(), list.nextUpdate(), list.size())),
        limit.isPresent() ? Optional.of(limit.getAsLong()) : Optional.empty(),
        credential.uses(),
        credential.lastUsed(),
        credential.start(),
        credential.end(),
        credential.registeredValues().stream()
            .map(value ->
                new RegisteredValueView(
                    value.field(), value.match(), value.values(), value.size(), value.list()))
            .toList(),
        credential.version(),
        credential.createdAt(),
        credential.updatedAt());
  }
}
