package dev.crest.ca.issuance;

import dev.crest.ca.lint.Purpose;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.signer.Signer;
import dev.crest.pkix.SerialNumber;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Prepares certificates of CAs: roots, and CAs below them. Same steps as for anyone else: prepare
 * and lint, then sign. Thread-safe.
 */
public final class AuthorityIssuance {
  private static final int SERIAL_OCTETS = 20;
  private static final Set<KeyUsageBit> USAGE =
      EnumSet.of(KeyUsageBit.KEY_CERT_SIGN, KeyUsageBit.CRL_SIGN);

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
}
