package dev.crest.server.admin;

import dev.crest.pkix.Certificate;

/** The certificate that the server proves itself with at this moment. Thread-safe. */
final class ListenerCertificate {
  private volatile Certificate certificate;

  ListenerCertificate(Certificate certificate) {
    this.certificate = certificate;
  }

  void now(Certificate other) {
    certificate = other;
  }

  Certificate certificate() {
    return certificate;
  }
}
