package dev.crest.server.admin;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Pem;
import dev.crest.server.admin.CertificateViews.CertificateView;
import dev.crest.server.csr.NamedRequest;
import dev.crest.server.enrollment.EnrollmentReply;
import dev.crest.server.enrollment.KeyFile;
import dev.crest.server.enrollment.OperatorRequest;
import dev.crest.server.enrollment.OperatorRequest.Wanted;
import dev.crest.server.enrollment.RegistrationAuthority;
import dev.crest.server.hierarchy.Authorities;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.CertificateRecords;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import dev.crest.server.store.Reach;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Puts what operations ask for on the road, and what comes back into replies. Thread-safe. */
@Component
final class CertificateRequests {
  private final RegistrationAuthority registrationAuthority;
  private final CertificateRecords certificates;
  private final Authorities authorities;
  private final InstantSource clock;

  CertificateRequests(
      RegistrationAuthority registrationAuthority,
      CertificateRecords certificates,
      Authorities authorities,
      InstantSource clock) {
    this.registrationAuthority = registrationAuthority;
    this.certificates = certificates;
    this.authorities = authorities;
    this.clock = clock;
  }

  /**
   * A request for one certificate: either a CSR, or names for which the server makes a key.
   *
   * @param policyId under which certificate policy
   * @param csr PKCS#10 in PEM or base64
   * @param names texts by field, such as {@code subject.common_name} or {@code san.dns_name}, in
   *     the order that they are to have
   * @param keyType what the server makes, where the policy lets it be chosen
   * @param keyFile how the server's key is delivered; PKCS#12 where nothing is said
   */
  record NewCertificateRequest(
      String policyId,
      Optional<String> csr,
      Map<String, List<String>> names,
      Optional<KeyType> keyType,
      Optional<KeyFile.Format> keyFile) {}

  /**
   * A renewal: either a CSR, whose names count for nothing, or a key that the server makes.
   *
   * @param csr PKCS#10 in PEM or base64
   * @param keyType what the server makes, where the policy lets it be chosen
   * @param keyFile how the server's key is delivered; PKCS#12 where nothing is said
   */
  record Renewal(
      Optional<String> csr, Optional<KeyType> keyType, Optional<KeyFile.Format> keyFile) {}

  /**
   * What was issued.
   *
   * @param certificate the certificate
   * @param pem the same in PEM
   * @param chain those above it in PEM, the root last
   * @param key the server's key, in this reply only
   */
  record IssuedView(
      String id,
      CertificateView certificate,
      String pem,
      String chain,
      Optional<KeyFileView> key) {}

  /**
   * A key with its certificates, under a password; the server keeps neither.
   *
   * @param format how it is written
   * @param fileName what to call it
   * @param content base64
   * @param password what it is encrypted under
   */
  record KeyFileView(KeyFile.Format format, String fileName, String content, String password) {}

  /**
   * @throws Refused with every fault of the request
   */
  IssuedView request(Actor actor, Reach reach, NewCertificateRequest asked) {
    if (asked.csr().isEmpty() && asked.names().isEmpty()) {
      throw wrong("csr", "Give a certification request, or names.");
    }
    if (asked.csr().isPresent() && !asked.names().isEmpty()) {
      throw wrong("csr", "Give either a certification request or names, not both.");
    }
    var wanted = wanted(asked.csr(), asked.names(), asked.keyType(), asked.keyFile());
    return issue(
        OperatorRequest.single(actor, reach, asked.policyId(), wanted, clock.instant()),
        asked.keyFile());
  }

  /**
   * @throws Refused with every fault of the request
   */
  IssuedView renew(Actor actor, Reach reach, StoredCertificate renewed, Renewal asked) {
    var wanted = wanted(asked.csr(), Map.of(), asked.keyType(), asked.keyFile());
    return issue(
        OperatorRequest.renewal(actor, reach, renewed, wanted, clock.instant()), asked.keyFile());
  }

  private static Wanted wanted(
      Optional<String> csr,
      Map<String, List<String>> fields,
      Optional<KeyType> keyType,
      Optional<KeyFile.Format> keyFile) {
    if (csr.isEmpty()) {
      return new Wanted.Named(new NamedRequest(fields, keyType));
    }
    if (keyType.isPresent() || keyFile.isPresent()) {
      throw wrong(
          keyType.isPresent() ? "key_type" : "key_file",
          "With a certification request the server makes no key.");
    }
    return new Wanted.Signed(csr.get().getBytes(StandardCharsets.UTF_8));
  }

  private IssuedView issue(OperatorRequest request, Optional<KeyFile.Format> format) {
    return switch (attempt(request)) {
      case EnrollmentReply.Issued issued -> view(issued.certificate(), Optional.empty());
      case EnrollmentReply.KeyGenerated generated -> {
        try {
          var key =
              keyFile(
                  format.orElse(KeyFile.Format.PKCS12), generated.pkcs8(), generated.certificate());
          yield view(generated.certificate(), Optional.of(key));
        } finally {
          Arrays.fill(generated.pkcs8(), (byte) 0);
        }
      }
    };
  }

  /** What is wrong with a name or a CSR is said where it stands in the body. */
  private EnrollmentReply attempt(OperatorRequest request) {
    try {
      return registrationAuthority.request(request);
    } catch (Refused refused) {
      if (refused.kind() != Kind.INVALID && refused.kind() != Kind.MALFORMED) {
        throw refused;
      }
      var faults = refused.faults().stream().map(fault -> placed(fault, request.wanted())).toList();
      throw Refused.of(refused.kind(), refused.reason(), faults);
    }
  }

  private static Fault placed(Fault fault, Wanted wanted) {
    if (wanted instanceof Wanted.Signed) {
      return Fault.of("/csr", fault.message());
    }
    var field = fault.field().orElse("");
    return field.equals(NamedRequest.KEY_TYPE)
        ? fault
        : Fault.of(NamedRequest.knows(field) ? "/names/" + field : "/names", fault.message());
  }

  private KeyFileView keyFile(KeyFile.Format format, byte[] pkcs8, Certificate certificate) {
    var password = KeyFile.password();
    var file = KeyFile.write(format, pkcs8, certificate, authorities.above(certificate), password);
    var ending = format == KeyFile.Format.PKCS12 ? ".p12" : ".pem";
    return new KeyFileView(
        format,
        certificate.serialNumber().hex() + ending,
        Base64.getEncoder().encodeToString(file),
        password);
  }

  private IssuedView view(Certificate certificate, Optional<KeyFileView> key) {
    var fingerprint = HexFormat.of().formatHex(certificate.fingerprint());
    var stored =
        certificates
            .byFingerprint(fingerprint)
            .orElseThrow(() -> new IllegalStateException("what was committed is not there"));
    var above = new StringBuilder();
    authorities
        .chain(stored.authorityId())
        .forEach(one -> above.append(Pem.write("CERTIFICATE", one.der())));
    return new IssuedView(
        stored.id(),
        CertificateView.of(stored, clock.instant()),
        Pem.write("CERTIFICATE", certificate.der()),
        above.toString(),
        key);
  }

  private static Refused wrong(String field, String message) {
    return Refused.of(Kind.INVALID, "certificate-request", List.of(Fault.of(field, message)));
  }
}
