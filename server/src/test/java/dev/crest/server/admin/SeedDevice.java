package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Pem;
import dev.crest.server.road.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A device that runs the seed's own openssl and curl commands in a folder. */
final class SeedDevice {
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;

  SeedDevice(Path folder, TestServer server) throws IOException {
    this.folder = Files.createDirectories(folder);
    Files.writeString(folder.resolve("root.pem"), Pem.write("CERTIFICATE", server.root().der()));
  }

  /** What curl got. */
  record Reply(int status, byte[] body) {
    Reply expect(int expected) {
      assertThat(status).as(new String(body, StandardCharsets.UTF_8)).isEqualTo(expected);
      return this;
    }
  }

  /** Makes a key and a request. */
  SeedDevice request(String subject) throws Exception {
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "private.pem");
    run("openssl", "req", "-new", "-key", "private.pem", "-out", "csr.pem", "-subj", subject);
    return this;
  }

  /** The seed's passcode enrolment. */
  Reply enroll(String url, String passcode) throws Exception {
    var basic =
        Base64.getEncoder().encodeToString(("user:" + passcode).getBytes(StandardCharsets.UTF_8));
    return curl(
        url,
        "--header",
        "Content-Type: application/octet-stream",
        "--header",
        "Authorization: Basic " + basic,
        "--data-binary",
        "@csr.pem");
  }

  /** The seed's enrolment, or renewal, with a certificate. */
  Reply enroll(String url, String certificate, String key) throws Exception {
    return curl(
        url,
        "--cert",
        certificate,
        "--key",
        key,
        "--header",
        "Content-Type: application/pkcs10",
        "--data-binary",
        "@csr.pem");
  }

  /** Keeps the certificate of a reply, which openssl reads. */
  SeedDevice keep(Reply reply, String file) throws Exception {
    Files.write(folder.resolve("reply.p7"), Base64.getMimeDecoder().decode(reply.body()));
    run("openssl", "pkcs7", "-inform", "der", "-in", "reply.p7", "-print_certs", "-out", file);
    return this;
  }

  /** Returns what openssl says of a certificate. */
  String text(String file) throws Exception {
    return run("openssl", "x509", "-in", file, "-noout", "-text");
  }

  SeedDevice write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
    return this;
  }

  private Reply curl(String url, String... options) throws Exception {
    var command = new java.util.ArrayList<String>();
    command.addAll(List.of("curl", "--silent", "--show-error", "--cacert", "root.pem"));
    command.addAll(List.of("--output", "reply", "--write-out", "%{http_code}", "--location", url));
    command.addAll(List.of(options));
    var status = run(command.toArray(String[]::new));
    return new Reply(Integer.parseInt(status), Files.readAllBytes(folder.resolve("reply")));
  }

  private String run(String... command) throws Exception {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command) + ": " + output).isZero();
    return output;
  }
}
