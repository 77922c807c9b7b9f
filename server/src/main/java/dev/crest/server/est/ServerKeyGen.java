package dev.crest.server.est;

import dev.crest.estwire.EstTarget;
import dev.crest.estwire.MediaTypes;
import dev.crest.estwire.MultipartMixed;
import dev.crest.estwire.MultipartMixed.Part;
import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.CertsOnly;
import dev.crest.server.enrollment.EnrollmentReply;
import dev.crest.server.enrollment.EnrollmentReply.KeyGenerated;
import dev.crest.server.enrollment.EnrollmentRequest;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * serverkeygen (RFC 7030 §4.4): a key made here and its certificate, key first, the certificate's
 * part being what simpleenroll would have answered (S-SKG-05).
 */
final class ServerKeyGen implements Operation {
  private final PostedRequests posted;
  private final Function<EnrollmentRequest, EnrollmentReply> enrolment;

  ServerKeyGen(PostedRequests posted, Function<EnrollmentRequest, EnrollmentReply> enrolment) {
    this.posted = posted;
    this.enrolment = enrolment;
  }

  @Override
  public HttpReply answer(HttpRequest request, EstTarget target) {
    return switch (enrolment.apply(posted.read(request, target))) {
      case KeyGenerated generated -> generated(request, generated);
      case EnrollmentReply.Issued issued ->
          throw new IllegalStateException("a key was asked for and not generated");
    };
  }

  /** The key is wiped from everything but the reply, which the listener writes and forgets. */
  private static HttpReply generated(HttpRequest request, KeyGenerated generated) {
    var key = new byte[0];
    try {
      var lines = ReplyStyle.ofPost(generated.encoding()).lines();
      key = TransferEncoding.encode(generated.pkcs8(), lines);
      var message = CertsOnly.write(List.of(generated.certificate()));
      var certificate = TransferEncoding.encode(message, lines);
      var written =
          MultipartMixed.write(
              List.of(
                  new Part(MediaTypes.PKCS8, key), new Part(MediaTypes.CERTS_ONLY, certificate)));
      return Replies.multipart(request, written.contentType(), written.body(), generated.linked());
    } finally {
      Arrays.fill(generated.pkcs8(), (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }
}
