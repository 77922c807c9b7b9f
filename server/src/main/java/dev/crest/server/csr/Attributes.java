package dev.crest.server.csr;

/**
 * Attributes that mean something here come once and with one value (RFC 2986 §4.1, A-28). Those
 * that mean nothing here are ignored, whatever they hold (S-ENROLL-09).
 */
final class Attributes implements Check {
  private static final String CODE = "attribute-repeated";

  @Override
  public void examine(Submission submission, Draft draft) {
    for (var attribute : RequestAttribute.values()) {
      var found =
          submission.request().attributes().stream()
              .filter(a -> a.type().equals(attribute.oid()))
              .toList();
      if (found.size() > 1) {
        draft.fault(CODE, attribute.field(), "The attribute is there more than once.");
      }
      if (found.stream().anyMatch(a -> a.values().size() != 1)) {
        draft.fault(CODE, attribute.field(), "The attribute must have exactly one value.");
      }
    }
  }
}
