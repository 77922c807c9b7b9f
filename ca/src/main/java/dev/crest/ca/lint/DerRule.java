package dev.crest.ca.lint;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * CERT-16: DER everywhere, also inside extensions: what is read and written again is
 * byte-identical, and defaults are not written out.
 */
final class DerRule implements Rule {
  @Override
  public String id() {
    return "der";
  }

  @Override
  public String citation() {
    return "RFC 5280 App. B";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    if (!candidate.encodedInDer()) {
      return Optional.of("is not encoded in DER");
    }
    for (var extension : candidate.extensions()) {
      if (extension.falseEncoded()) {
        return Optional.of("extension " + extension.oid() + " writes out the default of critical");
      }
      if (extension.value().isPresent()
          && !sameAgain(extension.value().get(), extension.octets())) {
        return Optional.of("extension " + extension.oid() + " is not encoded in DER");
      }
    }
    return Optional.empty();
  }

  static boolean sameAgain(ASN1Primitive value, byte[] encoded) {
    try {
      return Arrays.equals(value.getEncoded(ASN1Encoding.DER), encoded);
    } catch (IOException e) {
      return false;
    }
  }
}
