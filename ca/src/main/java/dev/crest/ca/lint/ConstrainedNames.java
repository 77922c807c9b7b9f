package dev.crest.ca.lint;

import dev.crest.pkix.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/** The name constraints of a CA and all CAs above it, taken together (RFC 5280 §6.1.4 (g)). */
final class ConstrainedNames {
  /** Only read after the constructor, which makes sharing it between threads safe. */
  private final PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();

  private ConstrainedNames() {}

  /** Returns the constraints, or empty where no certificate of the path has any. */
  static Optional<ConstrainedNames> of(List<Certificate> path) {
    var constraining =
        path.stream()
            .flatMap(certificate -> certificate.extension(Extension.nameConstraints).stream())
            .map(extension -> NameConstraints.getInstance(extension.getParsedValue()))
            .toList();
    if (constraining.isEmpty()) {
      return Optional.empty();
    }
    var names = new ConstrainedNames();
    constraining.forEach(names::add);
    return Optional.of(names);
  }

  private void add(NameConstraints constraints) {
    if (constraints.getPermittedSubtrees() != null) {
      validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
    }
    if (constraints.getExcludedSubtrees() != null) {
      Arrays.stream(constraints.getExcludedSubtrees()).forEach(validator::addExcludedSubtree);
    }
  }

  /** Returns what the constraints forbid, or empty where all names fit. */
  Optional<String> fault(X500Name subject, List<GeneralName> alternatives) {
    try {
      if (subject.size() > 0) {
        check(new GeneralName(subject));
      }
      // RFC 5280 §4.2.1.10: rfc822Name constraints apply to emailAddress in the subject too.
      for (var relative : subject.getRDNs(BCStyle.EmailAddress)) {
        if (relative.getFirst().getValue() instanceof ASN1String address) {
          check(new GeneralName(GeneralName.rfc822Name, address.getString()));
        }
      }
      for (var name : alternatives) {
        check(name);
      }
      return Optional.empty();
    } catch (NameConstraintValidatorException e) {
      return Optional.of("a name is outside the name constraints of a CA above");
    }
  }

  private void check(GeneralName name) throws NameConstraintValidatorException {
    validator.checkPermitted(name);
    validator.checkExcluded(name);
  }
}
