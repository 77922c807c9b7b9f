package dev.crest.server.csr;

import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;

/**
 * The request is linked to the TLS session it came on (RFC 7030 §3.5): challengePassword or
 * estIdentityLinking (RFC 7894 §3.4) holds the base64 of tls-unique on TLS 1.2, or of tls-exporter
 * on TLS 1.3 (RFC 9148 §3, RFC 9266 §2), which RFC 7030 could not know.
 *
 * <p>Whatever challenge is there must be right, whether or not the policy requires one (S-POP-04,
 * S-POP-10). An empty one, as openssl's prompt can leave it, is none.
 */
final class LinkedIdentity implements Check {
  private static final String CODE = "identity-not-linked";
  private static final int LONGEST = 255;

  private static final List<RequestAttribute> LINKS =
      List.of(RequestAttribute.CHALLENGE_PASSWORD, RequestAttribute.EST_IDENTITY_LINKING);
  private static final List<RequestAttribute> UNSUPPORTED =
      List.of(RequestAttribute.OTP_CHALLENGE, RequestAttribute.REVOCATION_CHALLENGE);

  @Override
  public void examine(Submission submission, Draft draft) {
    for (var challenge : UNSUPPORTED) {
      if (!submission.request().values(challenge.oid()).isEmpty()) {
        draft.fault(
            "challenge-not-supported",
            challenge.field(),
            "This challenge of RFC 7894 cannot be checked here; leave it out.");
      }
    }
    int good = 0;
    int present = 0;
    for (var link : LINKS) {
      for (var value : submission.request().values(link.oid())) {
        var text = text(value, link, draft);
        if (text.isEmpty() || !text.get().isEmpty()) {
          present++;
          good += text.isPresent() && matches(text.get(), link, submission, draft) ? 1 : 0;
        }
      }
    }
    draft.linked(good > 0 && good == present);
    if (present == 0 && submission.policy().channelBinding() == ChannelBinding.REQUIRED) {
      draft.fault(
          CODE,
          RequestAttribute.CHALLENGE_PASSWORD.field(),
          "Linking of identity and proof of possession is required (RFC 7030 §3.5): put the base64"
              + " of this connection's tls-unique (TLS 1.2) or tls-exporter (TLS 1.3) into"
              + " challengePassword.");
    }
  }

  private static Optional<String> text(ASN1Encodable value, RequestAttribute link, Draft draft) {
    if (value instanceof ASN1PrintableString
        || value instanceof ASN1UTF8String
        || value instanceof ASN1IA5String) {
      var text = ((ASN1String) value).getString();
      if (text.length() <= LONGEST) {
        return Optional.of(text);
      }
    }
    draft.fault(
        CODE,
        link.field(),
        "The value must be a PrintableString or UTF8String of 255 characters at most.");
    return Optional.empty();
  }

  private static boolean matches(
      String text, RequestAttribute link, Submission submission, Draft draft) {
    var bindings = submission.bindings();
    var presented = text.getBytes(StandardCharsets.UTF_8);
    boolean equal =
        Stream.of(bindings.tlsUnique(), bindings.tlsExporter())
            .flatMap(Optional::stream)
            .map(binding -> Base64.getEncoder().encode(binding))
            .anyMatch(expected -> MessageDigest.isEqual(expected, presented));
    if (!equal) {
      draft.fault(
          CODE,
          link.field(),
          "Linking of identity and proof of possession failed (RFC 7030 §3.5): the value is not"
              + " the base64 of this connection's tls-unique (TLS 1.2) or tls-exporter (TLS 1.3)."
              + " It is no password; leave it out where you have none of the two.");
    }
    return equal;
  }
}
