package dev.crest.pkix;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Judges a path whose names chain and whose signatures verify: RFC 5280 §6.1.3 to §6.1.5. For one
 * use by one thread.
 */
final class PathRules {
  private static final int MIN_RSA_BITS = 2048;
  private static final Set<ASN1ObjectIdentifier> KNOWN =
      Set.of(
          Extension.basicConstraints,
          Extension.keyUsage,
          Extension.extendedKeyUsage,
          Extension.subjectAlternativeName,
          Extension.issuerAlternativeName,
          Extension.nameConstraints,
          Extension.certificatePolicies,
          Extension.policyMappings,
          Extension.policyConstraints,
          Extension.inhibitAnyPolicy,
          Extension.cRLDistributionPoints);

  private final Certificate anchor;
  private final List<Certificate> path;
  private final Instant at;
  private final NameConstraintRules names = new NameConstraintRules();
  private final PolicyRules policies;
  // How many more CA certificates that are not self-issued may follow.
  private int remaining = Integer.MAX_VALUE;

  /** Takes the path downwards: the certificate below the anchor first, the end entity last. */
  PathRules(Certificate anchor, List<Certificate> path, Instant at) {
    this.anchor = anchor;
    this.path = path;
    this.at = at;
    this.policies = new PolicyRules(path.size());
  }

  /** Returns what is wrong, or empty for a valid path. */
  Optional<String> fault() {
    try {
      checkAnchor();
      for (int i = 0; i < path.size(); i++) {
        check(path.get(i), i == path.size() - 1);
      }
      policies.wrapUp(path.getLast());
      return Optional.empty();
    } catch (Fault fault) {
      return Optional.of(fault.sentence);
    } catch (MalformedInput e) {
      return Optional.of("an extension or a key in the path is malformed");
    }
  }

  private void checkAnchor() {
    var title = "the trusted CA certificate";
    checkValidity(anchor, title);
    checkKey(anchor, title);
    checkCritical(anchor, title);
    // Before version 3 there was no way to say it; whoever trusts it as an anchor has said it.
    if (anchor.version() == 3) {
      checkAuthority(anchor, title);
    }
    remaining = anchor.extensions().pathLength().orElse(Integer.MAX_VALUE);
    names.restrict(anchor);
  }

  private void check(Certificate certificate, boolean last) {
    var title = last ? "the certificate" : "a CA certificate above it";
    checkValidity(certificate, title);
    checkKey(certificate, title);
    checkCritical(certificate, title);
    boolean selfIssued = certificate.isSelfIssued();
    if (last || !selfIssued) {
      require(names.allow(certificate), title + " has a name that a CA above it may not certify");
    }
    policies.process(certificate, !last && selfIssued);
    if (last) {
      return;
    }
    checkAuthority(certificate, title);
    if (!selfIssued) {
      require(remaining > 0, "the path has more CA certificates than a CA in it allows");
      remaining--;
    }
    remaining = Math.min(remaining, certificate.extensions().pathLength().orElse(remaining));
    names.restrict(certificate);
    policies.prepareNext(certificate, selfIssued);
  }

  private void checkValidity(Certificate certificate, String title) {
    require(
        !at.isBefore(certificate.notBefore()),
        title + " is not valid before " + certificate.notBefore());
    require(!at.isAfter(certificate.notAfter()), title + " expired on " + certificate.notAfter());
  }

  private static void checkKey(Certificate certificate, String title) {
    var key = certificate.publicKeyInfo();
    if (PKCSObjectIdentifiers.rsaEncryption.equals(key.getAlgorithm().getAlgorithm())) {
      int bits = PublicKeys.rsa(key).getModulus().bitLength();
      require(
          bits >= MIN_RSA_BITS,
          title + " has an RSA key of " + bits + " bits, fewer than " + MIN_RSA_BITS);
    } else {
      require(KeyType.of(key).isPresent(), title + " has a key of an unknown kind");
    }
  }

  private static void checkCritical(Certificate certificate, String title) {
    for (var oid : certificate.extensions().critical()) {
      require(KNOWN.contains(oid), title + " has an unknown critical extension, " + oid.getId());
    }
  }

  private static void checkAuthority(Certificate certificate, String title) {
    require(certificate.isAuthority(), title + " is not one of a CA (basicConstraints)");
    var usage = certificate.extensions().keyUsage();
    require(
        usage.isEmpty() || usage.get().hasUsages(KeyUsage.keyCertSign),
        title + " has a key that may not sign certificates (keyUsage)");
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new Fault(otherwise);
    }
  }

  /** Ends the judging of a path; carries no stack, as it is an answer and not an accident. */
  private static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String sentence;

    Fault(String sentence) {
      super(sentence, null, false, false);
      this.sentence = sentence;
    }
  }
}
