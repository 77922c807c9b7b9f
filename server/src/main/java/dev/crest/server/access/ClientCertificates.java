package dev.crest.server.access;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.server.hierarchy.AuthenticationCertificates;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.PrincipalKeys;
import dev.crest.server.store.Principals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Client certificates that sign programs in: registered as they are, or made here with a key that
 * is given out once and kept nowhere. Thread-safe.
 */
@Component
public final class ClientCertificates {
  private static final Duration LENGTH = Duration.ofDays(365);
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final int PASSWORD_BYTES = 15;
  private static final int COMMON_NAME = 64;

  private final PrincipalKeys keys;
  private final AuthenticationCertificates maker;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  ClientCertificates(Principals principals, InstantSource clock) {
    this.keys = principals.keys();
    this.maker = new AuthenticationCertificates(clock);
    this.clock = clock;
  }

  /**
   * A certificate that was made.
   *
   * @param pkcs12 with certificate and key
   * @param password of it; neither is kept
   */
  public record Made(String id, Certificate certificate, byte[] pkcs12, String password) {
    @Override
    public String toString() {
      return "Made[" + id + "]";
    }
  }

  /**
   * Registers a certificate; returns its id.
   *
   * @param encoded PEM, base64 or the like
   * @param endsAt when it stops counting, if before its own end
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field, {@code NOT_FOUND} or
   *     {@code FORBIDDEN} for the principal
   */
  public String register(
      Actor actor,
      Oversight oversight,
      String principalId,
      String name,
      String encoded,
      Optional<Instant> endsAt) {
    return keys.addCertificate(actor, oversight, principalId, draft(name, read(encoded), endsAt));
  }

  private static Certificate read(String encoded) {
    try {
      var found =
          LenientDecoder.all(encoded.getBytes(StandardCharsets.UTF_8), Set.of("CERTIFICATE"));
      return Certificate.read(found.getFirst().der());
    } catch (MalformedInput e) {
      throw Refused.of(
          Kind.INVALID,
          "client-certificate-invalid",
          List.of(Fault.of("certificate", "must be one X.509 certificate in PEM")));
    }
  }

  private static PrincipalKeys.CertificateDraft draft(
      String name, Certificate certificate, Optional<Instant> endsAt) {
    var end = certificate.notAfter();
    return new PrincipalKeys.CertificateDraft(
        name,
        certificate.fingerprint(),
        certificate.subject().toString(),
        certificate.notBefore(),
        endsAt.filter(chosen -> chosen.isBefore(end)).orElse(end));
  }

  /**
   * Makes a certificate and registers it.
   *
   * @throws Refused {@code INVALID} naming every field, {@code NOT_FOUND} or {@code FORBIDDEN} for
   *     the principal
   */
  public Made make(
      Actor actor, Oversight oversight, String principalId, String name, Optional<Instant> endsAt) {
    var now = clock.instant();
    var length = endsAt.map(end -> Duration.between(now, end)).orElse(LENGTH);
    if (!length.isPositive() || length.compareTo(LONGEST) > 0) {
      throw Refused.of(
          Kind.INVALID,
          "client-certificate-invalid",
          List.of(Fault.of("ends_at", "must be in the future, at most ten years away")));
    }
    var made = maker.make(commonName(name), KeyType.EC_P256, length);
    var id =
        keys.addCertificate(actor, oversight, principalId, draft(name, made.certificate(), endsAt));
    var bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    var password = Totp.base32(bytes).toLowerCase(java.util.Locale.ROOT);
    return new Made(id, made.certificate(), pkcs12(made, password), password);
  }

  private static String commonName(String name) {
    var printable = name.strip().replaceAll("[^\\p{L}\\p{N} ._@+-]", "_");
    return printable.isEmpty()
        ? "client"
        : printable.substring(0, Math.min(printable.length(), COMMON_NAME));
  }

  private static byte[] pkcs12(AuthenticationCertificates.Made made, String password) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      var certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(made.certificate().der().bytes()));
      store.setKeyEntry(
          "client",
          made.key(),
          password.toCharArray(),
          new java.security.cert.Certificate[] {certificate});
      var bytes = new ByteArrayOutputStream();
      store.store(bytes, password.toCharArray());
      return bytes.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key in memory can be put into a key store", e);
    }
  }
}
