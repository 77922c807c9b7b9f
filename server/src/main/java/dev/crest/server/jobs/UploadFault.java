package dev.crest.server.jobs;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.List;

/** What makes a whole upload be refused, so that nothing of it is kept. */
final class UploadFault {
  /** The field that faults of an upload are about. */
  static final String FIELD = "file";

  private UploadFault() {}

  static Refused malformed(String reason, String message) {
    return Refused.of(Kind.MALFORMED, reason, List.of(Fault.of(FIELD, message)));
  }

  static Refused tooLarge(String reason, String message) {
    return Refused.of(Kind.TOO_LARGE, reason, List.of(Fault.of(FIELD, message)));
  }
}
