package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.ServiceIssuance;
import dev.crest.ca.signer.SoftwareSigner;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Makes authentication certificates: self-signed, so that one proves nothing anywhere but in the
 * authentication policy where it is registered. Thread-safe.
 */
public final class AuthenticationCertificates {
  private final ServiceIssuance issuance;

  public AuthenticationCertificates(InstantSource clock) {
    this.issuance = new ServiceIssuance(new SecureRandom(), clock);
  }

  /** A certificate with its key, which is kept nowhere else. */
  public record Made(Certificate certificate, PrivateKey key) {
    @Override
    public String toString() {
      return "Made[" + certificate.serialNumber().hex() + "]";
    }
  }

  /**
   * Makes one.
   *
   * @param commonName 1 to 64 characters
   */
  public Made make(String commonName, KeyType keyType, Duration length) {
    var pair = Keys.generate(keyType);
    var signer = new SoftwareSigner(pair.getPrivate(), Keys.info(pair.getPublic()));
    var subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    return new Made(issuance.authentication(signer, subject, length).sign(), pair.getPrivate());
  }
}
