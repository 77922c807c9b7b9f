package dev.crest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which server a command talks to, as whom, and that it trusts nothing else. */
class ConnectionTest {
  private static final String LIST = "GET /api/v1/divisions";

  @TempDir Path folder = Path.of("");
  private CannedApi api;
  private Crest crest;

  @BeforeEach
  void start() throws Exception {
    api = new CannedApi();
    api.on(LIST, 200, "{\"items\":[]}");
    crest = new Crest(folder);
    crest.write("ca.pem", api.trustAnchor());
    crest.write("key", "crest_file\n");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Crest.Outcome login() {
    return crest.run(
        "login", "--url", api.url() + "/", "--api-key-file", "key", "--ca-file", "ca.pem");
  }

  @Test
  @DisplayName("login tries the connection and keeps it, readable by its owner only")
  void loginKeeps() throws Exception {
    assertThat(login().exit()).isZero();

    var file = folder.resolve("home/.config/crest/cli.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(crest.run("division", "list").exit()).isZero();
    assertThat(api.last().header("x-api-key")).isEqualTo("crest_file");
    assertThat(crest.run("logout").exit()).isZero();
    assertThat(crest.run("division", "list").exit()).isEqualTo(2);
  }

  @Test
  @DisplayName("a key that the server does not take is not kept")
  void loginRefused() throws Exception {
    try (var strict = new CannedApi()) {
      strict.refuses(LIST, 401, "{\"detail\":\"unknown key\"}");
      crest.write("ca.pem", strict.trustAnchor());
      var refused =
          crest.run("login", "--url", strict.url(), "--api-key-file", "key", "--ca-file", "ca.pem");
      assertThat(refused.exit()).isEqualTo(4);
      assertThat(refused.err()).contains("unknown key").doesNotContain("crest_file");
      assertThat(folder.resolve("home")).doesNotExist();
    }
  }

  @Test
  @DisplayName("a kept key goes to no other server")
  void keptKeyStays() throws Exception {
    assertThat(login().exit()).isZero();
    try (var other = new CannedApi()) {
      var outcome = crest.run("division", "list", "--url", other.url());
      assertThat(outcome.exit()).isEqualTo(2);
      assertThat(outcome.err()).contains("no API key for " + other.url());
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  @DisplayName("options win over variables, variables over what login kept")
  void order() {
    assertThat(login().exit()).isZero();
    crest.set("CREST_API_KEY", "crest_variable");
    assertThat(crest.run("division", "list").exit()).isZero();
    assertThat(api.last().header("x-api-key")).isEqualTo("crest_variable");
    crest.write("other", "crest_option");
    assertThat(crest.run("division", "list", "--api-key-file", "other").exit()).isZero();
    assertThat(api.last().header("x-api-key")).isEqualTo("crest_option");
  }

  @Test
  @DisplayName("in the folder of a quickstart nothing needs to be set up")
  void quickstart() {
    crest.write(
        "data/quickstart.json",
        "{\"apiUrl\":\""
            + api.url()
            + "/api/v1\",\"apiKey\":\"crest_demo\",\"trustAnchorFile\":\""
            + folder.resolve("ca.pem")
            + "\"}");
    assertThat(crest.run("division", "list").exit()).isZero();
    assertThat(api.last().header("x-api-key")).isEqualTo("crest_demo");
  }

  @Test
  @DisplayName("the account is named by id or name")
  void account() {
    api.on(
        "GET /api/v1/accounts?limit=500&name=Acme",
        200,
        "{\"items\":[{\"id\":\"acc\",\"name\":\"Acme\"}]}");
    login();
    assertThat(crest.run("division", "list", "--account", "Acme").exit()).isZero();
    assertThat(api.last().header("x-account-id")).isEqualTo("acc");
  }

  @Test
  @DisplayName(
      "a server that the trust anchor does not lead to gets no request; http gets none at all")
  void untrusted() throws Exception {
    try (var other = new CannedApi()) {
      var outcome =
          crest.run(
              "division",
              "list",
              "--url",
              other.url(),
              "--api-key-file",
              "key",
              "--ca-file",
              "ca.pem");
      assertThat(outcome.exit()).isEqualTo(3);
      assertThat(outcome.err()).contains("not trusted").contains("--ca-file");
      assertThat(other.requests()).isEmpty();
    }
    var plain =
        crest.run("division", "list", "--url", "http://localhost:1", "--api-key-file", "key");
    assertThat(plain.exit()).isEqualTo(2);
    assertThat(plain.err()).contains("https://");
    var address = api.url().replace("localhost", "127.0.0.1");
    assertThat(
            crest
                .run(
                    "division",
                    "list",
                    "--url",
                    address,
                    "--api-key-file",
                    "key",
                    "--ca-file",
                    "ca.pem")
                .exit())
        .isEqualTo(3);
  }

  @Test
  @DisplayName("a key that no header can hold, and a file that is none, are named and not shown")
  void badFiles() {
    crest.write("key", "two\nlines-of-secret");
    var key = crest.run("division", "list", "--url", api.url(), "--api-key-file", "key");
    assertThat(key.exit()).isEqualTo(2);
    assertThat(key.err()).contains("key holds no API key").doesNotContain("secret");
    assertThat(crest.run("division", "list", "--url", api.url(), "--api-key-file", "gone").err())
        .contains("gone cannot be read");
    crest.write("key", "k");
    assertThat(
            crest
                .run(
                    "division",
                    "list",
                    "--url",
                    api.url(),
                    "--api-key-file",
                    "key",
                    "--ca-file",
                    "key")
                .err())
        .contains("holds no certificate");
  }
}
