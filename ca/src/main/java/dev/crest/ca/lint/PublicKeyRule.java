package dev.crest.ca.lint;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;

/**
 * CERT-20: the key is of a type that Crest knows, and its algorithm identifier is exact: NULL for
 * RSA (RFC 3279 §2.3.1), a named curve for EC (RFC 5480 §2.1.1), absent for EdDSA and ML-DSA.
 */
final class PublicKeyRule implements Rule {
  @Override
  public String id() {
    return "public-key";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.2.7";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    if (candidate.keyType().isEmpty()) {
      return Optional.of("the public key is of no known type and size");
    }
    var parameters = candidate.key().getAlgorithm().getParameters();
    var type = candidate.keyType().get();
    boolean exact =
        type.rsa()
            ? DERNull.INSTANCE.equals(parameters)
            : type.ec() ? parameters instanceof ASN1ObjectIdentifier : parameters == null;
    return exact
        ? Optional.empty()
        : Optional.of("the public key's algorithm parameters are not exactly those of its RFC");
  }
}
