package dev.crest.server.est;

import dev.crest.estwire.EstTarget;
import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.CertsOnly;
import dev.crest.server.enrollment.EnrollmentReply;
import dev.crest.server.enrollment.EnrollmentRequest;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
import java.util.List;
import java.util.function.Function;

/** simpleenroll (RFC 7030 §4.2.1): a certificate for a key of the client's own. */
final class SimpleEnroll implements Operation {
  private final PostedRequests posted;
  private final Function<EnrollmentRequest, EnrollmentReply> enrolment;

  SimpleEnroll(PostedRequests posted, Function<EnrollmentRequest, EnrollmentReply> enrolment) {
    this.posted = posted;
    this.enrolment = enrolment;
  }

  @Override
  public HttpReply answer(HttpRequest request, EstTarget target) {
    return issued(request, enrolment.apply(posted.read(request, target)));
  }

  /** The certificate alone, without the CA's own (S-RESP-01). */
  static HttpReply issued(HttpRequest request, EnrollmentReply reply) {
    return switch (reply) {
      case EnrollmentReply.Issued(var certificate, var encoding, var linked) -> {
        var message = CertsOnly.write(List.of(certificate));
        var lines = ReplyStyle.ofPost(encoding).lines();
        yield Replies.certificate(request, TransferEncoding.encode(message, lines), linked);
      }
      case EnrollmentReply.KeyGenerated generated ->
          throw new IllegalStateException("a key was generated that nobody asked for");
    };
  }
}
