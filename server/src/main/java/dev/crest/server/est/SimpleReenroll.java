package dev.crest.server.est;

import dev.crest.estwire.EstTarget;
import dev.crest.server.enrollment.EnrollmentReply;
import dev.crest.server.enrollment.EnrollmentRequest;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
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
    return SimpleEnroll.issued(request, enrolment.apply(posted.read(request, target)));
  }
}
