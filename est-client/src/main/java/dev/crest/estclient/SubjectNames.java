package dev.crest.estclient;

import dev.crest.pkix.MalformedInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Collections;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;

/** Names as people write them. Thread-safe. */
public final class SubjectNames {
  private SubjectNames() {}

  /**
   * Reads a distinguished name of RFC 4514, such as {@code CN=d1,O=Acme,C=DE}: the last part comes
   * first in the certificate.
   *
   * @throws MalformedInput if it is none
   */
  public static X500Name subject(String text) {
    try {
      var parts = Arrays.asList(BCStyle.INSTANCE.fromString(text));
      Collections.reverse(parts);
      var name = new X500Name(parts.toArray(RDN[]::new));
      if (parts.stream().anyMatch(part -> part.size() == 0)) {
        throw new MalformedInput("a part of the subject is empty");
      }
      return name;
    } catch (RuntimeException e) {
      throw new MalformedInput("a subject is written such as CN=d1,O=Acme,C=DE", e);
    }
  }

  /**
   * Reads an alternative name: {@code dns:}, {@code ip:}, {@code uri:} or {@code email:} and the
   * name; without any of these it is an IP address or a host name.
   *
   * @throws MalformedInput if it is none
   */
  public static GeneralName alternative(String text) {
    int colon = text.indexOf(':');
    var kind = colon < 0 ? "" : text.substring(0, colon);
    var name = text.substring(colon + 1);
    return switch (kind) {
      case "dns" -> ascii(GeneralName.dNSName, name);
      case "email" -> ascii(GeneralName.rfc822Name, name);
      case "uri" -> uri(name);
      case "ip" -> address(name);
      case "" ->
          HostNames.address(name).isPresent() ? address(name) : ascii(GeneralName.dNSName, name);
      default ->
          throw new MalformedInput(
              "an alternative name is written dns:device.example, ip:192.0.2.1, uri:urn:x or"
                  + " email:a@b.example");
    };
  }

  private static GeneralName ascii(int kind, String name) {
    if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new MalformedInput("an alternative name is made of visible ASCII characters");
    }
    return new GeneralName(kind, name);
  }

  private static GeneralName uri(String name) {
    try {
      if (new URI(name).isAbsolute()) {
        return ascii(GeneralName.uniformResourceIdentifier, name);
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new MalformedInput("a URI has a scheme");
  }

  private static GeneralName address(String name) {
    var octets =
        HostNames.address(name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name)
            .orElseThrow(() -> new MalformedInput("an IP address was expected behind ip:"));
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(octets));
  }
}
