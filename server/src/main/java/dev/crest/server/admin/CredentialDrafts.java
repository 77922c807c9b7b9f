package dev.crest.server.admin;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Pem;
import dev.crest.server.admin.CredentialView.ShownOnce;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.Credential.Revocation;
import dev.crest.server.auth.PasscodeValue;
import dev.crest.server.auth.PasscodeVerifier;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.auth.RevocationList;
import dev.crest.server.hierarchy.AuthenticationCertificates;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.CredentialDraft;
import dev.crest.server.store.CredentialDraft.Proof;
import dev.crest.server.store.CredentialKind;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Makes credentials of what the API is told: draws passcodes, issues authentication certificates,
 * reads uploaded ones. Thread-safe.
 */
@Component
final class CredentialDrafts {
  private static final Set<String> LABELS =
      Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");
  private static final Duration USUAL_LENGTH = Duration.ofDays(365);
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final int COMMON_NAME = 64;

  private final PasscodeVerifier verifier;
  private final AuthenticationCertificates certificates;
  private final SecureRandom random = new SecureRandom();

  CredentialDrafts(PasscodeVerifier verifier, InstantSource clock) {
    this.verifier = verifier;
    this.certificates = new AuthenticationCertificates(clock);
  }

  /**
   * A new credential of any kind.
   *
   * @param kind which of the other fields count
   * @param value a passcode of one's own, 20 to 64 of 0-9A-Za-z; else one is drawn
   * @param length of a passcode that is drawn, 20 where nothing is said
   * @param userName what must be said besides a passcode
   * @param certificate an authentication certificate or authentication CA, PEM or base64 of DER
   * @param issue makes an authentication certificate instead
   * @param bindName for an authentication CA: a request's common name must be the certificate's
   * @param unbound for an authentication CA: waives the need for either that or a registered value
   * @param revocationList for an authentication CA: its CRL, PEM or base64 of DER
   * @param revocationHardFail whether a CRL that is out of date lets nobody in; true where nothing
   *     is said
   */
  record NewCredential(
      CredentialKind kind,
      String name,
      Optional<String> description,
      Optional<String> value,
      Optional<Integer> length,
      Optional<String> userName,
      Optional<String> certificate,
      Optional<IssueCertificate> issue,
      Optional<Boolean> bindName,
      Optional<Boolean> unbound,
      Optional<String> revocationList,
      Optional<Boolean> revocationHardFail,
      Optional<Long> usageLimit,
      Optional<Instant> start,
      Optional<Instant> end,
      List<RegisteredValueDraft> registeredValues) {}

  /**
   * An authentication certificate to be issued.
   *
   * @param commonName 1 to 64 characters; the credential's name where nothing is said
   * @param keyType P-256 where nothing is said
   * @param validity a year where nothing is said, ten at most
   */
  record IssueCertificate(
      Optional<String> commonName, Optional<KeyType> keyType, Optional<Duration> validity) {}

  /**
   * A field of requests, how it is compared, and with what.
   *
   * @param field such as {@code subject.common_name}
   * @param value what it is compared with, or what is supplied
   * @param values the same as a list
   * @param list what a long list is known by that the credential has already
   */
  record RegisteredValueDraft(
      String field,
      Match match,
      Optional<String> value,
      List<String> values,
      Optional<String> list) {
    RegisteredValue stored() {
      return new RegisteredValue(
          field, match, Stream.concat(value.stream(), values.stream()).toList());
    }
  }

  /** A credential on its way, and what of it is shown once. */
  record Made(CredentialDraft draft, ShownOnce shown) {}

  /**
   * @throws Refused {@code INVALID} naming every field, with its place in the list
   */
  List<Made> make(List<NewCredential> drafts) {
    var faults = new ArrayList<Fault>();
    var made = new ArrayList<Made>();
    for (int i = 0; i < drafts.size(); i++) {
      try {
        made.add(make(drafts.get(i)));
      } catch (Refused e) {
        for (var fault : e.faults()) {
          faults.add(
              Fault.of("credentials[" + i + "]." + fault.field().orElse(""), fault.message()));
        }
      }
    }
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, "credential-invalid", faults);
    }
    return List.copyOf(made);
  }

  /**
   * @throws Refused {@code INVALID} naming every field
   */
  Made make(NewCredential draft) {
    var faults = new ArrayList<Fault>();
    foreign(draft, faults);
    for (int i = 0; i < draft.registeredValues().size(); i++) {
      if (draft.registeredValues().get(i).list().isPresent()) {
        faults.add(
            Fault.of(
                "registered_values[" + i + "].list",
                "a new credential has no list yet; give its values"));
      }
    }
    var made =
        switch (draft.kind()) {
          case PASSCODE -> passcode(draft, faults);
          case AUTHENTICATION_CERTIFICATE -> authenticationCertificate(draft, faults);
          case AUTHENTICATION_AUTHORITY -> authority(draft, faults);
        };
    if (!faults.isEmpty() || made.isEmpty()) {
      throw Refused.of(Kind.INVALID, "credential-invalid", faults);
    }
    return made.get();
  }

  /** Names fields that are another kind's. */
  private static void foreign(NewCredential draft, List<Fault> faults) {
    boolean passcode = draft.kind() == CredentialKind.PASSCODE;
    boolean certificate = draft.kind() == CredentialKind.AUTHENTICATION_CERTIFICATE;
    boolean authority = draft.kind() == CredentialKind.AUTHENTICATION_AUTHORITY;
    var only = "is only for a passcode";
    foreign(passcode, draft.value(), "value", only, faults);
    foreign(passcode, draft.length(), "length", only, faults);
    foreign(passcode, draft.userName(), "user_name", only, faults);
    foreign(
        certificate || authority,
        draft.certificate(),
        "certificate",
        "is not for a passcode",
        faults);
    foreign(
        certificate, draft.issue(), "issue", "is only for an authentication certificate", faults);
    only = "is only for an authentication CA";
    foreign(authority, draft.bindName(), "bind_name", only, faults);
    foreign(authority, draft.unbound(), "unbound", only, faults);
    foreign(authority, draft.revocationList(), "revocation_list", only, faults);
    foreign(authority, draft.revocationHardFail(), "revocation_hard_fail", only, faults);
  }

  private static void foreign(
      boolean own, Optional<?> value, String field, String message, List<Fault> faults) {
    if (!own && value.isPresent()) {
      faults.add(Fault.of(field, message));
    }
  }

  private Optional<Made> passcode(NewCredential draft, List<Fault> faults) {
    var length = draft.length().orElse(PasscodeValue.SHORTEST);
    if (draft.length().isPresent() && draft.value().isPresent()) {
      faults.add(Fault.of("length", "is only for a passcode that is drawn"));
    }
    if (length < PasscodeValue.SHORTEST || length > PasscodeValue.LONGEST) {
      faults.add(Fault.of("length", "must be 20 to 64"));
      return Optional.empty();
    }
    PasscodeValue value;
    try {
      value =
          draft.value().isPresent()
              ? PasscodeValue.chosen(draft.value().get())
              : PasscodeValue.generate(random, length);
    } catch (Refused e) {
      e.faults().forEach(fault -> faults.add(Fault.of("value", fault.message())));
      return Optional.empty();
    }
    var proof =
        new Proof.Passcode(verifier.verifier(value.value()), value.shownPrefix(), draft.userName());
    return Optional.of(
        new Made(
            new CredentialDraft(terms(draft), proof),
            new ShownOnce(Optional.of(value.value()), Optional.empty())));
  }

  private Optional<Made> authenticationCertificate(NewCredential draft, List<Fault> faults) {
    if (draft.issue().isPresent() == draft.certificate().isPresent()) {
      faults.add(Fault.of("certificate", "either that or issue is needed"));
      return Optional.empty();
    }
    if (draft.issue().isPresent()) {
      return issued(draft, draft.issue().get(), faults);
    }
    return certificate(draft, faults)
        .map(certificate ->
            new Made(
                new CredentialDraft(terms(draft), new Proof.AuthenticationCertificate(certificate)),
                ShownOnce.nothing()));
  }

  private Optional<Made> issued(NewCredential draft, IssueCertificate issue, List<Fault> faults) {
    var commonName = issue.commonName().orElse(draft.name());
    boolean printable = commonName.chars().noneMatch(Character::isISOControl);
    if (commonName.isBlank() || commonName.length() > COMMON_NAME || !printable) {
      faults.add(Fault.of("issue.common_name", "must have 1 to 64 printable characters"));
    }
    var length = issue.validity().orElse(USUAL_LENGTH);
    if (length.compareTo(Duration.ofMinutes(1)) < 0 || length.compareTo(LONGEST) > 0) {
      faults.add(Fault.of("issue.validity", "must be a minute to ten years"));
    }
    if (!faults.isEmpty()) {
      return Optional.empty();
    }
    var made = certificates.make(commonName, issue.keyType().orElse(KeyType.EC_P256), length);
    var key = Pem.write("PRIVATE KEY", Der.of(Keys.pkcs8(made.key())));
    return Optional.of(
        new Made(
            new CredentialDraft(
                terms(draft), new Proof.AuthenticationCertificate(made.certificate())),
            new ShownOnce(Optional.empty(), Optional.of(key))));
  }

  private static Optional<Made> authority(NewCredential draft, List<Fault> faults) {
    if (draft.certificate().isEmpty()) {
      faults.add(Fault.of("certificate", "must be given"));
    }
    var certificate = certificate(draft, faults);
    var revocation =
        draft
            .revocationList()
            .flatMap(text -> revocationList(text, faults))
            .map(list -> new Revocation(list, draft.revocationHardFail().orElse(true)));
    return certificate.map(authority ->
        new Made(
            new CredentialDraft(
                terms(draft),
                new Proof.AuthenticationAuthority(
                    authority,
                    draft.bindName().orElse(false),
                    draft.unbound().orElse(false),
                    revocation)),
            ShownOnce.nothing()));
  }

  private static Optional<Certificate> certificate(NewCredential draft, List<Fault> faults) {
    if (draft.certificate().isEmpty()) {
      return Optional.empty();
    }
    try {
      var bytes = draft.certificate().get().getBytes(StandardCharsets.UTF_8);
      return Optional.of(Certificate.read(LenientDecoder.one(bytes, LABELS).der()));
    } catch (MalformedInput e) {
      faults.add(Fault.of("certificate", "must be one X.509 certificate, PEM or base64 of DER"));
      return Optional.empty();
    }
  }

  private static Optional<RevocationList> revocationList(String text, List<Fault> faults) {
    try {
      return Optional.of(RevocationList.read(text.getBytes(StandardCharsets.UTF_8)));
    } catch (MalformedInput e) {
      faults.add(
          Fault.of("revocation_list", "must be one complete CRL (RFC 5280), PEM or base64 of DER"));
      return Optional.empty();
    }
  }

  private static Terms terms(NewCredential draft) {
    return new Terms(
        draft.name(),
        draft.description().orElse(""),
        draft.usageLimit().map(OptionalLong::of).orElseGet(OptionalLong::empty),
        draft.start(),
        draft.end(),
        draft.registeredValues().stream().map(RegisteredValueDraft::stored).toList());
  }
}
