package dev.crest.pkix;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.jspecify.annotations.Nullable;

/**
 * Name constraints along a path (RFC 5280 §4.2.1.10, §6.1.3 (b)(c), §6.1.4 (g)). For one use by one
 * thread.
 */
final class NameConstraintRules {
  // Made when there is something to validate, which is rare.
  private @Nullable PKIXNameConstraintValidator validator;

  /** Adds the constraints of a CA certificate to those above it. */
  void restrict(Certificate authority) {
    authority
        .extensions()
        .parsed(Extension.nameConstraints, NameConstraints::getInstance)
        .ifPresent(this::restrict);
  }

  private void restrict(NameConstraints constraints) {
    var restricted = validator == null ? new PKIXNameConstraintValidator() : validator;
    validator = restricted;
    Asn1.reading("name constraints", () -> add(restricted, constraints));
  }

  private static PKIXNameConstraintValidator add(
      PKIXNameConstraintValidator validator, NameConstraints constraints) {
    var permitted = constraints.getPermittedSubtrees();
    if (permitted != null) {
      validator.intersectPermittedSubtree(permitted);
    }
    var excluded = constraints.getExcludedSubtrees();
    if (excluded != null) {
      for (var subtree : excluded) {
        validator.addExcludedSubtree(subtree);
      }
    }
    return validator;
  }

  /** Whether all names of a certificate are within the constraints above it. */
  boolean allow(Certificate certificate) {
    if (validator == null) {
      return true;
    }
    try {
      checkSubject(validator, certificate.subject());
      if (certificate.subjectAltName().isPresent()) {
        for (var name : certificate.subjectAltName().get().getNames()) {
          check(validator, name);
        }
      }
      return true;
    } catch (NameConstraintValidatorException | RuntimeException e) {
      // A name that cannot be compared is not known to be within.
      return false;
    }
  }

  private static void checkSubject(PKIXNameConstraintValidator validator, X500Name subject)
      throws NameConstraintValidatorException {
    if (subject.size() == 0) {
      return;
    }
    validator.checkPermittedDN(subject);
    validator.checkExcludedDN(subject);
    for (var rdn : subject.getRDNs(BCStyle.EmailAddress)) {
      for (var pair : rdn.getTypesAndValues()) {
        if (pair.getType().equals(BCStyle.EmailAddress)) {
          check(validator, new GeneralName(GeneralName.rfc822Name, pair.getValue()));
        }
      }
    }
  }

  private static void check(PKIXNameConstraintValidator validator, GeneralName name)
      throws NameConstraintValidatorException {
    validator.checkPermitted(name);
    validator.checkExcluded(name);
  }
}
