package dev.crest.ca.lint;

import dev.crest.ca.profile.KeyUsageBit;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * CERT-12: no bit that the key cannot do: keyEncipherment and dataEncipherment only with RSA,
 * keyAgreement only with EC (RFC 3279 §2.3.1, RFC 8410 §5, RFC 9881 §5); encipherOnly and
 * decipherOnly only beside keyAgreement.
 */
final class KeyUsageFitsKeyRule implements Rule {
  @Override
  public String id() {
    return "key-usage-fits-key";
  }

  @Override
  public String citation() {
    return "RFC 8813 §3";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var bits =
        candidate
            .typed(Extension.keyUsage, KeyUsage.class)
            .flatMap(
                usage -> KeyUsageBits.read(ASN1BitString.getInstance(usage.toASN1Primitive())));
    if (bits.isEmpty() || candidate.keyType().isEmpty()) {
      return Optional.empty();
    }
    var key = candidate.keyType().get();
    for (var bit : bits.get()) {
      if (!bit.fits(key)) {
        return Optional.of(
            "keyUsage has " + bit.title() + ", which an " + key.title() + " key cannot do");
      }
    }
    boolean restricted =
        bits.get().contains(KeyUsageBit.ENCIPHER_ONLY)
            || bits.get().contains(KeyUsageBit.DECIPHER_ONLY);
    return restricted && !bits.get().contains(KeyUsageBit.KEY_AGREEMENT)
        ? Optional.of("keyUsage has encipherOnly or decipherOnly without keyAgreement")
        : Optional.empty();
  }
}
