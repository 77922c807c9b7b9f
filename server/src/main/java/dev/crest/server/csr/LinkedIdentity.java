package dev.crest.server.csr;

import dev.crest.server.auth.Caller;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
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

  private static final String REQUIRED =
      "Linking of identity and proof of possession is required (RFC 7030 §3.5): put the base64 of"
          + " this connection's tls-unique (TLS 1.2) or tls-exporter (TLS 1.3) into"
          + " challengePassword.";
  private static final String FAILED =
      "Linking of identity and proof of possession failed (RFC 7030 §3.5): the value is not the"
          + " base64 of this connection's tls-unique (TLS 1.2) or tls-exporter (TLS 1.3). It is no"
          + " password; leave it out where you have none of the two.";

  private static final Set<RequestAttribute> LINKS =
      EnumSet.of(RequestAttribute.CHALLENGE_PASSWORD, RequestAttribute.EST_IDENTITY_LINKING);
  private static final Set<RequestAttribute> UNSUPPORTED =
      EnumSet.of(RequestAttribute.OTP_CHALLENGE, RequestAttribute.REVOCATION_CHALLENGE);

  /** What a value is. */
  private enum Link {
    GOOD,
    WRONG,
    /** Empty. */
    ABSENT
  }

  @Override
  public void examine(Submission submission, Draft draft) {
    if (submission.grant().caller() instanceof Caller.Operator) {
      // It comes on somebody else's connection; the signature alone proves possession.
      return;
    }
    int present = 0;
    int good = 0;
    for (var attribute : submission.request().attributes()) {
      var known = RequestAttribute.of(attribute.type());
      if (known.filter(UNSUPPORTED::contains).isPresent()) {
        draft.fault(
            "challenge-not-supported",
            known.get().field(),
            "This challenge of RFC 7894 cannot be checked here; leave it out.");
      } else if (known.filter(LINKS::contains).isPresent()) {
        for (var value : attribute.values()) {
          var link = judge(value, known.get(), submission, draft);
          present += link == Link.ABSENT ? 0 : 1;
          good += link == Link.GOOD ? 1 : 0;
        }
      }
    }
    draft.linked(good > 0 && good == present);
    if (present == 0 && submission.policy().channelBinding() == ChannelBinding.REQUIRED) {
      draft.fault(CODE, RequestAttribute.CHALLENGE_PASSWORD.field(), REQUIRED);
    }
  }

  private static Link judge(
      ASN1Encodable value, RequestAttribute attribute, Submission submission, Draft draft) {
    var text = text(value);
    if (text.isEmpty()) {
      draft.fault(
          CODE,
          attribute.field(),
          "The value must be a PrintableString or UTF8String of 255 characters at most.");
      return Link.WRONG;
    }
    if (text.get().isEmpty()) {
      return Link.ABSENT;
    }
    if (matches(text.get(), submission.bindings())) {
      return Link.GOOD;
    }
    draft.fault(CODE, attribute.field(), FAILED);
    return Link.WRONG;
  }

  private static Optional<String> text(ASN1Encodable value) {
    if (value instanceof ASN1PrintableString
        || value instanceof ASN1UTF8String
        || value instanceof ASN1IA5String) {
      return Optional.of(((ASN1String) value).getString()).filter(t -> t.length() <= LONGEST);
    }
    return Optional.empty();
  }

  private static boolean matches(String text, ChannelBindings bindings) {
    var presented = text.getBytes(StandardCharsets.UTF_8);
    return Stream.of(bindings.tlsUnique(), bindings.tlsExporter())
        .flatMap(Optional::stream)
        .map(binding -> Base64.getEncoder().encode(binding))
        .anyMatch(expected -> MessageDigest.isEqual(expected, presented));
  }
}
