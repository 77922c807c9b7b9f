package dev.crest.server.enrollment;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.FoundEncoding;

/** What an enrolment ends in, when it is not refused. */
public sealed interface EnrollmentReply {
  /** Returns how the request's body was written. */
  FoundEncoding encoding();

  /**
   * Whether the request was linked to its TLS session (RFC 7030 §3.5), so that the session must not
   * serve another one (RFC 9266 §4.1).
   */
  boolean linked();

  /** A certificate for the caller's own key. */
  record Issued(Certificate certificate, FoundEncoding encoding, boolean linked)
      implements EnrollmentReply {}

  /**
   * A certificate and the key made for it, as PKCS#8 PrivateKeyInfo; the edge zeroises {@code
   * pkcs8} once written.
   */
  record KeyGenerated(Certificate certificate, byte[] pkcs8, FoundEncoding encoding, boolean linked)
      implements EnrollmentReply {}
}
