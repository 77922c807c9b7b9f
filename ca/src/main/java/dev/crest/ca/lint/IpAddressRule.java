package dev.crest.ca.lint;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * CERT-09, A-26: an iPAddress is 4 or 16 octets, and an IPv4 address is written as one, not mapped
 * into IPv6 (RFC 4291 §2.5.5.2), since verifiers would not find it.
 */
final class IpAddressRule implements Rule {
  private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  @Override
  public String id() {
    return "ip-address";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.6";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var name : candidate.subjectAltNames()) {
      if (name.getTagNo() == GeneralName.iPAddress) {
        var octets = ASN1OctetString.getInstance(name.getName()).getOctets();
        if (octets.length != 4 && octets.length != 16) {
          return Optional.of("an iPAddress is not 4 or 16 octets long");
        }
        if (mapped(octets)) {
          return Optional.of("an iPAddress is an IPv4 address mapped into IPv6");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean mapped(byte[] octets) {
    return octets.length == 16 && Arrays.equals(octets, 0, 12, MAPPED_PREFIX, 0, 12);
  }
}
