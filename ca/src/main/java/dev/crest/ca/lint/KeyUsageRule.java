package dev.crest.ca.lint;

import dev.crest.ca.profile.KeyUsageBit;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * CERT-12, CERT-14: at least one bit, no unknown ones, trailing zeros stripped; a CA certifies and
 * signs CRLs; nobody else does.
 */
final class KeyUsageRule implements Rule {
  @Override
  public String id() {
    return "key-usage";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.3";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension = candidate.typed(Extension.keyUsage, KeyUsage.class);
    if (extension.isEmpty()) {
      return Optional.of("has no keyUsage");
    }
    var bits = KeyUsageBits.read(ASN1BitString.getInstance(extension.get().toASN1Primitive()));
    if (bits.isEmpty()) {
      return Optional.of("keyUsage is not a stripped list of at least one known bit");
    }
    boolean certifies = bits.get().contains(KeyUsageBit.KEY_CERT_SIGN);
    boolean signsCrls = bits.get().contains(KeyUsageBit.CRL_SIGN);
    if (candidate.purpose() == Purpose.AUTHORITY) {
      return certifies && signsCrls
          ? Optional.empty()
          : Optional.of("keyUsage of a CA lacks keyCertSign or cRLSign");
    }
    return certifies || signsCrls
        ? Optional.of("keyUsage has keyCertSign or cRLSign")
        : Optional.empty();
  }
}
