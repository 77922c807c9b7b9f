package dev.crest.ca.lint;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * CERT-09, A-26: a dNSName is a host name in preferred syntax: no wildcard, no underscore, no
 * trailing dot, no address.
 */
final class DnsNameRule implements Rule {
  @Override
  public String id() {
    return "dns-name";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.6";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var name : candidate.subjectAltNames()) {
      if (name.getTagNo() == GeneralName.dNSName) {
        var fault = HostName.fault(((ASN1String) name.getName()).getString());
        if (fault.isPresent()) {
          return Optional.of("a dNSName " + fault.get());
        }
      }
    }
    return Optional.empty();
  }
}
