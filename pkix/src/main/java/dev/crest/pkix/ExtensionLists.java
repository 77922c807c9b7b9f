package dev.crest.pkix;

import java.util.HashSet;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/**
 * Reads lists of extensions (RFC 5280 §4.1).
 *
 * <pre>
 * Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension
 * </pre>
 */
final class ExtensionLists {
  private ExtensionLists() {}

  /**
   * Returns the extensions, or empty for an empty list, which some clients send when they have
   * nothing to ask for.
   */
  static Optional<Extensions> read(ASN1Encodable value) {
    return Asn1.reading("a list of extensions", () -> list(value));
  }

  private static Optional<Extensions> list(ASN1Encodable value) {
    var sequence = ASN1Sequence.getInstance(value);
    checkOnce(sequence);
    return sequence.size() == 0 ? Optional.empty() : Optional.of(Extensions.getInstance(sequence));
  }

  /**
   * Checks that no extension is there twice (RFC 5280 §4.2).
   *
   * @throws MalformedInput with the OID of the first that is
   */
  static void checkOnce(ASN1Sequence extensions) {
    var seen = new HashSet<ASN1ObjectIdentifier>();
    for (var element : extensions) {
      var oid = Extension.getInstance(element).getExtnId();
      if (!seen.add(oid)) {
        throw new MalformedInput("the extension " + oid.getId() + " is there twice");
      }
    }
  }
}
