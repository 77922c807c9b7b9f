package dev.crest.server.road;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Pem;
import dev.crest.testkit.HeldRequest;
import dev.crest.testkit.OpenSsl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** What a profile makes of requests, as openssl sees it. */
public final class ProfileRoad implements AutoCloseable {
  private final TestServer server = TestServer.start();
  private final Path folder;
  private final OpenSsl openssl;

  public ProfileRoad() {
    try {
      folder = Files.createTempDirectory("crest-openssl-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    openssl = new OpenSsl(folder);
  }

  public TestServer server() {
    return server;
  }

  public OpenSsl openssl() {
    return openssl;
  }

  public EstReply enrol(ServedPolicy policy, HeldRequest.Builder request) {
    return enrol(policy, request, policy.passcode());
  }

  public EstReply enrol(
      ServedPolicy policy, HeldRequest.Builder request, ServedPolicy.Passcode passcode) {
    return server
        .client()
        .send(
            EstRequest.post(policy.path("simpleenroll"), request.build())
                .passcode(passcode.value()));
  }

  /** Returns what {@code openssl x509 -text} says of what is issued. */
  public String issued(ServedPolicy policy, HeldRequest.Builder request) {
    return openssl.text(enrol(policy, request).certificate());
  }

  /** Returns the refusal of a request. */
  public String refused(ServedPolicy policy, HeldRequest.Builder request) {
    var reply = enrol(policy, request);
    if (reply.status() != 400) {
      throw new AssertionError(reply);
    }
    return reply.text();
  }

  /** Returns what {@code openssl asn1parse} says of csrattrs. */
  public String csrattrs(ServedPolicy policy) {
    var reply = server.client().send(EstRequest.get(policy.path("csrattrs")));
    return openssl.run(
        "asn1parse", "-in", openssl.file("csrattrs.pem", Pem.write("CSR ATTRIBUTES", reply.der())));
  }

  /** Returns what {@code openssl asn1parse} says of a certificate. */
  public String asn1(Certificate certificate) {
    return openssl.run("asn1parse", "-in", openssl.pem("parsed.pem", List.of(certificate)));
  }

  @Override
  public void close() {
    server.close();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
