package dev.crest.ca.issuance;

import dev.crest.ca.lint.Purpose;
import dev.crest.ca.profile.ExtendedKeyUsages;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.signer.Signer;
import dev.crest.pkix.SerialNumber;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Prepares certificates that a CA's operator needs for himself and that no profile may allow: of
 * the EST server, and for callers to authenticate with. Same steps as for anyone else: prepare and
 * lint, then sign. Thread-safe.
 */
public final class ServiceIssuance {
  private static final int SERIAL_OCTETS = 20;

  private final RandomGenerator random;
  private final InstantSource clock;

  /**
   * @param random a cryptographically secure source of serial numbers
   * @param clock the time
   */
  public ServiceIssuance(RandomGenerator random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  /**
   * Prepares the TLS certificate of an EST server: extended key usages serverAuth and id-kp-cmcRA,
   * by which a client knows that it may be asked for certificates (RFC 7030 §3.6.1, S-TLS-15).
   *
   * @param issuer the CA above
   * @param subject for human readers; clients look at the names only (RFC 9525 §2)
   * @param names every name and address that it is reached by
   * @param key its public key
   * @param length how long it is valid, at most as long as the issuer
   * @throws NotIssuable if it would break a rule
   */
  public PreparedCertificate estServer(
      Issuer issuer,
      X500Name subject,
      GeneralNames names,
      SubjectPublicKeyInfo key,
      Duration length) {
    var now = clock.instant();
    var encoded = SubjectEncoding.encode(subject);
    var extensions =
        issuer
            .identifying(key)
            .keyUsage(EnumSet.of(KeyUsageBit.DIGITAL_SIGNATURE), true)
            .extendedKeyUsage(
                List.of(ExtendedKeyUsages.SERVER_AUTH, ExtendedKeyUsages.CMC_RA), false)
            .subjectAltName(names, encoded.size() == 0)
            .add(issuer.published());
    return new Draft(
            Purpose.SERVICE,
            SerialNumber.random(random, SERIAL_OCTETS),
            issuer.within(ValidityPeriod.lasting(now, length)),
            encoded,
            key,
            extensions.list())
        .prepare(issuer.issuing(), issuer.usableAt(now));
  }

  /**
   * Prepares a self-signed TLS client certificate for a caller to authenticate with. It chains to
   * no CA, and so proves nothing anywhere but where this very certificate was registered.
   *
   * @param signer its key
   * @param subject its name, not empty
   * @param length how long it is valid
   * @throws NotIssuable if it would break a rule
   */
  public PreparedCertificate authentication(Signer signer, X500Name subject, Duration length) {
    var name = SubjectEncoding.encode(subject);
    var extensions =
        new CertificateExtensions()
            .subjectKeyIdentifier(signer.publicKey())
            .keyUsage(EnumSet.of(KeyUsageBit.DIGITAL_SIGNATURE), true)
            .extendedKeyUsage(List.of(ExtendedKeyUsages.CLIENT_AUTH), false)
            .endEntity();
    return new Draft(
            Purpose.END_ENTITY,
            SerialNumber.random(random, SERIAL_OCTETS),
            ValidityPeriod.lasting(clock.instant(), length),
            name,
            signer.publicKey(),
            extensions.list())
        .prepare(IssuingKey.itself(name, signer), List.of());
  }
}
