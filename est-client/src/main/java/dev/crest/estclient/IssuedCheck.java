package dev.crest.estclient;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import dev.crest.pkix.Names;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Checks what a server issued (C-ENROLL-09): it is for the key, whichever of the certificates that
 * is, no CA's, of a trusted CA, valid now, and has something of the names that were asked for.
 * Nothing else of the answer is believed.
 */
final class IssuedCheck {
  private final EnrollmentRequest request;
  private final CaCertificates authorities;
  private final InstantSource clock;

  IssuedCheck(EnrollmentRequest request, CaCertificates authorities, InstantSource clock) {
    this.request = request;
    this.authorities = authorities;
    this.clock = clock;
  }

  Enrollment.Issued check(DeviceKey key, List<Certificate> answer)
      throws EstException.Unacceptable {
    var own =
        answer.stream()
            .filter(one -> one.publicKeyInfo().equals(key.publicKeyInfo()))
            .findFirst()
            .orElseThrow(() ->
                new EstException.Unacceptable(
                    "the server issued a certificate for another key than the one that was sent"));
    if (own.isAuthority()) {
      throw new EstException.Unacceptable("the server issued the certificate of a CA");
    }
    var path = path(own, answer);
    if (!request.anyNames() && !anyWanted(own)) {
      throw new EstException.Unacceptable(
          "the server issued a certificate for %s, which has none of the names that were asked for"
              .formatted(Names.text(own.subject())));
    }
    return new Enrollment.Issued(
        key,
        path.subList(0, path.size() - 1),
        path.getLast(),
        subject().equals(own.subject()) && alternatives().equals(alternatives(own)),
        authorities);
  }

  private List<Certificate> path(Certificate own, List<Certificate> answer)
      throws EstException.Unacceptable {
    var others = new ArrayList<>(authorities.intermediates());
    answer.stream().filter(one -> !one.equals(own)).forEach(others::add);
    var anchors = authorities.trust().issuing();
    if (anchors.isEmpty()) {
      throw new EstException.Unacceptable(
          "there is no trust anchor for what the server issues; give one");
    }
    return switch (CertificationPath.validate(own, others, anchors, clock.instant())) {
      case Outcome.Valid(var path) -> path;
      case Outcome.Invalid(var reason) ->
          throw new EstException.Unacceptable(
              "the server issued a certificate that is not trusted: "
                  + reason
                  + " ("
                  + Names.text(own.issuer())
                  + " issued it; is that the CA of the trust anchor, and is the time on this machine"
                  + " right?)");
    };
  }

  private X500Name subject() {
    boolean kept = request.subject().getRDNs().length == 0;
    return kept && request.renewed().isPresent()
        ? request.renewed().get().certificate().subject()
        : request.subject();
  }

  private Set<GeneralName> alternatives() {
    return request.names().isEmpty() && request.renewed().isPresent()
        ? alternatives(request.renewed().get().certificate())
        : new HashSet<>(request.names());
  }

  private static Set<GeneralName> alternatives(Certificate certificate) {
    return certificate.subjectAltName().map(IssuedCheck::set).orElse(Set.of());
  }

  private static Set<GeneralName> set(GeneralNames names) {
    return new HashSet<>(Arrays.asList(names.getNames()));
  }

  /** A CA may change names, but a certificate for somebody else is not ours to use. */
  private boolean anyWanted(Certificate own) {
    var wanted =
        Stream.concat(telling(subject()), alternatives().stream().map(Names::text)).toList();
    if (wanted.isEmpty()) {
      return true;
    }
    var found =
        Stream.concat(telling(own.subject()), alternatives(own).stream().map(Names::text)).toList();
    return wanted.stream().anyMatch(found::contains);
  }

  /** Returns what in a subject tells one device from another. */
  private static Stream<String> telling(X500Name subject) {
    var types = Set.of(BCStyle.CN, BCStyle.SERIALNUMBER, BCStyle.UID, BCStyle.UNIQUE_IDENTIFIER);
    return Arrays.stream(subject.getRDNs())
        .flatMap(part -> Arrays.stream(part.getTypesAndValues()))
        .filter(pair -> types.contains(pair.getType()))
        .filter(pair -> pair.getValue().toASN1Primitive() instanceof ASN1String)
        .map(pair -> text(pair.getType(), (ASN1String) pair.getValue().toASN1Primitive()));
  }

  private static String text(ASN1ObjectIdentifier type, ASN1String value) {
    return type.getId() + "=" + value.getString();
  }
}
