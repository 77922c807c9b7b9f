package dev.crest.ca.lint;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * CERT-09: a uniformResourceIdentifier is absolute, ASCII, has a scheme and something behind it;
 * where it has an authority, its host is a host name or an address.
 */
final class UriNameRule implements Rule {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  @Override
  public String id() {
    return "uri-name";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.6";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var name : candidate.subjectAltNames()) {
      if (name.getTagNo() == GeneralName.uniformResourceIdentifier
          && !absolute(((ASN1String) name.getName()).getString())) {
        return Optional.of("a uniformResourceIdentifier is not an absolute ASCII URI");
      }
    }
    return Optional.empty();
  }

  private static boolean absolute(String text) {
    if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return false;
    }
    try {
      var uri = new URI(text);
      return uri.isAbsolute() && (uri.getRawAuthority() == null || goodHost(uri));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean goodHost(URI uri) {
    var host = uri.getHost();
    return host != null
        && (host.startsWith("[") || IPV4.matcher(host).matches() || HostName.fault(host).isEmpty());
  }
}
