package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.refusal.Kind;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The status of issued certificates. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class CertificateRecordsTest {
  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Domain domain;
  private Catalog catalog;

  CertificateRecordsTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    domain = Domain.in(store);
    catalog = domain.catalog;
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @DisplayName(
      "a certificate is revoked once, but may be found compromised later; suspension is undone only by resuming or revoking")
  void certificateStatus() {
    var certificates = catalog.certificates();
    var issuance = domain.issuance(Optional.empty());
    store.ledger().commit(issuance);
    var id = issuance.certificateId();
    Refusals.refused(
        Kind.NOT_FOUND,
        () -> certificates.revoke(Domain.ADMIN, "none", RevocationReason.UNSPECIFIED));
    Refusals.refused(Kind.CONFLICT, () -> certificates.resume(Domain.ADMIN, id));
    Refusals.refused(
        Kind.INVALID,
        () -> certificates.revoke(Domain.ADMIN, id, RevocationReason.CERTIFICATE_HOLD),
        "reason");
    certificates.suspend(Domain.ADMIN, id);
    Refusals.refused(Kind.CONFLICT, () -> certificates.suspend(Domain.ADMIN, id));
    certificates.revoke(Domain.ADMIN, id, RevocationReason.CESSATION_OF_OPERATION);
    Refusals.refused(Kind.CONFLICT, () -> certificates.resume(Domain.ADMIN, id));
    Refusals.refused(
        Kind.CONFLICT, () -> certificates.revoke(Domain.ADMIN, id, RevocationReason.UNSPECIFIED));
    certificates.revoke(Domain.ADMIN, id, RevocationReason.KEY_COMPROMISE);
    Refusals.refused(
        Kind.CONFLICT,
        () -> certificates.revoke(Domain.ADMIN, id, RevocationReason.KEY_COMPROMISE));

    var found =
        certificates
            .bySerialNumber(domain.authorityId, issuance.certificate().serialNumber())
            .orElseThrow();
    assertThat(found.reason()).contains(RevocationReason.KEY_COMPROMISE);
    assertThat(found.certificate()).isEqualTo(issuance.certificate());
    assertThat(domain.events(store).getLast().details())
        .containsEntry("before.reason", "cessation_of_operation")
        .containsEntry("after.reason", "key_compromise");
  }

  @Test
  @DisplayName("a renewed certificate and the one that renewed it know each other")
  void renewalChain() {
    var first = domain.issuance(Optional.empty());
    store.ledger().commit(first);
    var second = renewing(domain.issuance(Optional.empty()), first.certificateId());
    store.ledger().commit(second);

    var certificates = catalog.certificates();
    assertThat(certificates.find(second.certificateId()).orElseThrow().renews())
        .contains(first.certificateId());
    assertThat(certificates.find(first.certificateId()).orElseThrow().supersededBy())
        .contains(second.certificateId());
  }

  private static Issuance renewing(Issuance issuance, String renewed) {
    return new Issuance(
        issuance.certificateId(),
        issuance.certificate(),
        issuance.authorityId(),
        issuance.policyId(),
        issuance.profileId(),
        issuance.accountId(),
        issuance.divisionId(),
        issuance.credentialId(),
        issuance.usageLimit(),
        Optional.of(renewed),
        issuance.resubmission(),
        issuance.event());
  }
}
