package dev.crest.pkix;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;

/** Comparing and printing names. Thread-safe. */
public final class Names {
  private Names() {}

  /**
   * Returns the RFC 4514 string (last RDN first) with control, bidirectional and non-ASCII-space
   * characters escaped as their UTF-8 octets: safe in a log line. Values that are no strings come
   * as {@code #} and hexadecimal DER.
   */
  public static String text(X500Name name) {
    return NameText.of(name);
  }

  /**
   * Returns such as {@code dns:device.example}, {@code ip:192.0.2.1}, {@code uri:urn:x}, {@code
   * email:}, {@code dn:}, {@code rid:} or {@code upn:} (the Microsoft user principal name), escaped
   * like {@link #text(X500Name)}. What has no text of its own comes as {@code #} and hexadecimal
   * DER.
   */
  public static String text(GeneralName name) {
    return GeneralNameText.of(name);
  }

  /**
   * Compares two names by RFC 5280 §7.1: attribute values after LDAP string preparation (case,
   * white space, string type), RDNs in order, attributes of a multi-valued RDN in any order.
   *
   * <p>Of RFC 4518's preparation, characters are mapped (§2.2) only as far as case and white space
   * go: invisible characters are not dropped, so that names that differ by them stay different.
   */
  public static boolean same(X500Name one, X500Name other) {
    var these = one.getRDNs();
    var those = other.getRDNs();
    if (these.length != those.length) {
      return false;
    }
    for (int i = 0; i < these.length; i++) {
      if (!same(these[i], those[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns the first value of an attribute as text (unescaped), or empty. */
  public static Optional<String> first(X500Name name, ASN1ObjectIdentifier attribute) {
    for (var rdn : name.getRDNs()) {
      for (var pair : rdn.getTypesAndValues()) {
        if (pair.getType().equals(attribute)
            && pair.getValue().toASN1Primitive() instanceof ASN1String string) {
          return Optional.of(PreparedString.characters(string));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Walks a name so that no later accessor meets a surprise, and returns it.
   *
   * @throws MalformedInput if an RDN is empty
   */
  static X500Name check(X500Name name) {
    for (var rdn : name.getRDNs()) {
      if (rdn.size() == 0) {
        throw new MalformedInput("a relative distinguished name is empty");
      }
      for (var pair : rdn.getTypesAndValues()) {
        pair.getValue().toASN1Primitive();
      }
    }
    return name;
  }

  private static boolean same(RDN one, RDN other) {
    if (one.size() != other.size()) {
      return false;
    }
    if (one.size() == 1) {
      return same(one.getFirst(), other.getFirst());
    }
    return prepared(one).equals(prepared(other));
  }

  private static boolean same(AttributeTypeAndValue one, AttributeTypeAndValue other) {
    return one.getType().equals(other.getType())
        && (one.getValue().equals(other.getValue())
            || PreparedString.of(one.getValue()).equals(PreparedString.of(other.getValue())));
  }

  // A multiset: an attribute may in principle be there twice.
  private static Map<Object, Integer> prepared(RDN rdn) {
    record Pair(ASN1ObjectIdentifier type, Object value) {}
    var counts = new HashMap<Object, Integer>();
    for (var pair : rdn.getTypesAndValues()) {
      counts.merge(new Pair(pair.getType(), PreparedString.of(pair.getValue())), 1, Integer::sum);
    }
    return counts;
  }
}
