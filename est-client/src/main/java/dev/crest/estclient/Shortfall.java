package dev.crest.estclient;

import dev.crest.estwire.CsrAttributes;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.MalformedInput;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** Something that a server asks for in its csrattrs and a request does not have. Immutable. */
public sealed interface Shortfall {
  /** Returns it in words, such as {@code O in the subject}. */
  String title();

  /**
   * An attribute of the subject.
   *
   * @param value empty where any will do
   */
  record InSubject(ASN1ObjectIdentifier type, Optional<String> value, String title)
      implements Shortfall {}

  /**
   * An alternative name.
   *
   * @param kind the tag of a GeneralName; empty where any will do
   */
  record AlternativeName(Optional<Integer> kind, String title) implements Shortfall {}

  /**
   * Another key.
   *
   * @param choices the kinds that would do; empty where none is known here
   */
  record OtherKey(List<KeyType> choices, String title) implements Shortfall {
    public OtherKey {
      choices = List.copyOf(choices);
    }
  }

  /** Another signature algorithm. */
  record OtherSignature(ASN1ObjectIdentifier algorithm, String title) implements Shortfall {}

  /**
   * An extension other than alternative names, or one with another value.
   *
   * @param value empty where any will do
   */
  record InExtensions(
      ASN1ObjectIdentifier oid, boolean critical, Optional<ASN1Encodable> value, String title)
      implements Shortfall {}

  /** Another attribute, such as challengePassword. */
  record InAttributes(ASN1ObjectIdentifier type, String title) implements Shortfall {}

  /**
   * Compares a request with the wishes of a server: the template of RFC 9908 §3.4 alone where there
   * is one, else the list of RFC 8951 §4.
   *
   * @return everything that is missing
   * @throws MalformedInput if either cannot be understood
   */
  static List<Shortfall> of(CertificationRequest request, CsrAttributes wanted) {
    try {
      return new RequestComparison(request, Wishes.of(wanted)).shortfalls();
    } catch (IllegalArgumentException e) {
      // What Bouncy Castle says of an extension whose value is none of its kind.
      throw new MalformedInput("an extension has a value that is none of its kind", e);
    }
  }
}
