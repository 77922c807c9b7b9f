package dev.crest.server.est;

import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget;
import dev.crest.server.auth.Credentials;
import dev.crest.server.csr.ChannelBindings;
import dev.crest.server.enrollment.EnrollmentRequest;
import dev.crest.server.listen.ClientConnection.HostRole;
import dev.crest.server.listen.HttpRequest;
import dev.crest.server.listen.HttpRequest.Header;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes an enrolment request of a POST, refusing what its header alone shows to be hopeless. The
 * body is not looked at: a stranger's bytes are parsed only after authentication (S-HTTP-19), and
 * what they are decides, not what they are called. Thread-safe.
 */
final class PostedRequests {
  /** Media that cannot be a certification request in any spelling; a slash ends a whole family. */
  private static final Set<String> OTHER_MEDIA =
      Set.of(
          "multipart/",
          "image/",
          "audio/",
          "video/",
          "font/",
          "text/html",
          "text/xml",
          "application/json",
          "application/xml",
          "application/pdf",
          "application/zip",
          "application/gzip");

  private final EstSettings settings;

  PostedRequests(EstSettings settings) {
    this.settings = settings;
  }

  /**
   * @throws Refused {@code FORBIDDEN} where this host needs a client certificate and there is none,
   *     {@code UNSUPPORTED_TYPE} for a body in an encoding or of another kind, {@code MALFORMED}
   *     for two Authorization headers
   */
  EnrollmentRequest read(HttpRequest request, EstTarget target) {
    requireCertificate(request, target.operation());
    requireMedia(request);
    var authorizations = values(request, "Authorization");
    if (authorizations.size() > 1) {
      throw Refused.of(
          Kind.MALFORMED, "two-authorizations", "There may be one Authorization header only.");
    }
    var connection = request.connection();
    var credentials =
        new Credentials(
            authorizations.stream().findFirst(),
            connection.clientCertificates(),
            connection.address());
    return new EnrollmentRequest(
        request.id(),
        target.operation(),
        target.policy(),
        credentials,
        new ChannelBindings(connection.tlsUnique(), connection.tlsExporter()),
        request.body());
  }

  /**
   * TLS asks every client for a certificate and requires one of none, so that a client without gets
   * a sentence and not an alert. It is said here, before a passcode is looked at, since no passcode
   * works on the host for certificates; that is why it is 403 and no challenge to try another.
   */
  private void requireCertificate(HttpRequest request, EstOperation operation) {
    if (request.connection().host() != HostRole.CLIENT_AUTH
        || !request.connection().clientCertificates().isEmpty()) {
      return;
    }
    if (operation == EstOperation.SIMPLEREENROLL) {
      throw noCertificateToRenew();
    }
    throw Refused.of(
        Kind.FORBIDDEN,
        "no-client-certificate",
        "This host needs a TLS client certificate, and none was presented. To use a passcode, send"
            + " the request to "
            + settings.publicAuthority()
            + ".");
  }

  /** Says how a certificate is renewed; a passcode cannot do it (S-REENROLL-04). */
  Refused noCertificateToRenew() {
    return Refused.of(
        Kind.FORBIDDEN,
        "no-certificate-to-renew",
        "simplereenroll needs the certificate that is to be renewed as TLS client certificate, and"
            + " none was presented. Present it to "
            + settings.clientAuthAuthority()
            + ".");
  }

  private static void requireMedia(HttpRequest request) {
    for (var encoding : values(request, "Content-Encoding")) {
      if (!encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
        throw Refused.of(
            Kind.UNSUPPORTED_TYPE,
            "content-encoding",
            "Content-Encoding is not supported: send the certification request as it is.");
      }
    }
    for (var type : values(request, "Content-Type")) {
      if (isOtherMedia(type)) {
        throw Refused.of(
            Kind.UNSUPPORTED_TYPE,
            "content-type",
            "The Content-Type says that the body is no certification request: send one as"
                + " application/pkcs10.");
      }
    }
  }

  private static boolean isOtherMedia(String contentType) {
    int parameters = contentType.indexOf(';');
    var bare = parameters < 0 ? contentType : contentType.substring(0, parameters);
    var type = bare.strip().toLowerCase(Locale.ROOT);
    return OTHER_MEDIA.contains(type)
        || OTHER_MEDIA.contains(type.substring(0, type.indexOf('/') + 1));
  }

  private static List<String> values(HttpRequest request, String name) {
    return request.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }
}
