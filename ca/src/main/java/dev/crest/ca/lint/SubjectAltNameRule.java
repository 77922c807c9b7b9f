package dev.crest.ca.lint;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * CERT-09, A-26: at least one name, none twice, and only forms whose content Crest verifies:
 * dNSName, iPAddress, uniformResourceIdentifier, rfc822Name, registeredID and known otherNames.
 */
final class SubjectAltNameRule implements Rule {
  private static final Set<Integer> FORMS =
      Set.of(
          GeneralName.dNSName,
          GeneralName.iPAddress,
          GeneralName.uniformResourceIdentifier,
          GeneralName.rfc822Name,
          GeneralName.registeredID,
          GeneralName.otherName);

  @Override
  public String id() {
    return "subject-alt-name";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.6";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension = candidate.typed(Extension.subjectAlternativeName, GeneralNames.class);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    var names = candidate.subjectAltNames();
    if (names.isEmpty()) {
      return Optional.of("subjectAltName is empty");
    }
    for (var name : names) {
      if (!FORMS.contains(name.getTagNo())) {
        return Optional.of("subjectAltName has a name of a form that this CA does not issue");
      }
    }
    return names.size() > 1 && new HashSet<>(names).size() < names.size()
        ? Optional.of("subjectAltName has a name twice")
        : Optional.empty();
  }
}
