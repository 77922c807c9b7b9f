package dev.crest.pkix;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;

/** Comparing and printing names. Thread-safe. */
public final class Names {
  private Names() {}

  /**
   * Returns the RFC 4514 string with control, bidirectional and non-ASCII-space characters escaped:
   * safe in a log line.
   */
  public static String text(X500Name name) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns such as {@code dns:device.example}, {@code ip:192.0.2.1}, {@code uri:urn:x}, escaped
   * like {@link #text(X500Name)}.
   */
  public static String text(GeneralName name) {
    throw new UnsupportedOperationException();
  }

  /**
   * Compares two names by RFC 5280 §7.1: attribute values after LDAP string preparation (case,
   * white space, string type), RDNs in order, attributes of a multi-valued RDN in any order.
   */
  public static boolean same(X500Name one, X500Name other) {
    throw new UnsupportedOperationException();
  }

  /** Returns the first value of an attribute as text (unescaped), or empty. */
  public static java.util.Optional<String> first(
      X500Name name, org.bouncycastle.asn1.ASN1ObjectIdentifier attribute) {
    throw new UnsupportedOperationException();
  }
}
