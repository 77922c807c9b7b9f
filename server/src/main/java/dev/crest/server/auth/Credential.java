package dev.crest.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A credential as stored: one entry of an authentication policy. All kinds share name, state, dates
 * and limit.
 *
 * @param id the credential's id
 * @param authenticationPolicyId the container it belongs to
 * @param name unique in the container
 * @param kind what proves it
 * @param enabled an administrator may switch it off
 * @param start not valid before
 * @param end not valid from then on
 * @param usageLimit empty for unlimited
 * @param uses how often it has been used, as last read
 * @param lastUsed when it was last used, as last read
 * @param registeredValues checks (or values) tied to this credential
 */
public record Credential(
    String id,
    String authenticationPolicyId,
    String name,
    Proof kind,
    boolean enabled,
    Optional<Instant> start,
    Optional<Instant> end,
    OptionalLong usageLimit,
    long uses,
    Optional<Instant> lastUsed,
    List<RegisteredValue> registeredValues) {

  /** What proves a credential. */
  public sealed interface Proof {
    /**
     * A passcode; its verifier is what it was found by. The user name is compared only where there
     * is one.
     */
    record Passcode(Optional<String> userName) implements Proof {
      /**
       * Whether this passcode may be used with a user name: compared in constant time, after
       * Unicode normalisation (NFC), and only where the passcode has one.
       */
      public boolean admits(String presented) {
        return userName.isEmpty() || MessageDigest.isEqual(bytes(userName.get()), bytes(presented));
      }

      private static byte[] bytes(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
      }
    }

    /** Exactly this certificate, by SHA-256 fingerprint (64 hex digits). */
    record AuthenticationCertificate(String fingerprint) implements Proof {}

    /**
     * Any valid end-entity certificate under this CA. {@code certificate} is the CA's DER, {@code
     * bindName} asks for request CN = certificate CN, {@code revocation} says which certificates it
     * took back, where that is known.
     */
    record AuthenticationAuthority(
        dev.crest.pkix.Certificate certificate, boolean bindName, Optional<Revocation> revocation)
        implements Proof {
      public AuthenticationAuthority(dev.crest.pkix.Certificate certificate, boolean bindName) {
        this(certificate, bindName, Optional.empty());
      }
    }
  }

  /**
   * What an authentication CA took back.
   *
   * @param list its CRL, verified when it came
   * @param hard whether a list that is out of date lets nobody in; else it is used as it is
   */
  public record Revocation(RevocationList list, boolean hard) {}

  /** How a field of the request is compared. */
  public enum Match {
    EQUALS,
    STARTS_WITH,
    ENDS_WITH,
    CONTAINS,
    REGEX,
    IN_LIST,
    /** Not a check: the value is put into the certificate. */
    SUPPLY
  }

  /** Whether an administrator's limits on it (switch, start, end) let it be used at a time. */
  public Usability usableAt(Instant now) {
    if (!enabled) {
      return Usability.DISABLED;
    }
    if (start.isPresent() && now.isBefore(start.get())) {
      return Usability.NOT_YET_VALID;
    }
    return end.isPresent() && !now.isBefore(end.get()) ? Usability.EXPIRED : Usability.USABLE;
  }

  /** Whether a credential's usage limit was reached when last read. */
  public boolean usedUp() {
    return usageLimit.isPresent() && uses >= usageLimit.getAsLong();
  }

  /** What {@link #usableAt} finds. */
  public enum Usability {
    USABLE,
    DISABLED,
    NOT_YET_VALID,
    EXPIRED
  }
}
