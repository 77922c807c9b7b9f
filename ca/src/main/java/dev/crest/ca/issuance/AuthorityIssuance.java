package dev.crest.ca.issuance;

import dev.crest.ca.lint.Purpose;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.signer.Signer;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.SerialNumber;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Prepares certificates of CAs: roots, and CAs below them. Same steps as for anyone else: prepare
 * and lint, then sign. Thread-safe.
 */
public final class AuthorityIssuance {
  private static final int SERIAL_OCTETS = 20;
  private static final Set<KeyUsageBit> USAGE =
      EnumSet.of(KeyUsageBit.KEY_CERT_SIGN, KeyUsageBit.CRL_SIGN);

  /** What a renewed certificate takes over: who it is and what binds it. */
  private static final List<ASN1ObjectIdentifier> KEPT =
      List.of(
          Extension.subjectKeyIdentifier,
          Extension.keyUsage,
          Extension.extendedKeyUsage,
          Extension.basicConstraints,
          Extension.subjectAlternativeName,
          Extension.nameConstraints,
          Extension.certificatePolicies);

  private final RandomGenerator random;
  private final InstantSource clock;

  /**
   * @param random a cryptographically secure source of serial numbers
   * @param clock the time
   */
  public AuthorityIssuance(RandomGenerator random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  /**
   * Prepares a self-signed root. It has no path length, so that further levels stay possible, and
   * points to no CRL: a root is distrusted by removing it.
   *
   * @param signer its key
   * @param subject its name, not empty
   * @param length how long it is valid
   * @throws NotIssuable if it would break a rule
   */
  public PreparedCertificate root(Signer signer, X500Name subject, Duration length) {
    var name = SubjectEncoding.encode(subject);
    var extensions =
        new CertificateExtensions()
            .subjectKeyIdentifier(signer.publicKey())
            .keyUsage(USAGE, true)
            .authority();
    return new Draft(
            Purpose.AUTHORITY,
            SerialNumber.random(random, SERIAL_OCTETS),
            ValidityPeriod.lasting(clock.instant(), length),
            name,
            signer.publicKey(),
            extensions.list())
        .prepare(IssuingKey.itself(name, signer), List.of());
  }

  /**
   * Prepares a CA below another one, which it does not outlive.
   *
   * @param issuer the CA above
   * @param subject its name, not empty
   * @param key its public key
   * @param pathLength how many CAs may follow below; 0 for one that issues to end entities only
   *     (CERT-14)
   * @param length how long it is valid
   * @throws NotIssuable if it would break a rule, such as the issuer's path length
   */
  public PreparedCertificate subordinate(
      Issuer issuer, X500Name subject, SubjectPublicKeyInfo key, int pathLength, Duration length) {
    var now = clock.instant();
    var extensions =
        issuer.identifying(key).keyUsage(USAGE, true).authority(pathLength).add(issuer.published());
    return new Draft(
            Purpose.AUTHORITY,
            SerialNumber.random(random, SERIAL_OCTETS),
            issuer.within(ValidityPeriod.lasting(now, length)),
            SubjectEncoding.encode(subject),
            key,
            extensions.list())
        .prepare(issuer.issuing(), issuer.usableAt(now));
  }

  /**
   * Prepares a further certificate for a CA: same name, key, key identifier and constraints, so
   * that whatever it issued verifies with either.
   *
   * @param issuer the CA above
   * @param former the certificate that it has
   * @param length how long the new one is valid
   * @throws NotIssuable if it would break a rule
   */
  public PreparedCertificate renewal(Issuer issuer, Certificate former, Duration length) {
    var now = clock.instant();
    var extensions = new ArrayList<Extension>();
    issuer.identifying(former.publicKeyInfo()).list().stream()
        .filter(extension -> extension.getExtnId().equals(Extension.authorityKeyIdentifier))
        .forEach(extensions::add);
    for (var kept : KEPT) {
      former.extension(kept).ifPresent(extensions::add);
    }
    extensions.addAll(issuer.published());
    return new Draft(
            Purpose.AUTHORITY,
            SerialNumber.random(random, SERIAL_OCTETS),
            issuer.within(ValidityPeriod.lasting(now, length)),
            SubjectEncoding.encode(former.subject()),
            former.publicKeyInfo(),
            extensions)
        .prepare(issuer.issuing(), issuer.usableAt(now));
  }
}
