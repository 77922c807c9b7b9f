package dev.crest.server.enrollment;

import dev.crest.ca.issuance.CertificateContent;
import dev.crest.server.auth.Caller;
import dev.crest.server.policy.Grant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * What makes two requests the same: who asks, under which policy, for which key and names; never
 * the CSR's own bytes (S-STAT-03).
 */
final class ResubmissionDigest {
  private ResubmissionDigest() {}

  /** Returns 32 bytes. */
  static byte[] of(CertificateContent content, Grant grant) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      part(digest, grant.operation().segment().getBytes(StandardCharsets.UTF_8));
      part(digest, grant.policy().id().getBytes(StandardCharsets.UTF_8));
      part(digest, group(grant).getBytes(StandardCharsets.UTF_8));
      part(digest, caller(grant).getBytes(StandardCharsets.UTF_8));
      part(digest, content.publicKey().getEncoded("DER"));
      part(digest, content.subject().getEncoded("DER"));
      part(
          digest,
          content.subjectAltNames().isPresent()
              ? content.subjectAltNames().get().getEncoded("DER")
              : new byte[0]);
      return digest.digest();
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String caller(Grant grant) {
    return grant
        .renewed()
        .map(certificate -> "certificate:" + certificate.id())
        .or(() ->
            grant.caller() instanceof Caller.Operator operator
                ? Optional.of("operator:" + operator.name())
                : Optional.empty())
        .or(() -> grant.credential().map(credential -> "credential:" + credential.id()))
        .or(() -> grant.deviceCertificate().map(certificate -> "certificate:" + certificate.id()))
        .orElseThrow(
            () -> new IllegalStateException("a grant to issue has a credential or a certificate"));
  }

  /** The same policy may be assigned to several groups. */
  private static String group(Grant grant) {
    return grant.assignment().map(assignment -> assignment.groupId()).orElse("");
  }

  /** Length first, so that two different lists of parts never give the same input. */
  private static void part(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
