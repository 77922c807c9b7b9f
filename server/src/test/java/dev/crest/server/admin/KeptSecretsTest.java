package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.crest.server.road.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Of passwords, keys, codes, tokens and cookies nothing stays: not in a file, not in the log. */
class KeptSecretsTest {
  @Test
  @DisplayName("no secret is in the store, the audit log or the program's log")
  void nothingStays() {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var level = root.getLevel();
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.DEBUG);
    var secrets = new ArrayList<String>();
    try (var server = TestServer.withApi()) {
      use(server, secrets);
      var kept = new String(server.everythingKept(), StandardCharsets.ISO_8859_1);
      assertThat(secrets)
          .hasSizeGreaterThan(15)
          .allSatisfy(secret -> assertThat(kept.contains(secret)).as("kept: " + secret).isFalse());
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }
    var lines =
        List.copyOf(log.list).stream()
            .filter(event -> !event.getLoggerName().startsWith("jdk."))
            .map(ILoggingEvent::getFormattedMessage)
            .toList();
    assertThat(lines).isNotEmpty();
    for (var secret : secrets) {
      assertThat(lines).as(secret).noneMatch(line -> line.contains(secret));
    }
  }

  private static void use(TestServer server, List<String> secrets) {
    var token = Browser.token(server.server().signInLinks().setUp().path());
    secrets.add(token);
    secrets.add(Browser.PASSWORD);
    var setUp =
        ApiClient.anonymous(server)
            .post(
                "/session/set-up",
                "{\"token\":\"%s\",\"name\":\"ada\",\"password\":\"%s\"}"
                    .formatted(token, Browser.PASSWORD))
            .expect(201);
    secrets.add(Browser.cookie(setUp).split("=")[1]);
    secrets.add(setUp.text("csrf_token"));
    var browser = Browser.of(server, setUp);
    secrets.add("a wrong password, typed");
    Browser.signIn(server, "ada", "a wrong password, typed").expect(401);
    Browser.signIn(server, "nobody", "a wrong password, typed").expect(401);
    secrets.add(browser.post("/me/api-keys", "{\"name\":\"k\"}").expect(201).text("value"));
    var totp = browser.post("/me/totp", "{\"password\":\"" + Browser.PASSWORD + "\"}").expect(201);
    secrets.add(totp.text("secret"));
    var code = SecondFactorApiTest.code(totp.text("secret"), server.clock().instant());
    var codes = browser.post("/me/totp/confirmation", "{\"code\":\"" + code + "\"}").expect(200);
    codes.json().path("recovery_codes").forEach(each -> secrets.add(each.asString()));
    Browser.signIn(
            server, "ada", Browser.PASSWORD, ",\"recovery_code\":\"" + secrets.getLast() + "\"")
        .expect(201);
    var other =
        browser.post("/users", "{\"name\":\"bob\",\"roles\":[{\"role\":\"auditor\"}]}").expect(201);
    secrets.add(
        Browser.token(
            browser.post("/users/" + other.id() + "/invitations", "{}").expect(201).text("url")));
    var program =
        browser
            .post("/service-users", "{\"name\":\"line\",\"roles\":[{\"role\":\"auditor\"}]}")
            .expect(201);
    var certificate =
        browser
            .with("Idempotency-Key", "certificate-1")
            .post("/service-users/" + program.id() + "/certificates", "{\"name\":\"c\"}")
            .expect(201);
    secrets.add(certificate.text("password"));
    secrets.add(certificate.text("pkcs12").substring(0, 60));
  }
}
