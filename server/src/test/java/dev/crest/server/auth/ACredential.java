package dev.crest.server.auth;

import dev.crest.pkix.Certificate;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.Credential.Proof;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Builds stored credentials for tests: enabled, without limit, in the container {@code home}. */
public final class ACredential {
  public static final String HOME = "home";

  private final String id;
  private final Proof proof;
  private String container = HOME;
  private boolean enabled = true;
  private Optional<Instant> start = Optional.empty();
  private Optional<Instant> end = Optional.empty();
  private OptionalLong limit = OptionalLong.empty();
  private long uses;
  private final List<RegisteredValue> values = new ArrayList<>();

  private ACredential(String id, Proof proof) {
    this.id = id;
    this.proof = proof;
  }

  public static ACredential passcode(String id) {
    return new ACredential(id, new Proof.Passcode(Optional.empty()));
  }

  public static ACredential passcode(String id, String userName) {
    return new ACredential(id, new Proof.Passcode(Optional.of(userName)));
  }

  public static ACredential certificate(String id, Certificate certificate) {
    return new ACredential(
        id,
        new Proof.AuthenticationCertificate(HexFormat.of().formatHex(certificate.fingerprint())));
  }

  public static ACredential authority(String id, Certificate certificate) {
    return new ACredential(id, new Proof.AuthenticationAuthority(certificate, false));
  }

  public static ACredential bindingAuthority(String id, Certificate certificate) {
    return new ACredential(id, new Proof.AuthenticationAuthority(certificate, true));
  }

  public static ACredential authority(
      String id, Certificate certificate, Credential.Revocation revocation) {
    return new ACredential(
        id, new Proof.AuthenticationAuthority(certificate, false, Optional.of(revocation)));
  }

  public ACredential in(String authenticationPolicy) {
    container = authenticationPolicy;
    return this;
  }

  public ACredential disabled() {
    enabled = false;
    return this;
  }

  public ACredential start(Instant instant) {
    start = Optional.of(instant);
    return this;
  }

  public ACredential end(Instant instant) {
    end = Optional.of(instant);
    return this;
  }

  public ACredential used(long times, long most) {
    uses = times;
    limit = OptionalLong.of(most);
    return this;
  }

  public ACredential registered(String field, Match match, String... expected) {
    values.add(new RegisteredValue(field, match, List.of(expected)));
    return this;
  }

  public Credential build() {
    return new Credential(
        id, container, id, proof, enabled, start, end, limit, uses, Optional.empty(), values);
  }
}
