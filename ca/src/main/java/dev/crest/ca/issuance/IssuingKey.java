package dev.crest.ca.issuance;

import dev.crest.ca.lint.IssuingAuthority;
import dev.crest.ca.signer.Signer;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Who signs.
 *
 * @param name the issuer's name, exactly as in its own certificate (CERT-03)
 * @param signer its key
 * @param authority its certificate; empty where a certificate signs itself
 */
record IssuingKey(X500Name name, Signer signer, Optional<IssuingAuthority> authority) {
  static IssuingKey itself(X500Name name, Signer signer) {
    return new IssuingKey(name, signer, Optional.empty());
  }
}
