package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.road.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the console is served; the one here is made of a page and a few files. */
class ConsoleTest {
  private static final String SCRIPT = "/assets/index-1a2b3c4d.js";
  private static final String STYLE = "/assets/index-1a2b3c4d.css";
  private static final Pattern NONCE = Pattern.compile("'nonce-([A-Za-z0-9+/=]{22,})'");

  private static TestServer server;
  private static ApiClient anonymous;
  private static ApiClient browser;

  @BeforeAll
  static void start() {
    server = TestServer.withApi(Map.of("CREST_CONSOLE_PUBLIC_DECODER", "true"));
    anonymous = ApiClient.anonymous(server);
    browser = anonymous.with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String header(ApiReply reply, String name) {
    return reply.headers().firstValue(name).orElse("");
  }

  private static String nonce(ApiReply reply) {
    var found = NONCE.matcher(header(reply, "content-security-policy"));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/index.html", "/sign-in", "/certificates/0190?tab=chain", "/apiary", "/x.y"})
  @DisplayName("wherever a browser goes, the console's page is there, and is not kept")
  void everyRoute(String path) {
    var reply = browser.page(path).expect(200);
    assertThat(header(reply, "content-type")).isEqualToIgnoringCase("text/html;charset=utf-8");
    assertThat(header(reply, "cache-control")).isEqualTo("no-store");
    assertThat(header(reply, "etag")).isEmpty();
    assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains(SCRIPT);
  }

  @Test
  @DisplayName("every reply has a nonce of its own, in the policy and in the page")
  void freshNonce() {
    var one = browser.page("/").expect(200);
    var other = browser.page("/").expect(200);
    assertThat(nonce(one)).isNotEqualTo(nonce(other));
    assertThat(new String(one.body(), StandardCharsets.UTF_8))
        .contains("nonce=\"" + nonce(one) + "\"")
        .doesNotContain("__CSP_NONCE__");
  }

  @Test
  @DisplayName("a page runs and embeds nothing but its own, and nobody embeds it")
  void safeHeaders() {
    var reply = browser.page("/").expect(200);
    assertThat(reply.headers().allValues("content-security-policy"))
        .singleElement()
        .asString()
        .contains(
            "default-src 'none'",
            "script-src 'self' 'nonce-",
            "style-src 'self' 'nonce-",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http", " *");
    for (var each : new ApiReply[] {reply, browser.page(SCRIPT), browser.get("/nowhere")}) {
      assertThat(header(each, "x-content-type-options")).isEqualTo("nosniff");
      assertThat(header(each, "referrer-policy")).isEqualTo("no-referrer");
      assertThat(header(each, "x-frame-options")).isEqualTo("DENY");
      assertThat(header(each, "cross-origin-opener-policy")).isEqualTo("same-origin");
      assertThat(header(each, "cross-origin-resource-policy")).isEqualTo("same-origin");
      assertThat(header(each, "permissions-policy")).contains("camera=()");
      assertThat(header(each, "content-security-policy")).startsWith("default-src 'none'");
      assertThat(header(each, "strict-transport-security")).as("localhost").isEmpty();
    }
  }

  @Test
  @DisplayName("files whose names change with their content are kept for good, others asked for")
  void files() {
    var script = anonymous.page(SCRIPT).expect(200);
    assertThat(header(script, "content-type")).startsWith("text/javascript");
    assertThat(header(script, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(header(script, "etag")).matches("\"[\\w-]+\"");
    assertThat(header(anonymous.page(STYLE).expect(200), "content-type")).startsWith("text/css");
    assertThat(header(anonymous.page("/assets/dot.png").expect(200), "content-type"))
        .isEqualTo("image/png");
    var icon = anonymous.page("/favicon.svg").expect(200);
    assertThat(header(icon, "content-type")).isEqualTo("image/svg+xml");
    assertThat(header(icon, "cache-control")).isEqualTo("no-cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {SCRIPT, STYLE})
  @DisplayName("whoever takes gzip gets it, with a tag of its own (RFC 9110 §8.8.3.3)")
  void compressed(String path) throws IOException {
    var plain = anonymous.with("Accept-Encoding", "br, gzip;q=0").page(path).expect(200);
    var small = anonymous.with("Accept-Encoding", "br, gzip;q=0.5").page(path).expect(200);
    assertThat(header(plain, "content-encoding")).isEmpty();
    assertThat(header(small, "content-encoding")).isEqualTo("gzip");
    assertThat(header(plain, "vary")).isEqualTo("Accept-Encoding");
    assertThat(header(small, "etag")).isNotEqualTo(header(plain, "etag"));
    assertThat(small.body()).hasSizeLessThan(plain.body().length);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
  }

  @Test
  @DisplayName("what the browser has is not sent again (RFC 9110 §13.1.2)")
  void notModified() {
    var tag = header(anonymous.page("/favicon.svg").expect(200), "etag");
    for (var known : new String[] {tag, "\"x\", W/" + tag, "*"}) {
      var reply = anonymous.with("If-None-Match", known).page("/favicon.svg").expect(304);
      assertThat(reply.body()).isEmpty();
      assertThat(header(reply, "etag")).isEqualTo(tag);
    }
    anonymous.with("If-None-Match", "\"other\"").page("/favicon.svg").expect(200);
    browser.with("If-None-Match", "*").page("/").expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", SCRIPT})
  @DisplayName("HEAD answers as GET does, without a body")
  void head(String path) {
    var got = browser.page(path).expect(200);
    var head = browser.page("HEAD", path).expect(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "content-length")).isEqualTo(Integer.toString(got.body().length));
    assertThat(header(head, "content-type")).isEqualTo(header(got, "content-type"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/gone-1a2b3c4d.js",
        "/assets/",
        "/assets/index-1a2b3c4d.css.gz",
        "/.hidden/file.txt",
        "/.well-known/est/cacerts",
        "/assets/.env",
        "/assets/%2e%2e/%2e%2e/logback.xml",
        "/assets/../../../../logback.xml",
        "/%2e%2e/%2e%2e/logback.xml",
        "/assets/..%2f..%2flogback.xml",
        "/assets/..%5c..%5clogback.xml",
        "/assets/%252e%252e/logback.xml",
        "/assets/index-1a2b3c4d.js%00.html",
        "/assets//etc/passwd",
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/nowhere",
        "/api/v2/certificates",
        "/assets/../api/v1/nowhere"
      })
  @DisplayName("what is not the console's is a problem, never a page and never a file")
  void nothingElse(String path) {
    var reply = browser.page(path);
    assertThat(reply.status()).as(path).isBetween(400, 404);
    assertThat(header(reply, "content-type")).isEqualTo("application/problem+json");
  }

  @Test
  @DisplayName("a program that fetches what is not there is not answered by HTML")
  void fetched() {
    anonymous.with("Accept", "application/json").page("/certificates").expect(404);
    anonymous.with("Accept", "*/*").page("/robots.txt").expect(404);
    anonymous.with("Accept", "*/*").page("/certificates").expect(200);
    browser.page("POST", "/certificates").expect(404);
    browser.page("DELETE", SCRIPT).expect(404);
  }

  @Test
  @DisplayName("whoever is not signed in learns whether the decoder is public")
  void publicDecoder() {
    var ways = anonymous.get("/session/ways").expect(200).json();
    assertThat(ways.path("public_decoder").asBoolean()).isTrue();
  }

  @Test
  @DisplayName("the console is read from its jar, hidden files left out")
  void jar(@TempDir Path folder) throws IOException {
    var jar = folder.resolve("console with space.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (var name : new String[] {"index.html", "assets/a-1.js", ".env"}) {
        out.putNextEntry(new JarEntry("dev/crest/console/static/" + name));
        out.write("<p nonce=\"__CSP_NONCE__\">".getBytes(StandardCharsets.UTF_8));
      }
    }
    try (var classes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      var files = new ConsoleFiles(classes);
      assertThat(files.page("abc")).asString().isEqualTo("<p nonce=\"abc\">");
      assertThat(files.file("/assets/a-1.js")).isPresent();
      assertThat(files.file("/.env")).isEmpty();
      assertThat(files.file("/index.html")).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "a server that was built without the console says so, and where the API is described")
  void without() throws IOException {
    try (var nothing = new URLClassLoader(new URL[0], null)) {
      var files = new ConsoleFiles(nothing);
      assertThat(files.page("abc"))
          .asString(StandardCharsets.UTF_8)
          .contains("without its console", "/api/v1/openapi", "nonce=\"abc\"")
          .doesNotContain("__CSP_NONCE__", "<script");
      assertThat(files.file(SCRIPT)).isEmpty();
    }
  }
}
