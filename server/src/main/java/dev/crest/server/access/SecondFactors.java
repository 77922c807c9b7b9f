package dev.crest.server.access;

import dev.crest.server.hierarchy.KeyProtection;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.PrincipalFactors;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What is asked for besides a password: one-time codes of an app, and recovery codes for when the
 * app is lost. Each code is taken once. Thread-safe.
 */
@Component
public final class SecondFactors {
  private static final int RECOVERY_CODES = 10;
  private static final int RECOVERY_BYTES = 10;

  private final PrincipalFactors factors;
  private final KeyProtection protection;
  private final AccessSettings settings;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  SecondFactors(
      PrincipalFactors factors,
      KeyProtection protection,
      AccessSettings settings,
      InstantSource clock) {
    this.factors = factors;
    this.protection = protection;
    this.settings = settings;
    this.clock = clock;
  }

  /** A code that was given; at most one of the two. */
  public record Code(Optional<String> totp, Optional<String> recoveryCode) {
    /** Returns that none was given. */
    public static Code none() {
      return new Code(Optional.empty(), Optional.empty());
    }

    boolean given() {
      return totp.isPresent() || recoveryCode.isPresent();
    }

    @Override
    public String toString() {
      return "Code[]";
    }
  }

  /** What an app needs; shown once. */
  public record Enrolment(String secret, String uri) {
    @Override
    public String toString() {
      return "Enrolment[]";
    }
  }

  /** Begins one-time codes; they count once a first one was shown to work. */
  public Enrolment begin(String principalId, String name) {
    var secret = new byte[Totp.SECRET_BYTES];
    random.nextBytes(secret);
    factors.beginTotp(principalId, protection.seal(sealName(principalId), secret));
    return new Enrolment(Totp.base32(secret), Totp.uri(settings.publicHost(), name, secret));
  }

  /**
   * Confirms them; returns the recovery codes, which are shown once.
   *
   * @throws Refused {@code INVALID} if the code is not right
   */
  public List<String> confirm(Actor actor, String principalId, String code) {
    var step =
        factors
            .totp(principalId)
            .map(totp ->
                Totp.step(
                    protection.unseal(sealName(principalId), totp.sealedSecret()),
                    code,
                    clock.instant()))
            .orElseThrow(() ->
                Refused.of(Kind.CONFLICT, "totp-not-begun", "No one-time codes wait for this."));
    if (step.isEmpty()) {
      throw Refused.of(
          Kind.INVALID, "totp-wrong", List.of(Fault.of("code", "is not the current one")));
    }
    var codes = new ArrayList<String>();
    for (int i = 0; i < RECOVERY_CODES; i++) {
      codes.add(recoveryCode());
    }
    factors.confirmTotp(
        actor,
        principalId,
        step.getAsLong(),
        codes.stream().map(each -> recoveryVerifier(principalId, each)).toList());
    return List.copyOf(codes);
  }

  /** Returns 80 bits as four groups of four. */
  private String recoveryCode() {
    var bytes = new byte[RECOVERY_BYTES];
    random.nextBytes(bytes);
    return Totp.base32(bytes).toLowerCase(Locale.ROOT).replaceAll("(.{4})(?=.)", "$1-");
  }

  private static byte[] recoveryVerifier(String principalId, String code) {
    return Tokens.verifier(
        principalId + ":" + code.toLowerCase(Locale.ROOT).replaceAll("[^a-z2-7]", ""));
  }

  private static String sealName(String principalId) {
    return "totp:" + principalId;
  }

  /** Whether somebody needs a code. */
  boolean needed(String principalId) {
    return factors.totp(principalId).filter(PrincipalFactors.Totp::confirmed).isPresent();
  }

  /** Takes a code; whether it was good and not taken before. */
  boolean use(Source source, String principalId, Code code) {
    if (code.recoveryCode().isPresent()) {
      return factors.useRecoveryCode(
          source.actor("user:" + principalId),
          principalId,
          recoveryVerifier(principalId, code.recoveryCode().get()));
    }
    return code.totp().isPresent() && useTotp(principalId, code.totp().get());
  }

  private boolean useTotp(String principalId, String code) {
    var totp = factors.totp(principalId).filter(PrincipalFactors.Totp::confirmed);
    if (totp.isEmpty()) {
      return false;
    }
    var secret = protection.unseal(sealName(principalId), totp.get().sealedSecret());
    var step = Totp.step(secret, code, clock.instant());
    return step.isPresent() && factors.useStep(principalId, step.getAsLong());
  }
}
