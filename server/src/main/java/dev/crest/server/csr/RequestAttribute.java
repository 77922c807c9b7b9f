package dev.crest.server.csr;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * CSR attributes that mean something here. Each has exactly one value and may be there once; all
 * others are ignored (S-ENROLL-09).
 */
enum RequestAttribute {
  /** RFC 2985 §5.4.1, as RFC 7030 §3.5 uses it. */
  CHALLENGE_PASSWORD("attribute.challenge_password", "1.2.840.113549.1.9.7"),
  /** RFC 2985 §5.4.2. */
  EXTENSION_REQUEST("attribute.extension_request", "1.2.840.113549.1.9.14"),
  /** The same by another name. */
  MICROSOFT_EXTENSION_REQUEST("attribute.extension_request", "1.3.6.1.4.1.311.2.1.14"),
  /** RFC 7894 §3.2. */
  OTP_CHALLENGE("attribute.otp_challenge", "1.2.840.113549.1.9.16.2.56"),
  /** RFC 7894 §3.3. */
  REVOCATION_CHALLENGE("attribute.revocation_challenge", "1.2.840.113549.1.9.16.2.57"),
  /** RFC 7894 §3.4. */
  EST_IDENTITY_LINKING("attribute.est_identity_linking", "1.2.840.113549.1.9.16.2.58"),
  /** RFC 8551 §2.5.2, as RFC 7030 §4.4.1 uses it. */
  SMIME_CAPABILITIES("attribute.smime_capabilities", "1.2.840.113549.1.9.15"),
  /** RFC 7030 §4.4.1.1. */
  DECRYPT_KEY_IDENTIFIER("attribute.decrypt_key_identifier", "1.2.840.113549.1.9.16.2.37"),
  /** RFC 7030 §4.4.1.2. */
  ASYMMETRIC_DECRYPT_KEY_IDENTIFIER(
      "attribute.asymmetric_decrypt_key_identifier", "1.2.840.113549.1.9.16.2.54");

  private static final Map<ASN1ObjectIdentifier, RequestAttribute> BY_OID =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(RequestAttribute::oid, Function.identity()));

  private final String field;

  @SuppressWarnings("ImmutableEnumChecker") // Bouncy Castle's OIDs are immutable but not marked so.
  private final ASN1ObjectIdentifier oid;

  RequestAttribute(String field, String oid) {
    this.field = field;
    this.oid = new ASN1ObjectIdentifier(oid);
  }

  /** Returns the attribute of this type, or empty for one that means nothing here. */
  static Optional<RequestAttribute> of(ASN1ObjectIdentifier type) {
    return Optional.ofNullable(BY_OID.get(type));
  }

  /** Returns such as {@code attribute.challenge_password}. */
  String field() {
    return field;
  }

  ASN1ObjectIdentifier oid() {
    return oid;
  }
}
