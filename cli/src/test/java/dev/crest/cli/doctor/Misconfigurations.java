package dev.crest.cli.doctor;

import com.sun.net.httpserver.HttpServer;
import dev.crest.cli.doctor.DoctorTest.Seed;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.OpenSsl;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What can be wrong before a server is asked for anything: address, TLS, clock, trust. */
final class Misconfigurations {
  private Misconfigurations() {}

  static Stream<Seed> all() {
    return Stream.of(
            address(),
            reachability(),
            tls(),
            serverCertificate(),
            chain(),
            time(),
            trust(),
            anchors(),
            issuing())
        .flatMap(rows -> rows);
  }

  private static Stream<Seed> address() {
    return Stream.of(
        new Seed(
            "a URL without TLS",
            bench -> bench.url = Optional.of("http://localhost/.well-known/est/sensors"),
            "url",
            "plain http",
            "https://localhost/.well-known/est/sensors"),
        new Seed(
            "a URL without a scheme",
            bench -> bench.url = Optional.of("localhost:8443/.well-known/est"),
            "url",
            "does not begin with https://",
            "https://localhost:8443/.well-known/est"),
        new Seed(
            "a path that is misspelt",
            bench -> bench.url = Optional.of("https://localhost/well-known/est/sensors"),
            "url",
            "is not one of EST",
            "/.well-known/est[/label]"));
  }

  private static Stream<Seed> reachability() {
    return Stream.of(
        new Seed(
            "a name that nobody knows",
            bench -> bench.url = Optional.of("https://est.nowhere.invalid/.well-known/est"),
            "dns",
            "est.nowhere.invalid is not known",
            "spelling"),
        new Seed(
            "a port at which nobody listens",
            bench -> bench.at(freePort()),
            "tcp",
            "refused",
            "Check the port"),
        new Seed(
            "a firewall that drops packets",
            bench -> {
              bench.url = Optional.of("https://127.0.0.1:" + fullPort(bench) + SeededEst.LABEL);
              bench.add("--timeout", "1s");
            },
            "tcp",
            "Nothing comes back",
            "firewall"));
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A port whose queue is full, so that the kernel drops what else comes. */
  private static int fullPort(Bench bench) throws Exception {
    var busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    bench.others.add(busy);
    bench.more.clear();
    for (int i = 0; i < 50; i++) {
      var socket = new Socket();
      bench.others.add(socket);
      try {
        socket.connect(new InetSocketAddress("127.0.0.1", busy.getLocalPort()), 500);
      } catch (SocketTimeoutException e) {
        return busy.getLocalPort();
      }
    }
    throw new AssertionError("the queue takes more and more");
  }

  private static Stream<Seed> tls() {
    return Stream.of(
        new Seed(
            "a port for plain HTTP",
            bench -> {
              bench.at(plainHttp(bench));
              bench.more.clear();
              bench.add("--timeout", "2s");
            },
            "tls",
            "Plain HTTP is spoken",
            "port for HTTPS"),
        new Seed(
            "a port that accepts and says nothing",
            bench -> {
              var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
              bench.others.add(silent);
              bench.at(silent.getLocalPort());
              bench.more.clear();
              bench.add("--timeout", "1s");
            },
            "tls",
            "no TLS answer comes within 1 s",
            "may belong to something else"),
        new Seed(
            "a server with TLS 1.1 only",
            bench -> bench.at(oldServer(bench)),
            "tls",
            "TLS 1.1 or older only",
            "Have TLS 1.2 or 1.3 switched on"),
        new Seed(
            "a version of TLS that the server does not speak",
            bench -> {
              bench.est.protocols = List.of("TLSv1.3");
              bench.add("--tls", "1.2");
            },
            "tls",
            "speaks TLS 1.3, and you allow TLS 1.2 only",
            "Leave out --tls"));
  }

  private static int plainHttp(Bench bench) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    bench.others.add(() -> server.stop(0));
    return server.getAddress().getPort();
  }

  /** By openssl, since the Java platform does not speak it any more. */
  private static int oldServer(Bench bench) throws Exception {
    var openssl = new OpenSsl(bench.folder);
    openssl.run(
        "req -x509 -newkey rsa:2048 -nodes -keyout old.key -out old.pem -subj /CN=old".split(" "));
    int port = freePort();
    var process =
        new ProcessBuilder(
                ("openssl s_server -accept 127.0.0.1:%d -tls1_1 -cipher ALL:@SECLEVEL=0 -cert old.pem"
                        + " -key old.key -quiet")
                    .formatted(port)
                    .split(" "))
            .directory(bench.folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Path.of("/dev/null").toFile())
            .start();
    bench.others.add(() -> process.destroyForcibly().waitFor());
    for (int i = 0; i < 100; i++) {
      try (var socket = new Socket("127.0.0.1", port)) {
        return socket.getPort();
      } catch (ConnectException e) {
        Thread.sleep(100);
      }
    }
    throw new AssertionError("openssl s_server does not listen");
  }

  private static Stream<Seed> serverCertificate() {
    return Stream.of(
        new Seed(
            "a certificate for another host",
            bench -> speaks(bench, new HeldCertificate.Builder().dns("est.example")),
            "name",
            "not for localhost but for",
            "https://est.example:"),
        new Seed(
            "a certificate with a common name alone",
            bench -> speaks(bench, new HeldCertificate.Builder().commonName("localhost")),
            "name",
            "for no host at all",
            "subjectAltName DNS:localhost"),
        new Seed(
            "a certificate for clients at the server",
            bench ->
                speaks(
                    bench,
                    new HeldCertificate.Builder()
                        .dns("localhost")
                        .extendedKeyUsage(KeyPurposeId.id_kp_clientAuth)),
            "name",
            "not for servers",
            "certificate for TLS servers"));
  }

  private static Stream<Seed> chain() {
    return Stream.of(
        new Seed(
            "a server that leaves out its intermediate",
            bench -> bench.est.chain = List.of(),
            "chain",
            "leaves out the intermediate certificate \"CN=Acme Issuing\"",
            "put it after the server's own"),
        new Seed(
            "a self-signed server",
            bench -> {
              bench.est.speaker =
                  new HeldCertificate.Builder().commonName("localhost").dns("localhost").build();
              bench.est.chain = List.of();
            },
            "chain trust",
            "self-signed",
            "install a certificate of a CA"));
  }

  private static void speaks(Bench bench, HeldCertificate.Builder certificate) {
    bench.est.speaker = certificate.signedBy(bench.est.issuing).build();
  }

  private static Stream<Seed> time() {
    return Stream.of(
        new Seed(
            "a server whose certificate has expired",
            bench ->
                speaks(
                    bench,
                    new HeldCertificate.Builder()
                        .dns("localhost")
                        .notBefore(Instant.now().minus(Duration.ofDays(90)))
                        .notAfter(Instant.now().minus(Duration.ofDays(3)))),
            "validity",
            "It expired 3 days ago",
            "people of the server have to renew"),
        new Seed(
            "a machine whose clock is a year late",
            bench -> bench.clock.turn(Duration.ofDays(-365)),
            "clock validity",
            "By the clock of this machine",
            "clock of this machine is wrong, not the certificate"),
        new Seed(
            "a clock that is ten minutes late",
            bench -> bench.clock.turn(Duration.ofMinutes(-10)),
            "clock",
            "10 minutes apart",
            "timedatectl set-ntp true"));
  }

  private static Stream<Seed> trust() {
    return Stream.of(
        new Seed(
            "nobody who is trusted",
            bench -> bench.trust = List.of(),
            "trust",
            "whose root it gives in its cacerts",
            "Compare this fingerprint"),
        new Seed(
            "the CA of another server",
            bench -> bench.anchor(SeededEst.authority("Elsewhere", Optional.empty()).certificate()),
            "trust",
            "and not to your trust anchor \"CN=Elsewhere\"",
            "Check that the URL is of the right server"),
        new Seed(
            "the CA from before it was made anew",
            bench -> bench.anchor(SeededEst.authority("Acme Root", Optional.empty()).certificate()),
            "trust",
            "same name, but another key",
            "get the present one"));
  }

  private static Stream<Seed> anchors() {
    return Stream.of(
        new Seed(
            "the server's own certificate in place of its CA's",
            bench -> bench.anchor(bench.est.speaker.certificate()),
            "trust",
            "is no CA certificate",
            "Give the certificate of the CA that issued the server's"),
        new Seed(
            "public CAs for a private one",
            bench -> bench.trust = List.of("--system-trust"),
            "trust",
            "none of the CAs that this machine trusts",
            "--trust-anchor FILE"));
  }

  private static Stream<Seed> issuing() {
    return Stream.of(
        new Seed(
            "a fingerprint that is mistyped",
            bench -> bench.trust = List.of("--fingerprint", "0".repeat(64)),
            "trust",
            "None of the CA certificates of the server has the fingerprint",
            "Ask the people of the server which is right"),
        new Seed(
            "the issuing CA given for TLS trust",
            bench -> {
              var web = SeededEst.authority("Web Root", Optional.empty());
              bench.est.speaker = SeededEst.speaker(web, _ -> {});
              bench.est.chain = List.of();
            },
            "trust",
            "issuing trust), not of the one that vouches for the server (TLS trust)",
            "Give your file with --issuer FILE"),
        new Seed(
            "TLS trust taken for issuing trust",
            bench -> {
              var web = SeededEst.authority("Web Root", Optional.empty());
              bench.est.speaker = SeededEst.speaker(web, _ -> {});
              bench.est.chain = List.of();
              bench.anchor(web.certificate());
            },
            "issuing",
            "what it issues leads to \"CN=Acme Root\"",
            "--issuer-of-server"),
        new Seed(
            "an issuer that is not the one",
            bench -> {
              var web = SeededEst.authority("Web Root", Optional.empty());
              bench.est.speaker = SeededEst.speaker(web, _ -> {});
              bench.est.chain = List.of();
              bench.anchor(web.certificate());
              bench.write(
                  "other.pem", SeededEst.authority("Elsewhere", Optional.empty()).certificatePem());
              bench.add("--issuer", "other.pem");
            },
            "issuing",
            "which is not what --issuer has",
            "--issuer FILE"));
  }
}
