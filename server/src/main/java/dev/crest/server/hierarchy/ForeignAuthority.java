package dev.crest.server.hierarchy;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Names;
import dev.crest.server.refusal.Fault;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Judges CA certificates that were made elsewhere, and finds the way from one up to its root. What
 * is found wrong is a fault of the field {@code file}. Used by one thread.
 */
final class ForeignAuthority {
  private static final String FIELD = "file";
  private static final int MOST_LEVELS = 8;
  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65537);

  private final Instant now;
  private final List<Fault> faults;

  ForeignAuthority(Instant now, List<Fault> faults) {
    this.now = now;
    this.faults = faults;
  }

  /**
   * Returns the certificates above a CA's, its issuer's first, the root last; nothing for a root.
   * All are judged.
   *
   * @param known certificates to look for issuers among
   */
  List<Certificate> above(Certificate authority, Collection<Certificate> known) {
    var above = new ArrayList<Certificate>();
    judge(authority, "the CA certificate");
    var current = authority;
    while (!current.isSelfSigned() && above.size() <= MOST_LEVELS) {
      var issuer = issuer(current, known, above);
      if (issuer.isEmpty()) {
        fault(
            "the chain is not complete: the certificate is missing, or does not fit, that issued "
                + Names.text(current.subject()));
        return above;
      }
      current = issuer.get();
      judge(current, "the certificate of " + Names.text(current.subject()));
      if (pathLength(current).filter(most -> most.intValue() <= above.size()).isPresent()) {
        fault("the path length of " + Names.text(current.subject()) + " does not allow the CA");
      }
      above.add(current);
    }
    if (above.size() > MOST_LEVELS) {
      fault("the chain has more than " + MOST_LEVELS + " levels");
    }
    return above;
  }

  private static Optional<Certificate> issuer(
      Certificate subject, Collection<Certificate> known, List<Certificate> seen) {
    return known.stream()
        .filter(candidate -> !seen.contains(candidate) && !candidate.equals(subject))
        .filter(candidate -> Names.same(candidate.subject(), subject.issuer()))
        .filter(subject::isSignedBy)
        .findFirst();
  }

  private void judge(Certificate certificate, String title) {
    if (!certificate.isAuthority() || !mayCertify(certificate)) {
      fault(title + " is not one of a CA (basicConstraints, keyUsage keyCertSign)");
    }
    if (certificate.subjectKeyIdentifier().isEmpty()) {
      fault(title + " has no subjectKeyIdentifier");
    }
    if (certificate.subject().getRDNs().length == 0) {
      fault(title + " has no subject");
    }
    if (now.isBefore(certificate.notBefore()) || now.isAfter(certificate.notAfter())) {
      fault(
          title
              + " is not valid now: it is from "
              + certificate.notBefore()
              + " to "
              + certificate.notAfter());
    }
    if (!strong(certificate)) {
      fault(
          title
              + " has a key that is too weak or of a kind that CAs may not have here; there are "
              + AuthorityDraft.KEY_TYPES.stream().map(KeyType::title).toList());
    }
  }

  private static boolean strong(Certificate certificate) {
    try {
      var key = certificate.publicKey();
      return KeyType.of(certificate.publicKeyInfo())
              .filter(AuthorityDraft.KEY_TYPES::contains)
              .isPresent()
          && (!(key instanceof RSAPublicKey rsa)
              || rsa.getPublicExponent().compareTo(LEAST_EXPONENT) >= 0);
    } catch (MalformedInput e) {
      return false;
    }
  }

  private static boolean mayCertify(Certificate certificate) {
    return certificate
        .extension(Extension.keyUsage)
        .filter(extension ->
            KeyUsage.getInstance(extension.getParsedValue()).hasUsages(KeyUsage.keyCertSign))
        .isPresent();
  }

  private static Optional<BigInteger> pathLength(Certificate certificate) {
    return certificate
        .extension(Extension.basicConstraints)
        .flatMap(extension ->
            Optional.ofNullable(
                BasicConstraints.getInstance(extension.getParsedValue()).getPathLenConstraint()));
  }

  private void fault(String message) {
    faults.add(Fault.of(FIELD, message));
  }
}
