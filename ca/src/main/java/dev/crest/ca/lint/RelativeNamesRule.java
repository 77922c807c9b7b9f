package dev.crest.ca.lint;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;

/** A relative distinguished name is not empty and names no attribute type twice. */
final class RelativeNamesRule implements Rule {
  @Override
  public String id() {
    return "relative-names";
  }

  @Override
  public String citation() {
    return "X.501 §9.3";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var relative : candidate.subject().name().getRDNs()) {
      var types = relative.getTypesAndValues();
      if (types.length == 0) {
        return Optional.of("the subject has an empty relative distinguished name");
      }
      if (types.length > 1
          && Arrays.stream(types).map(AttributeTypeAndValue::getType).distinct().count()
              < types.length) {
        return Optional.of("the subject has an attribute twice in one relative distinguished name");
      }
    }
    return Optional.empty();
  }
}
