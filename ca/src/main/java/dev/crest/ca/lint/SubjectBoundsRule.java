package dev.crest.ca.lint;

import dev.crest.ca.profile.SubjectAttribute;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;

/**
 * CERT-07: every value of the subject is within its upper bound, not empty, and free of control
 * characters; countryName is two letters.
 */
final class SubjectBoundsRule implements Rule {
  @Override
  public String id() {
    return "subject-bounds";
  }

  @Override
  public String citation() {
    return "RFC 5280 App. A";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var relative : candidate.subject().name().getRDNs()) {
      for (var attribute : relative.getTypesAndValues()) {
        var known = SubjectAttribute.of(attribute.getType());
        if (known.isPresent() && !within(known.get(), attribute.getValue())) {
          return Optional.of(
              known.get().field()
                  + " must be 1 to "
                  + known.get().maxLength()
                  + " characters that it can hold");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean within(SubjectAttribute attribute, ASN1Encodable value) {
    return switch (value) {
      case ASN1BitString bits ->
          bits.getBytes().length > 0 && bits.getBytes().length <= attribute.maxLength();
      case ASN1String text -> text(text).filter(attribute::accepts).isPresent();
      default -> false;
    };
  }

  /** Bouncy Castle decodes late: octets that are no UTF-8 show here. */
  private static Optional<String> text(ASN1String value) {
    try {
      return Optional.of(value.getString());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
