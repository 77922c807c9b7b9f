package dev.crest.server.road;

import dev.crest.server.auth.Credential;
import dev.crest.server.auth.PasscodeValue;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.Lifecycle.Noun;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.security.SecureRandom;
import java.util.Optional;

/** A policy of a {@link TestServer}, with what can be done to it. */
public record ServedPolicy(TestServer on, CertificateManagementPolicy policy) {

  /** A passcode and the id of its credential. */
  public record Passcode(String id, String value) {}

  public String id() {
    return policy.id();
  }

  private String authentication() {
    return policy.authenticationPolicyId().orElseThrow();
  }

  /** Returns the path of an operation. */
  public String path(String operation) {
    return "/.well-known/est/devicetrustmanager/" + id() + "/" + operation;
  }

  public Passcode passcode() {
    return passcode(Terms.unlimited("passcode " + System.nanoTime()));
  }

  public Passcode passcode(Terms terms) {
    return passcode(terms, Optional.empty());
  }

  public Passcode passcode(Terms terms, Optional<String> userName) {
    var drawn = PasscodeValue.generate(new SecureRandom(), PasscodeValue.SHORTEST);
    var id = share(drawn.value(), terms, userName);
    return new Passcode(id, drawn.value());
  }

  /** Adds a passcode whose value may exist elsewhere already. */
  public String share(String value, Terms terms, Optional<String> userName) {
    return on.catalog()
        .authenticationPolicies()
        .addPasscode(
            TestServer.ACTOR,
            authentication(),
            terms,
            on.server().passcodeVerifier().verifier(value),
            PasscodeValue.chosen(value).shownPrefix(),
            userName);
  }

  public String authenticationCertificate(HeldCertificate certificate, Terms terms) {
    return on.catalog()
        .authenticationPolicies()
        .addAuthenticationCertificate(
            TestServer.ACTOR, authentication(), terms, certificate.certificate());
  }

  public String authenticationAuthority(HeldCertificate authority, boolean bindName) {
    return on.catalog()
        .authenticationPolicies()
        .addAuthenticationAuthority(
            TestServer.ACTOR,
            authentication(),
            Terms.unlimited("authority " + System.nanoTime()),
            authority.certificate(),
            bindName,
            !bindName);
  }

  public ServedPolicy disable() {
    on.catalog()
        .lifecycle()
        .setEnabled(TestServer.ACTOR, Noun.CERTIFICATE_MANAGEMENT_POLICY, id(), false);
    return this;
  }

  public ServedPolicy delete() {
    on.catalog().lifecycle().delete(TestServer.ACTOR, Noun.CERTIFICATE_MANAGEMENT_POLICY, id());
    return this;
  }

  public void disable(Passcode passcode) {
    on.catalog().lifecycle().setEnabled(TestServer.ACTOR, Noun.CREDENTIAL, passcode.id(), false);
  }

  /** Returns how often a credential was used. */
  public long uses(String credentialId) {
    return on.number("select uses from credential where id = ?", credentialId);
  }

  /** Enrols a device of a fresh key with a fresh passcode. */
  public Device enrolled(String commonName) {
    return enrolled(new HeldRequest.Builder().commonName(commonName).build());
  }

  public Device enrolled(HeldRequest request) {
    var reply =
        on.client()
            .send(EstRequest.post(path("simpleenroll"), request).passcode(passcode().value()));
    return new Device(reply.certificate(), request.keyPair());
  }

  /** A device with a certificate of this server. */
  public record Device(dev.crest.pkix.Certificate certificate, java.security.KeyPair keyPair) {
    public ClientIdentity identity() {
      return ClientIdentity.of(certificate, keyPair);
    }
  }

  /** Returns terms with a name of their own. */
  public static Terms terms() {
    return Terms.unlimited("credential " + System.nanoTime());
  }

  /** Returns terms with something supplied or compared. */
  public static Terms registering(String field, Credential.Match match, String value) {
    var registered = new RegisteredValue(field, match, java.util.List.of(value));
    var plain = terms();
    return new Terms(
        plain.name(),
        plain.description(),
        plain.usageLimit(),
        plain.start(),
        plain.end(),
        java.util.List.of(registered));
  }
}
