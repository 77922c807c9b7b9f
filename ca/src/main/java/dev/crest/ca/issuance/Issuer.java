package dev.crest.ca.issuance;

import dev.crest.ca.issuance.NotIssuable.Finding;
import dev.crest.ca.lint.IssuingAuthority;
import dev.crest.ca.lint.Purpose;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.SignatureAlgorithms;
import dev.crest.ca.signer.Signer;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.SerialNumber;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A CA certificate with its key: prepares end-entity certificates. Thread-safe. */
public final class Issuer {
  private final Certificate certificate;
  private final IssuingKey issuing;
  private final List<Extension> published;
  private final byte[] keyIdentifier;
  private final RandomGenerator random;
  private final InstantSource clock;

  /**
   * @param certificate the CA's certificate
   * @param signer its key
   * @param urls what goes into CDP and AIA
   * @param random a cryptographically secure source of serial numbers
   * @param clock the time
   * @throws IllegalArgumentException if the certificate is no CA certificate or not for this key
   */
  public Issuer(
      Certificate certificate,
      Signer signer,
      PublicationUrls urls,
      RandomGenerator random,
      InstantSource clock) {
    this(certificate, List.of(), signer, urls, random, clock);
  }

  /**
   * @param certificate the CA's certificate
   * @param above the certificates above it, whose name constraints bind it too (CERT-18)
   * @param signer its key
   * @param urls what goes into CDP and AIA
   * @param random a cryptographically secure source of serial numbers
   * @param clock the time
   * @throws IllegalArgumentException if the certificate is no CA certificate or not for this key
   */
  public Issuer(
      Certificate certificate,
      List<Certificate> above,
      Signer signer,
      PublicationUrls urls,
      RandomGenerator random,
      InstantSource clock) {
    if (!certificate.publicKeyInfo().equals(signer.publicKey())) {
      throw new IllegalArgumentException("the CA certificate is not for this key");
    }
    if (!mayCertify(certificate)) {
      throw new IllegalArgumentException("the CA certificate lacks the key usage keyCertSign");
    }
    var authority = new IssuingAuthority(certificate, above);
    this.certificate = certificate;
    this.issuing = new IssuingKey(certificate.subject(), signer, Optional.of(authority));
    this.keyIdentifier = certificate.subjectKeyIdentifier().orElseThrow();
    this.published = new CertificateExtensions().published(urls).list();
    this.random = random;
    this.clock = clock;
  }

  private static boolean mayCertify(Certificate certificate) {
    return certificate
        .extension(Extension.keyUsage)
        .map(extension -> ASN1BitString.getInstance(extension.getParsedValue()).getBytes())
        .filter(bits ->
            bits.length > 0 && (bits[0] & (0x80 >> KeyUsageBit.KEY_CERT_SIGN.position())) != 0)
        .isPresent();
  }

  public Certificate certificate() {
    return certificate;
  }

  /**
   * Builds and lints a certificate; nothing is signed with the CA's key yet.
   *
   * <p>It is dated back by five minutes for late clocks (S-RESP-04) and never reaches beyond this
   * CA's own validity (CERT-06). Key usage bits that the key cannot do are left out (CERT-12).
   *
   * @throws NotIssuable if it would break a rule, or goes beyond the profile
   */
  public PreparedCertificate prepare(Profile profile, CertificateContent content) {
    var now = clock.instant();
    var signing = signing(profile);
    var findings = new ArrayList<>(usableAt(now));
    findings.addAll(ProfileFit.findings(profile, content, signing.signer().algorithm()));
    var type = KeyType.of(content.publicKey());
    var subject = SubjectEncoding.encode(content.subject());
    var extensions =
        identifying(content.publicKey())
            .keyUsage(ProfileFit.keyUsage(profile, content, type), profile.keyUsage().critical())
            .extendedKeyUsage(
                ProfileFit.extendedKeyUsage(profile, content),
                profile.extendedKeyUsage().critical());
    if (profile.basicConstraints()) {
      extensions.endEntity();
    }
    SubjectAltNames.of(profile, content)
        .ifPresent(names -> extensions.subjectAltName(names, subject.size() == 0));
    extensions.certificatePolicies(profile.certificatePolicies()).add(published);
    var draft =
        new Draft(
            Purpose.END_ENTITY,
            SerialNumber.random(random, profile.serialOctets()),
            within(ValidityPeriod.of(profile.validity(), content.validity(), now)),
            subject,
            content.publicKey(),
            extensions.list());
    return draft.prepare(signing, findings);
  }

  /** Signs as the profile wants where the key can, else as usual; that is then a finding. */
  private IssuingKey signing(Profile profile) {
    return profile
        .signatureAlgorithm()
        .flatMap(SignatureAlgorithms::identifier)
        .flatMap(issuing.signer()::signingWith)
        .map(signer -> new IssuingKey(issuing.name(), signer, issuing.authority()))
        .orElse(issuing);
  }

  /** Begins the extensions of a certificate by this CA for a key. */
  CertificateExtensions identifying(SubjectPublicKeyInfo key) {
    return new CertificateExtensions()
        .authorityKeyIdentifier(keyIdentifier)
        .subjectKeyIdentifier(key);
  }

  List<Extension> published() {
    return published;
  }

  IssuingKey issuing() {
    return issuing;
  }

  ValidityPeriod within(ValidityPeriod period) {
    return period.within(certificate.notBefore(), certificate.notAfter());
  }

  /** CERT-06: a CA that is not valid now issues nothing that would be. */
  List<Finding> usableAt(Instant now) {
    return now.isAfter(certificate.notAfter()) || now.isBefore(certificate.notBefore())
        ? List.of(
            new Finding(
                "issuer-validity", "Crest CERT-06", "the CA's certificate is not valid now"))
        : List.of();
  }
}
