package dev.crest.server.access;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.PrincipalKeys;
import dev.crest.server.store.Principals;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A client certificate, of whose key TLS has proved possession. Who issued it says nothing: it is
 * found by its SHA-256 among those registered, and its dates are its own. Thread-safe.
 */
@Component
@Order(3)
final class CertificateSignIn implements SignIn {
  private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

  private final PrincipalKeys keys;
  private final InstantSource clock;
  private final LastUse lastUse;

  CertificateSignIn(Principals principals, InstantSource clock) {
    this.keys = principals.keys();
    this.clock = clock;
    this.lastUse = new LastUse(clock, keys::certificateUsed);
  }

  @Override
  public Optional<Identity> identify(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain && chain.length > 0
        ? Optional.of(identify(chain[0]))
        : Optional.empty();
  }

  private Identity identify(X509Certificate certificate) {
    var found = keys.byFingerprint(fingerprint(certificate)).orElseThrow(() -> refused("unknown"));
    var now = clock.instant();
    if (now.isBefore(certificate.getNotBefore().toInstant())
        || now.isAfter(certificate.getNotAfter().toInstant())
        || !found.endsAt().map(now::isBefore).orElse(true)) {
      throw refused("expired");
    }
    if (!found.principal().activeAt(now)) {
      throw refused("principal-disabled");
    }
    lastUse.keep(found.keyId(), found.lastUsed());
    return ApiKeys.identity(found.principal());
  }

  private static byte[] fingerprint(X509Certificate certificate) {
    try {
      return Tokens.verifier(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  private static Refused refused(String reason) {
    return Refused.of(
        Kind.UNAUTHENTICATED,
        "client-certificate-" + reason,
        "This client certificate signs nobody in.");
  }
}
