package dev.crest.server.enrollment;

import dev.crest.server.store.Actor;
import dev.crest.server.store.CertificateRecords;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import dev.crest.server.store.Reach;
import dev.crest.server.store.RevocationReason;
import java.util.Optional;

/**
 * Taking back what was issued: the one place where certificates are revoked, suspended and resumed
 * for a person or a program. Every node obeys at once. Thread-safe; every change leaves an audit
 * record.
 */
public final class Withdrawal {
  private final CertificateRecords records;

  public Withdrawal(CertificateRecords records) {
    this.records = records;
  }

  /**
   * Revokes for good.
   *
   * @param comment for those who read about it later
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND} outside reach, {@code INVALID}
   *     naming {@code reason} or {@code comment}, {@code CONFLICT} if it is revoked already; a key
   *     may be found to be compromised later
   */
  public StoredCertificate revoke(
      Actor actor, Reach reach, String id, RevocationReason reason, Optional<String> comment) {
    return records.revoke(actor, Optional.of(reach), id, reason, comment);
  }

  /**
   * Suspends a valid certificate, until it is resumed or revoked.
   *
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND}, {@code INVALID} or {@code CONFLICT}
   */
  public StoredCertificate suspend(Actor actor, Reach reach, String id, Optional<String> comment) {
    return records.suspend(actor, Optional.of(reach), id, comment);
  }

  /**
   * Makes a suspended certificate valid again.
   *
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND}, {@code INVALID} or {@code CONFLICT}
   */
  public StoredCertificate resume(Actor actor, Reach reach, String id, Optional<String> comment) {
    return records.resume(actor, Optional.of(reach), id, comment);
  }
}
