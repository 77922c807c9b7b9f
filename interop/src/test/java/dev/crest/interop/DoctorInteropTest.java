package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged crest doctor against the packaged server. */
class DoctorInteropTest {
  @RegisterExtension static final RunningCrest CREST = RunningCrest.demo();

  private static final Path JAR = CrestProcess.Packaged.root("cli/target/crest-cli/crest-cli.jar");

  private Path folder = Path.of("");

  @BeforeEach
  void files() throws IOException {
    folder = CREST.workFolder();
    Files.writeString(folder.resolve("p"), CREST.quickstart().passcode() + "\n");
    Files.copy(CREST.quickstart().trustAnchorFile(), folder.resolve("ca.pem"));
  }

  private static Tool.Outcome crest(Path in, List<String> arguments) {
    var command = new ArrayList<>(CrestProcess.Packaged.java());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-jar", JAR.toString()));
    command.addAll(arguments);
    return Tool.run(in, new byte[0], command);
  }

  private Tool.Outcome doctor(Object url, String... more) {
    var arguments =
        new ArrayList<>(List.of("doctor", url.toString(), "--trust-anchor", "ca.pem", "--json"));
    arguments.addAll(List.of(more));
    var outcome = crest(folder, arguments);
    assertThat(outcome.text() + outcome.err())
        .doesNotContain(CREST.quickstart().passcode())
        .doesNotContain("Exception");
    return outcome;
  }

  /** Runs a command of the management beside the data folder, where it finds its connection. */
  private static String manage(String... arguments) {
    return crest(CREST.data().toAbsolutePath().getParent(), List.of(arguments))
        .good()
        .text()
        .strip();
  }

  private static JsonNode finding(Tool.Outcome outcome, String check) {
    for (var one : new JsonMapper().readTree(outcome.text()).path("findings")) {
      if (one.path("check").asString("").equals(check)) {
        return one;
      }
    }
    throw new AssertionError("no " + check + " in " + outcome.text() + outcome.err());
  }

  private static String problem(Tool.Outcome outcome, String check) {
    var finding = finding(outcome, check);
    assertThat(finding.path("state").asString("")).as(outcome.text()).isEqualTo("problem");
    return finding.path("what").asString("") + "\n" + finding.path("cure").asString("");
  }

  private static long uses() {
    try (var store = SqliteStore.open(CREST.data())) {
      return store.number("select sum(uses) from credential")
          + store.number("select count(*) from certificate");
    }
  }

  @Test
  @DisplayName("a good passcode and a good certificate: all is in order, and no use was spent")
  void well() {
    long before = uses();
    var passcode = doctor(CREST.quickstart().enrollUrl(), "--passcode-file", "p").good();
    var certificate =
        doctor(
                CREST.quickstart().clientAuthEnrollUrl(),
                "--cert",
                CREST.quickstart().clientCertificateFile().toString(),
                "--key",
                CREST.quickstart().clientKeyFile().toString())
            .good();
    assertThat(uses()).isEqualTo(before);
    for (var outcome : List.of(passcode, certificate)) {
      assertThat(outcome.text())
          .doesNotContain("\"state\" : \"problem\"", "\"state\" : \"warning\"");
      assertThat(finding(outcome, "credential").path("what").asString("")).contains("is taken");
    }
  }

  @Test
  @DisplayName("a wrong passcode, a passcode at the host for certificates, a wrong policy")
  void wrong() throws IOException {
    Files.writeString(folder.resolve("wrong"), "wrongwrongwrongwrong");
    var url = CREST.quickstart().enrollUrl();
    var passcode = doctor(url, "--passcode-file", "wrong");
    assertThat(passcode.exit()).isEqualTo(4);
    assertThat(problem(passcode, "credential")).contains("The passcode is not taken", "expired");

    var host = doctor(CREST.quickstart().clientAuthEnrollUrl(), "--passcode-file", "p");
    assertThat(host.exit()).isEqualTo(4);
    assertThat(problem(host, "host"))
        .contains("for client certificates, and you give a passcode")
        .contains("use https://localhost:" + CREST.quickstart().port() + "/.well-known/est/");

    var policy = doctor(CREST.quickstart().labelled("nothing", "simpleenroll"));
    assertThat(policy.exit()).isEqualTo(1);
    assertThat(problem(policy, "path")).contains("has no nothing", "label in the URL is misspelt");
  }

  /** Makes a policy that wants CN, O, C, a DNS name and an EC key on P-384. */
  private static String strictPolicy() {
    manage(
        "profile",
        "create",
        "--name=Strict",
        "--template=device-tls-client",
        """
        --set=content.subject=[{"attribute":"subject.common_name","include":"required","sources":["csr"]},\
        {"attribute":"subject.organization_name","include":"required","sources":["csr"]},\
        {"attribute":"subject.country","include":"required","sources":["csr"]}]\
        """,
        """
        --set=content.subject_alt_names=[{"type":"san.dns_name","include":"required","most":10,\
        "sources":["csr"]}]\
        """,
        "--set=content.keys={\"allowed\":[\"ec_p384\"],\"preferred\":\"ec_p384\"}");
    manage(
        "policy",
        "create",
        "--name=Strict",
        "--division=Demo",
        "--methods=est",
        "--authentication-policy=Demo devices",
        "--profile=Strict",
        "--keypair-generation=local");
    return manage("policy", "get", "Strict", "--print=est.policy.public_host.simpleenroll");
  }

  @Test
  @DisplayName("a request that lacks fields: the printed openssl command makes one that is granted")
  void request() {
    var url = strictPolicy();
    Tool.shell(
            folder,
            "",
            "openssl req -new -newkey rsa:2048 -nodes -keyout d.key -subj /CN=d1.example -out d.csr")
        .good();
    var lacking = doctor(url, "--passcode-file", "p", "--csr", "d.csr");
    assertThat(lacking.exit()).isEqualTo(1);
    assertThat(problem(lacking, "csr"))
        .contains(
            "O in the subject; C in the subject; a key EC P-384 in place of RSA 2048; an alternative"
                + " name");

    var command = finding(lacking, "csr").path("command").asString("");
    Tool.shell(folder, "", command.replace("C=XX", "C=DE")).good();
    var again = doctor(url, "--passcode-file", "p", "--csr", "d-new.csr").good();
    assertThat(finding(again, "csr").path("state").asString("")).isEqualTo("ok");
    var granted =
        Tool.shell(
                folder,
                "",
                "curl -s -o /dev/null -w '%{http_code}' --cacert ca.pem -u :$(cat p) --data-binary @d-new.csr "
                    + url)
            .good();
    assertThat(granted.text()).isEqualTo("200");
  }
}
