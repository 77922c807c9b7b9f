package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Single requests for certificates. */
@RestController
@RequestMapping("/api/v1/certificate-requests")
@Tag(name = "Certificate requests")
final class CertificateRequestController {
  private final CertificateRequests requests;

  CertificateRequestController(CertificateRequests requests) {
    this.requests = requests;
  }

  @PostMapping
  @Requires(Permission.CERTIFICATE_REQUEST)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "requestCertificate",
      summary = "Request one certificate",
      description =
          """
          Give a `csr`, or names for which the server makes a key. A key that the server made is in this reply only, under a password that is shown
          once.
          """)
  CertificateRequests.IssuedView request(
      Reach reach, Actor actor, @RequestBody CertificateRequests.NewCertificateRequest asked) {
    return requests.request(actor, reach, asked);
  }
}
