package dev.crest.server.policy;

import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.server.auth.Caller;

/**
 * Decides what a caller may have. The one place where enrolment is authorised; denies by default.
 * Thread-safe.
 */
public final class Policies {

  /**
   * Finds an active policy that serves EST, for operations that need no caller (cacerts, csrattrs).
   *
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND}, the same for unknown, disabled,
   *     deleted and non-EST policies
   */
  public CertificateManagementPolicy find(PolicySelector selector) {
    throw new UnsupportedOperationException();
  }

  /**
   * Decides whether the caller may do simpleenroll, simplereenroll or serverkeygen.
   *
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND} for the policy; {@code
   *     UNAUTHENTICATED} where nothing or nothing good was presented; {@code FORBIDDEN} where the
   *     operation, time, address or certificate is not allowed
   */
  public Grant permit(Caller caller, PolicySelector selector, EstOperation operation) {
    throw new UnsupportedOperationException();
  }
}
