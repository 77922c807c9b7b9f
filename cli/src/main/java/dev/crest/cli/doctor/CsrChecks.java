package dev.crest.cli.doctor;

import dev.crest.estclient.DeviceKey;
import dev.crest.estclient.EstException;
import dev.crest.estclient.Shortfall;
import dev.crest.estwire.CsrAttributes;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Names;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** What the server asks for, and whether a request has it. */
final class CsrChecks {
  private static final Set<String> LABELS =
      Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");

  private final Case known;

  CsrChecks(Case known) {
    this.known = known;
  }

  Finding wishes() throws InterruptedException {
    try {
      // Most servers give them to anybody; one that asks for the credential would get it.
      var client = known.setup().probing() ? known.known() : known.visitor();
      known.wishes = client.build().csrAttributes();
      known.wishes.ifPresent(wanted -> Shortfall.of(blank(), wanted));
    } catch (MalformedInput e) {
      known.wishes = Optional.empty();
      return unreadable(e);
    } catch (EstException.Denied e) {
      return Finding.warning(
          Check.CSRATTRS,
          "csrattrs are not given without a credential that is taken: " + e.getMessage() + ".",
          "Give a credential that this server takes.");
    } catch (EstException.Unacceptable e) {
      return unreadable(e);
    } catch (EstException e) {
      return Finding.problem(
          Check.CSRATTRS,
          "csrattrs fail: " + e.getMessage() + ".",
          "Try again; if it stays so, tell the people of the server.");
    }
    return Finding.ok(
        Check.CSRATTRS,
        known.wishes.isEmpty()
            ? "the server has no wishes: any request will do"
            : "the server says what it wants in requests: crest csrattrs prints it");
  }

  private static Finding unreadable(Exception e) {
    return Finding.problem(
        Check.CSRATTRS,
        "What the server says it wants in requests cannot be understood: " + e.getMessage() + ".",
        "The people of the server have to mend its csrattrs; requests that it would take may be sent"
            + " all the same.");
  }

  Finding request() {
    if (known.setup().request().isEmpty()) {
      return Finding.skipped(Check.CSR, "none is given (--csr)");
    }
    var file = known.setup().request().get();
    CertificationRequest request;
    try {
      request = CertificationRequest.read(LenientDecoder.one(file.content(), LABELS).der());
      if (!request.signatureVerifies()) {
        return anew(
            file,
            request,
            file.name() + " is not signed with the key that it is for.",
            "It was changed, or put together of parts. Make a new one:");
      }
      var missing = Shortfall.of(request, known.wishes.orElse(new CsrAttributes(List.of())));
      if (!missing.isEmpty()) {
        return lacking(file, request, missing);
      }
    } catch (MalformedInput e) {
      return anew(
          file,
          blank(),
          "%s is no certification request: %s.".formatted(file.name(), e.getMessage()),
          "Give a PKCS#10 request in PEM or DER, and not a certificate or a key. This makes one:");
    }
    return Finding.ok(
        Check.CSR,
        "\"" + Names.text(request.subject()) + "\" has everything that the server asks for");
  }

  private Finding lacking(
      Setup.RequestFile file, CertificationRequest request, List<Shortfall> missing) {
    var titles = missing.stream().map(Shortfall::title).collect(Collectors.joining("; "));
    boolean linked = missing.stream().anyMatch(Shortfall.InAttributes.class::isInstance);
    if (linked && missing.size() == 1) {
      return Finding.problem(
          Check.CSR,
          file.name() + " lacks what the server asks for: " + titles + ".",
          "No request that was made before can have that: let the client make it, crest enroll.");
    }
    return anew(
        file,
        request,
        file.name() + " lacks what the server asks for: " + titles + ".",
        (linked ? "Best let the client make the request, crest enroll. Else make" : "Make")
            + " a new request; put your own values for the words in capitals:");
  }

  private Finding anew(
      Setup.RequestFile file, CertificationRequest request, String what, String cure) {
    var finding = Finding.problem(Check.CSR, what, cure);
    try {
      List<Shortfall> missing =
          known.wishes.isPresent() ? Shortfall.of(request, known.wishes.get()) : List.of();
      return finding.running(new OpensslRequest(file, request, missing).command());
    } catch (MalformedInput | IllegalArgumentException e) {
      // The request at hand has an extension that is none: there is nothing to start from.
      return finding;
    }
  }

  /** Returns a request that has nothing but a key, so that everything is missing in it. */
  private static CertificationRequest blank() {
    var key = DeviceKey.generate(KeyType.EC_P256).publicKeyInfo();
    var information =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(0),
              new DERSequence(),
              key,
              new DERTaggedObject(false, 0, new DERSet())
            });
    var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    try {
      return CertificationRequest.read(
          Der.of(
              new DERSequence(
                      new ASN1Encodable[] {information, algorithm, new DERBitString(new byte[0])})
                  .getEncoded(ASN1Encoding.DER)));
    } catch (IOException e) {
      throw new IllegalStateException("a request cannot be encoded", e);
    }
  }
}
