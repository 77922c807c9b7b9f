package dev.crest.server.csr;

import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.StrictDer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Key usage bits that a CSR asks for (RFC 5280 §4.2.1.3). Those that the profile lists and the key
 * can do are granted; the others are left out, which the audit record says. A request of which
 * nothing would be left is refused, for the certificate would mean something else (S-ENROLL-04).
 */
final class RequestedKeyUsage implements Check {
  private static final String FIELD = "extension.key_usage";
  private static final Set<KeyUsageBit> AUTHORITY =
      EnumSet.of(KeyUsageBit.KEY_CERT_SIGN, KeyUsageBit.CRL_SIGN);

  @Override
  public void examine(Submission submission, Draft draft) {
    var extension = submission.extension(Extension.keyUsage);
    if (extension.isEmpty()) {
      return;
    }
    var bits = bits(extension.get());
    if (bits.isEmpty()) {
      draft.fault("extension-malformed", FIELD, "The keyUsage extension is not well-formed.");
    } else {
      grant(bits.get(), submission, draft);
    }
  }

  private static void grant(Set<KeyUsageBit> asked, Submission submission, Draft draft) {
    if (asked.stream().anyMatch(AUTHORITY::contains)) {
      draft.fault(
          "key-usage-not-allowed",
          FIELD,
          "Key usages of a CA (keyCertSign, cRLSign) cannot be asked for.");
      return;
    }
    var rule = submission.profile().keyUsage();
    var granted = EnumSet.copyOf(asked);
    granted.removeIf(bit -> !rule.required().contains(bit) && !rule.optional().contains(bit));
    submission.certifiedKeyType().ifPresent(type -> granted.removeIf(bit -> !bit.fits(type)));
    if (!granted.contains(KeyUsageBit.KEY_AGREEMENT)) {
      // Without keyAgreement these two have no meaning.
      granted.remove(KeyUsageBit.ENCIPHER_ONLY);
      granted.remove(KeyUsageBit.DECIPHER_ONLY);
    }
    if (granted.isEmpty()) {
      draft.fault(
          "key-usage-not-allowed",
          FIELD,
          "The profile allows none of the key usages that the request asks for with this key.");
      return;
    }
    if (!granted.equals(asked)) {
      draft.drop(FIELD);
    }
    granted.removeAll(rule.required());
    draft.keyUsage(granted);
  }

  /** Returns the bits, at least one; or empty where they cannot be read. */
  private static Optional<Set<KeyUsageBit>> bits(Extension extension) {
    try {
      var string = ASN1BitString.getInstance(StrictDer.read(extension.getExtnValue().getOctets()));
      var octets = string.getBytes();
      var bits = EnumSet.noneOf(KeyUsageBit.class);
      for (var bit : KeyUsageBit.values()) {
        int octet = bit.position() / Byte.SIZE;
        int mask = 0x80 >> bit.position() % Byte.SIZE;
        if (octet < octets.length && (octets[octet] & mask) != 0) {
          bits.add(bit);
        }
      }
      return bits.isEmpty() ? Optional.empty() : Optional.of(bits);
    } catch (MalformedInput | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }
}
