package dev.crest.estclient;

import dev.crest.pkix.Certificate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * Whether a certificate is a server's, by name (RFC 9525): subject alternative names only, a wild
 * card for the whole first label only.
 */
final class HostNames {
  private HostNames() {}

  /**
   * @param host as in a URL, IPv6 addresses in brackets
   */
  static boolean match(Certificate certificate, String host) {
    var names = certificate.subjectAltName();
    if (names.isEmpty()) {
      return false;
    }
    var address = address(host);
    return Arrays.stream(names.get().getNames())
        .anyMatch(name ->
            address.isPresent() ? matchesAddress(name, address.get()) : matchesName(name, host));
  }

  /** Reads an IP address as URLs have it; empty for names. */
  static Optional<byte[]> address(String host) {
    boolean v6 = host.startsWith("[") && host.endsWith("]");
    if (!v6 && !host.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+")) {
      return Optional.empty();
    }
    try {
      // Of a literal nothing is resolved.
      return Optional.of(InetAddress.getByName(host).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean matchesAddress(GeneralName name, byte[] address) {
    return name.getTagNo() == GeneralName.iPAddress
        && Arrays.equals(ASN1OctetString.getInstance(name.getName()).getOctets(), address);
  }

  private static boolean matchesName(GeneralName name, String host) {
    if (name.getTagNo() != GeneralName.dNSName) {
      return false;
    }
    var pattern = plain(ASN1IA5String.getInstance(name.getName()).getString());
    var asked = plain(host);
    if (!pattern.startsWith("*.")) {
      return pattern.equals(asked);
    }
    int dot = asked.indexOf('.');
    var rest = pattern.substring(2);
    return dot > 0 && rest.indexOf('*') < 0 && rest.equals(asked.substring(dot + 1));
  }

  private static String plain(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
