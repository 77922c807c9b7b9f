package dev.crest.server.csr;

import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.FoundEncoding;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.server.policy.Grant;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extensions;

/**
 * Judges certification requests: every check is a file of its own, and all faults are reported at
 * once. Thread-safe.
 */
public final class RequestChecks {
  /** Largest body that is looked at, in bytes as sent. */
  public static final int LARGEST_BODY = 65_536;

  private static final Set<String> LABELS =
      Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");

  private final DeviceValues devices;
  private final List<Check> checks;

  /**
   * @param knownKeys keys that must not be certified again
   * @param ownHostNames host names and address literals of this server, which no request gets
   * @param devices what certificates can take from devices
   */
  public RequestChecks(KnownKeys knownKeys, Set<String> ownHostNames, DeviceValues devices) {
    this.devices = devices;
    // Names come before what judges them, the key's strength before its use, the store last.
    this.checks =
        List.of(
            new Attributes(),
            new KeyStrength(),
            new ProofOfPossession(),
            new KeyPairRule(),
            new RequestedExtensions(),
            new RequestedKeyUsage(),
            new RequestedExtendedKeyUsage(),
            new SubjectRules(),
            new SanRules(),
            new RenewedIdentity(),
            new NameIsGiven(),
            new OwnHostNames(ownHostNames),
            new NameBinding(),
            new RegisteredValues(),
            new LinkedIdentity(),
            new KeyEncryption(),
            new KnownKey(knownKeys));
  }

  /**
   * Decodes and checks a request for its grant.
   *
   * @throws Refused {@code MALFORMED} where it is no certification request, {@code INVALID} with
   *     every fault
   */
  public CheckedRequest verify(byte[] body, Grant grant, ChannelBindings bindings) {
    if (body.length > LARGEST_BODY) {
      throw Refused.of(
          Kind.TOO_LARGE, "csr-too-large", "A certification request has at most 64 KiB.");
    }
    var draft = new Draft();
    try {
      var found = LenientDecoder.one(body, LABELS);
      var request = CertificationRequest.read(found.der());
      var submission =
          new Submission(
              request,
              extensions(request, draft),
              grant,
              bindings,
              Optional.<KeyType>empty(),
              new DeviceLookup(devices));
      return verify(submission, found.encoding(), draft);
    } catch (MalformedInput e) {
      throw Refused.of(
          Kind.MALFORMED,
          "csr-malformed",
          "The body is not a PKCS#10 certification request: " + e.getMessage() + ".");
    }
  }

  /**
   * Checks names for which the server is to make a key.
   *
   * @throws Refused {@code INVALID} with every fault
   */
  public CheckedRequest verify(NamedRequest named, Grant grant) {
    var draft = new Draft();
    var request = named.request(grant, draft);
    var submission =
        new Submission(
            request,
            extensions(request, draft),
            grant,
            ChannelBindings.none(),
            named.keyType(),
            new DeviceLookup(devices));
    return verify(submission, FoundEncoding.DER, draft);
  }

  private CheckedRequest verify(Submission submission, FoundEncoding encoding, Draft draft) {
    checks.forEach(check -> check.examine(submission, draft));
    return new CheckedRequest(
        draft.content(submission.request().publicKey()),
        encoding,
        submission.keyToGenerate(),
        draft.linked(),
        draft.dropped(),
        draft.values(),
        submission.device().identifying());
  }

  /** What is wrong with the attribute itself is one fault among others. */
  private static Optional<Extensions> extensions(CertificationRequest request, Draft draft) {
    try {
      return request.requestedExtensions();
    } catch (MalformedInput e) {
      draft.fault(
          "extension-request-malformed",
          RequestAttribute.EXTENSION_REQUEST.field(),
          "The requested extensions cannot be read: " + e.getMessage() + ".");
      return Optional.empty();
    }
  }
}
