package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.KeyType;
import dev.crest.server.store.AuthorityRecords.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A CA as administrators see it.
 *
 * @param id its id
 * @param accountId whose
 * @param name what people call it; unique in the account
 * @param kind what it is for
 * @param status whether it signs
 * @param parentId the CA above it; empty for a root and while it is pending
 * @param holdsKey whether its key is here
 * @param certificate its certificate; empty while it is pending
 * @param formerCertificates what it was before it was renewed, the latest first
 * @param request while it is pending, what an external CA is to certify
 * @param version goes up with every change
 */
public record AuthorityRecord(
    String id,
    String accountId,
    String name,
    Kind kind,
    Status status,
    Optional<String> parentId,
    boolean holdsKey,
    Optional<Certificate> certificate,
    List<Certificate> formerCertificates,
    Optional<CertificationRequest> request,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  public AuthorityRecord {
    formerCertificates = List.copyOf(formerCertificates);
  }

  /** Whether a CA signs. */
  public enum Status {
    /** Its certificate is still to come from outside. */
    PENDING,
    ENABLED,
    /** Issues nothing; what it issued stays valid. */
    DISABLED
  }

  /** Returns its public key. */
  public SubjectPublicKeyInfo publicKey() {
    return certificate
        .map(Certificate::publicKeyInfo)
        .or(() -> request.map(CertificationRequest::publicKey))
        .orElseThrow();
  }

  /** Returns its name in certificates. */
  public X500Name subject() {
    return certificate
        .map(Certificate::subject)
        .or(() -> request.map(CertificationRequest::subject))
        .orElseThrow();
  }

  /** Returns the type of its key; empty for one that is not known here. */
  public Optional<KeyType> keyType() {
    return KeyType.of(publicKey());
  }
}
