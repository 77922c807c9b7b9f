package dev.crest.server.csr;

/** A certificate names somebody: by its subject or by its SAN (RFC 5280 §4.1.2.6). */
final class NameIsGiven implements Check {
  @Override
  public void examine(Submission submission, Draft draft) {
    if (draft.subject().size() == 0
        && draft.subjectAltNames().isEmpty()
        && !draft.faulty("subject")
        && !draft.faulty("san")) {
      draft.fault(
          "name-missing", "subject", "The request names nothing; please provide a subject.");
    }
  }
}
