package dev.crest.server.est;

import dev.crest.estwire.EstTarget;
import dev.crest.server.enrollment.EnrollmentReply;
import dev.crest.server.enrollment.EnrollmentRequest;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.function.Function;

/**
 * simplereenroll (RFC 7030 §4.2.2): a new certificate in place of the one that the client presents.
 * The answer is that of simpleenroll.
 */
final class SimpleReenroll implements Operation {
  private final PostedRequests posted;
  private final Function<EnrollmentRequest, EnrollmentReply> enrolment;

  SimpleReenroll(PostedRequests posted, Function<EnrollmentRequest, EnrollmentReply> enrolment) {
    this.posted = posted;
    this.enrolment = enrolment;
  }

  @Override
  public HttpReply answer(HttpRequest request, EstTarget target) {
    try {
      return SimpleEnroll.issued(request, enrolment.apply(posted.read(request, target)));
    } catch (Refused refused) {
      throw withoutCertificate(request, refused) ? posted.noCertificateToRenew() : refused;
    }
  }

  /**
   * Whether it was in vain from the start, whatever else was presented. A challenge to try a
   * passcode would never end well (S-REENROLL-04), so the answer says what is missing instead.
   */
  private static boolean withoutCertificate(HttpRequest request, Refused refused) {
    return request.connection().clientCertificates().isEmpty()
        && (refused.kind() == Kind.UNAUTHENTICATED || refused.kind() == Kind.FORBIDDEN);
  }
}
