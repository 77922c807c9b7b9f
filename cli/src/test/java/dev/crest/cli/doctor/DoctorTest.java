package dev.crest.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estclient.Fingerprint;
import dev.crest.pkix.KeyType;
import dev.crest.testkit.HeldRequest;
import dev.crest.testkit.OpenSsl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** crest doctor finds what is wrong and names the cure, against real servers. */
class DoctorTest {
  @TempDir Path folder = Path.of("");
  private Bench bench;

  interface Sowing {
    void in(Bench bench) throws Exception;
  }

  /**
   * Something that is made wrong.
   *
   * @param check the check that has to find it; where it cannot but be two, both, the last of them
   *     being the one that names it
   * @param what a part of what it says
   * @param cure a part of what to do about it
   */
  record Seed(String name, Sowing sowing, String check, String what, String cure) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeEach
  void start() throws Exception {
    bench = new Bench(folder);
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
    assertThat(bench.est.granted()).as("requests that would have been granted").isZero();
  }

  static Stream<Seed> seeds() {
    return Stream.concat(Misconfigurations.all(), Refusals.all());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("seeds")
  @DisplayName("finds each seeded misconfiguration, and nothing else, and names the cure")
  void finds(Seed seed) throws Exception {
    seed.sowing().in(bench);

    var outcome = bench.run("--json");

    var checks = List.of(seed.check().split(" "));
    var finding = outcome.finding(named(seed, checks));
    assertThat(finding.path("what").asString("")).contains(seed.what());
    assertThat(finding.path("cure").asString("")).contains(seed.cure());
    assertThat(finding.path("state").asString("")).isEqualTo("problem");
    assertThat(outcome.checks("problem")).as(outcome.out()).containsExactlyElementsOf(checks);
    assertThat(outcome.exit()).isEqualTo(exit(checks.getFirst()));
    assertThat(outcome.out() + outcome.err())
        .doesNotContain("battery")
        .doesNotContain("Exception:")
        .doesNotContain("PRIVATE KEY");
  }

  /** The self-signed server is named by its chain, the wrong clock by the validity. */
  private static String named(Seed seed, List<String> checks) {
    return seed.check().startsWith("chain") ? "chain" : checks.getLast();
  }

  private static int exit(String check) {
    return switch (check) {
      case "url" -> 2;
      case "host", "identity", "credential" -> 4;
      case "path", "csrattrs", "csr" -> 1;
      default -> 3;
    };
  }

  @Test
  @DisplayName("there are more than twenty of them")
  void enough() {
    assertThat(seeds()).hasSizeGreaterThan(20);
  }

  @Test
  @DisplayName("finds nothing where all is well, with a passcode and with a certificate")
  void well() throws Exception {
    bench.est.wishes = Optional.of(Refusals.wishes());
    bench.write("d.csr", Refusals.complete().build().pem());
    var passcode = bench.run("--json", "--csr", "d.csr");
    assertThat(passcode.checks("problem")).as(passcode.out()).isEmpty();
    assertThat(passcode.checks("warning")).isEmpty();
    assertThat(passcode.checks("skipped")).containsExactly("identity");
    assertThat(passcode.finding("credential").path("what").asString(""))
        .contains("the passcode is taken; no use of it was spent");
    assertThat(passcode.exit()).isZero();

    bench.presents(bench.device().build());
    bench.trust = List.of("--fingerprint", fingerprint());
    var certificate = bench.run("--json", "--csr", "d.csr");
    assertThat(certificate.checks("ok")).as(certificate.out()).hasSize(Check.values().length);
    assertThat(certificate.json().path("healthy").asBoolean(false)).isTrue();
  }

  @Test
  @DisplayName("a host that demands a certificate in TLS for everything is in order with one")
  void demanding() throws Exception {
    bench.est.demandsCertificates = true;
    bench.presents(bench.device().build());
    var outcome = bench.run("--json");
    assertThat(outcome.checks("problem")).as(outcome.out()).isEmpty();
    assertThat(outcome.checks("skipped")).containsExactly("clock", "csr");
    assertThat(outcome.finding("host").path("what").asString(""))
        .isEqualTo("is for client certificates");
  }

  private String fingerprint() {
    return Fingerprint.of(bench.est.root.certificate()).toString();
  }

  @Test
  @DisplayName("the openssl command that it prints makes a request that passes")
  void command() throws Exception {
    bench.est.wishes = Optional.of(Refusals.wishes());
    bench.write(
        "d.csr",
        new HeldRequest.Builder()
            .subject(
                new X500NameBuilder()
                    .addRDN(BCStyle.CN, "it's a/b+c $HOME \\\"x")
                    .addRDN(BCStyle.OU, "Works 1")
                    .build())
            .dns("d1.example")
            .ip("2001:db8::1")
            .keyType(KeyType.RSA_2048)
            .build()
            .pem());
    for (var file : List.of("d.csr", "ca.pem")) {
      var outcome = bench.run("--json", "--csr", file);
      var command = outcome.finding("csr").path("command").asString("");
      shell(command);
      var again = bench.run("--json", "--csr", file.replaceFirst("\\..*", "-new.csr"));
      assertThat(again.finding("csr").path("state").asString("")).as(command).isEqualTo("ok");
      assertThat(again.exit()).isZero();
    }
    assertThat(new OpenSsl(folder).run("req", "-in", "d-new.csr", "-noout", "-text"))
        .contains("it's a/b+c $HOME", "Works 1", "DNS:d1.example", "2001:DB8:0:0:0:0:0:1");
  }

  private void shell(String command) throws Exception {
    var process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(command + "\n" + said).isZero();
  }

  @Test
  @DisplayName(
      "people read a line a check with the cure below it, in ASCII where there is no UTF-8")
  void readable() throws Exception {
    bench.trust = List.of();
    var plain = bench.run().out();
    assertThat(plain.lines()).allMatch(line -> line.chars().allMatch(c -> c < 128));
    assertThat(plain)
        .contains("ok   DNS", "FAIL TLS trust", "skip Credential", "> Compare this fingerprint")
        .contains("\n    --fingerprint " + fingerprint() + "\n")
        .contains("skip Credential          not checked, first put right: TLS trust")
        .contains("1 problem, ");
    var utf8 = bench.run(Map.of("LANG", "C.UTF-8")).out();
    assertThat(utf8).contains("✓ DNS", "✗ TLS trust", "– Credential", "→ Compare");
    assertThat(bench.run(Map.of("LC_ALL", "C", "LANG", "C.UTF-8")).out()).contains("ok   DNS");
  }

  @Test
  @DisplayName("warns of a clock that is two minutes late and of certificates about to expire")
  void warnings() throws Exception {
    bench.clock.turn(Duration.ofMinutes(-2));
    bench.est.speaker =
        SeededEst.speaker(
            bench.est.issuing, builder -> builder.notAfter(Instant.now().plus(Duration.ofDays(5))));
    var outcome = bench.run("--json");
    assertThat(outcome.checks("warning")).containsExactly("clock", "validity");
    assertThat(outcome.finding("validity").path("cure").asString("")).contains("renew it in time");
    assertThat(outcome.exit()).isZero();
  }

  @Test
  @DisplayName("does not try a credential where that is not wanted, or would tell nothing")
  void credentialNotTried() throws Exception {
    bench.est.instead.put("simpleenroll", SeededEst.say(400, "What is that?"));
    var pointless = bench.run("--json").finding("credential");
    assertThat(pointless.path("what").asString("")).contains("reads a request before it asks");

    var sent = new ArrayList<String>();
    bench.est.instead.put("simpleenroll", exchange -> sent.add(exchange.getRequestMethod()));
    bench.est.instead.put(
        "csrattrs",
        exchange -> {
          sent.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
          SeededEst.header(401, "WWW-Authenticate", "Basic realm=\"est\"").handle(exchange);
        });
    var unwanted = bench.run("--json", "--no-credential-probe").finding("credential");
    assertThat(unwanted.path("state").asString("")).isEqualTo("skipped");
    assertThat(sent).isEmpty();
  }

  @Test
  @DisplayName("tells no credential to a server that is not trusted")
  void secret() throws Exception {
    var heard = new ArrayList<String>();
    for (var operation : List.of("cacerts", "csrattrs", "simpleenroll")) {
      bench.est.instead.put(
          operation,
          exchange -> {
            heard.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            SeededEst.header(401, "WWW-Authenticate", "Basic realm=\"est\"").handle(exchange);
          });
    }
    bench.anchor(SeededEst.authority("Elsewhere", Optional.empty()).certificate());
    bench.run("--json");
    assertThat(heard).isEmpty();
  }
}
