package dev.crest.server.csr;

import java.util.EnumSet;

/**
 * Attributes that mean something here come once and with one value (RFC 2986 §4.1, A-28). Those
 * that mean nothing here are ignored, whatever they hold (S-ENROLL-09).
 */
final class Attributes implements Check {
  private static final String CODE = "attribute-repeated";

  @Override
  public void examine(Submission submission, Draft draft) {
    var seen = EnumSet.noneOf(RequestAttribute.class);
    for (var attribute : submission.request().attributes()) {
      var known = RequestAttribute.of(attribute.type());
      if (known.isPresent()) {
        var field = known.get().field();
        if (!seen.add(known.get())) {
          draft.fault(CODE, field, "The attribute is there more than once.");
        }
        if (attribute.values().size() != 1) {
          draft.fault(CODE, field, "The attribute must have exactly one value.");
        }
      }
    }
  }
}
