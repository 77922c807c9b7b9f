package dev.crest.server.admin;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Names;
import dev.crest.pkix.Pem;
import dev.crest.server.hierarchy.AuthorityDraft;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthorityCatalog.PolicyInUse;
import dev.crest.server.store.AuthorityRecord;
import dev.crest.server.store.AuthorityRecord.Status;
import dev.crest.server.store.AuthorityRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What goes to and comes from the API about CAs. */
final class AuthorityBodies {
  private static final Duration ROOT = Duration.ofDays(7300);
  private static final Duration BELOW = Duration.ofDays(3650);

  private AuthorityBodies() {}

  /** A CA's name in its certificate. */
  record AuthoritySubjectDraft(
      String commonName,
      Optional<String> organizationName,
      Optional<String> organizationUnit,
      Optional<String> country,
      Optional<String> state,
      Optional<String> locality,
      Optional<String> streetAddress,
      Optional<String> postalCode,
      Optional<String> serialNumber) {
    Map<String, String> attributes() {
      var attributes = new LinkedHashMap<String, String>();
      attributes.put("common_name", commonName);
      organizationName.ifPresent(value -> attributes.put("organization_name", value));
      organizationUnit.ifPresent(value -> attributes.put("organization_unit", value));
      country.ifPresent(value -> attributes.put("country", value));
      state.ifPresent(value -> attributes.put("state", value));
      locality.ifPresent(value -> attributes.put("locality", value));
      streetAddress.ifPresent(value -> attributes.put("street_address", value));
      postalCode.ifPresent(value -> attributes.put("postal_code", value));
      serialNumber.ifPresent(value -> attributes.put("serial_number", value));
      return attributes;
    }
  }

  /**
   * A CA that is wanted.
   *
   * @param name what people call it, unique in the account
   * @param kind root, intermediate or issuing
   * @param parentId the CA above it, whose key is here
   * @param external whether a CA elsewhere certifies it: then it waits for its certificate
   * @param keyType {@code ec_p256} where nothing is said
   * @param pathLength of an intermediate: how many levels of CAs may follow below
   * @param validity twenty years for a root and ten for others where nothing is said, and never
   *     longer than the CA above
   */
  record CertificateAuthorityDraft(
      String name,
      AuthorityRecords.Kind kind,
      Optional<String> parentId,
      Optional<Boolean> external,
      AuthoritySubjectDraft subject,
      Optional<KeyType> keyType,
      Optional<Integer> pathLength,
      Optional<Duration> validity) {
    AuthorityDraft draft() {
      return new AuthorityDraft(
          name,
          kind,
          parentId,
          subject.attributes(),
          keyType.orElse(KeyType.EC_P256),
          pathLength.map(OptionalInt::of).orElseGet(OptionalInt::empty),
          validity.orElse(kind == AuthorityRecords.Kind.ROOT ? ROOT : BELOW));
    }
  }

  /**
   * A CA from elsewhere, with its key.
   *
   * @param kind {@code issuing} where nothing is said
   * @param file PEM with the key and the certificates, or PKCS#12 in base64
   * @param passphrase of the PKCS#12 file or of the encrypted key
   */
  record CertificateAuthorityImport(
      String name, Optional<AuthorityRecords.Kind> kind, String file, Optional<String> passphrase) {
    @Override
    public String toString() {
      return "CertificateAuthorityImport[" + name + "]";
    }
  }

  /**
   * A certificate that a CA elsewhere made for a request.
   *
   * @param file PEM, or DER or PKCS#7 in base64: the certificate, and those above that are not
   *     known
   */
  record InstallDraft(String file) {}

  /**
   * How a CA is renewed.
   *
   * @param validity ten years where nothing is said, and never longer than the CA above
   */
  record AuthorityRenewal(Optional<Duration> validity) {
    Duration length() {
      return validity.orElse(BELOW);
    }
  }

  /** What can be changed of a CA. */
  record AuthorityNameDraft(String name) {}

  /**
   * A request for a CA elsewhere.
   *
   * @param request PKCS#10 in PEM
   */
  record AuthorityRequestView(String request) {}

  /** A policy that has its certificates issued by a CA. */
  record PolicyUse(String id, String name) {
    static PolicyUse of(PolicyInUse policy) {
      return new PolicyUse(policy.id(), policy.name());
    }
  }

  /**
   * A CA as the API shows it.
   *
   * @param subject its name in certificates (RFC 4514)
   * @param fingerprint SHA-256 of the certificate, in hexadecimal
   * @param certificate in PEM
   * @param chain its certificate and those above, in PEM; where a single CA is shown
   * @param formerCertificates what it was before it was renewed, in PEM; where a single CA is shown
   * @param request while it is pending, what a CA elsewhere is to certify, in PEM
   * @param usedBy policies that stop issuing while it is disabled; where a single CA is shown
   */
  record CertificateAuthorityView(
      String id,
      String accountId,
      String name,
      AuthorityRecords.Kind kind,
      Status status,
      Optional<String> parentId,
      boolean holdsKey,
      String subject,
      Optional<KeyType> keyType,
      Optional<String> serialNumber,
      Optional<Instant> notBefore,
      Optional<Instant> notAfter,
      Optional<String> fingerprint,
      Optional<String> certificate,
      Optional<String> chain,
      List<String> formerCertificates,
      Optional<String> request,
      List<PolicyUse> usedBy,
      long version,
      Instant createdAt,
      Instant updatedAt)
      implements HasVersion {
    static CertificateAuthorityView of(
        AuthorityRecord authority, List<Certificate> chain, List<PolicyInUse> users) {
      var certificate = authority.certificate();
      return new CertificateAuthorityView(
          authority.id(),
          authority.accountId(),
          authority.name(),
          authority.kind(),
          authority.status(),
          authority.parentId(),
          authority.holdsKey(),
          Names.text(authority.subject()),
          authority.keyType(),
          certificate.map(one -> one.serialNumber().hex()),
          certificate.map(Certificate::notBefore),
          certificate.map(Certificate::notAfter),
          certificate.map(one -> HexFormat.of().formatHex(one.fingerprint())),
          certificate.map(AuthorityBodies::pem),
          Optional.of(chain.stream().map(AuthorityBodies::pem).collect(Collectors.joining()))
              .filter(text -> !text.isEmpty()),
          authority.formerCertificates().stream().map(AuthorityBodies::pem).toList(),
          authority.request().map(one -> Pem.write("CERTIFICATE REQUEST", one.der())),
          users.stream().map(PolicyUse::of).toList(),
          authority.version(),
          authority.createdAt(),
          authority.updatedAt());
    }
  }

  private static String pem(Certificate certificate) {
    return Pem.write("CERTIFICATE", certificate.der());
  }

  /**
   * Returns the bytes of a file that a field carries: PEM as it is, anything else in base64.
   *
   * @throws Refused {@code INVALID} if it is neither
   */
  static byte[] bytes(String file) {
    if (file.contains("-----BEGIN ")) {
      return file.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getMimeDecoder().decode(file.strip());
    } catch (IllegalArgumentException e) {
      throw Refused.of(
          Kind.INVALID,
          "certificate-authority-invalid",
          List.of(Fault.of("file", "must be PEM, or another form in base64")));
    }
  }
}
