package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.road.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Passkeys, with an authenticator that the test builds itself (WebAuthn Level 3 §6, §7). */
class PasskeyApiTest {
  private TestServer server;
  private String id;
  private ApiClient browser;
  private TestAuthenticator authenticator;

  @BeforeEach
  void register() {
    server = TestServer.withApi();
    id = Browser.administrator(server, "ada");
    browser = Browser.of(server, Browser.signIn(server, "ada", Browser.PASSWORD).expect(201));
    int port = server.server().admin().orElseThrow().port();
    authenticator = new TestAuthenticator("localhost", "https://localhost:" + port, id);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String creation() {
    var options =
        browser
            .post("/me/passkeys/options", "{\"password\":\"" + Browser.PASSWORD + "\"}")
            .expect(200);
    assertThat(options.json().path("rp").path("id").asString()).isEqualTo("localhost");
    assertThat(options.json().at("/authenticatorSelection/userVerification").asString())
        .isEqualTo("required");
    return options.text("challenge");
  }

  private ApiReply add(String credential) {
    return browser.post("/me/passkeys", "{\"name\":\"laptop\",\"credential\":" + credential + "}");
  }

  private String challenge() {
    return ApiClient.anonymous(server)
        .post("/session/passkey/options")
        .expect(200)
        .text("challenge");
  }

  private ApiReply signIn(String credential) {
    return ApiClient.anonymous(server)
        .post("/session/passkey", "{\"credential\":" + credential + "}");
  }

  @Test
  @DisplayName("a passkey is registered, listed, signs in without a name, and is deleted")
  void life() {
    browser.post("/me/passkeys/options", "{}").expect(400);
    var passkey = add(authenticator.create(creation())).expect(201);
    assertThat(browser.get("/me/passkeys").expect(200).json().path("items")).hasSize(1);
    var reply = signIn(authenticator.get(challenge())).expect(201);
    assertThat(Browser.of(server, reply).get("/session").expect(200).text("name")).isEqualTo("ada");
    browser.delete("/me/passkeys/" + passkey.id()).expect(204);
    signIn(authenticator.get(challenge())).expect(401);
  }

  @Test
  @DisplayName("a challenge is answered once, by whom it was made for, and within five minutes")
  void challenges() {
    var creation = creation();
    var created = authenticator.create(creation);
    add(created).expect(201);
    add(created).expect(400);
    add(new TestAuthenticator(authenticator).create(creation)).expect(400);
    add(new TestAuthenticator(authenticator).create(challenge())).expect(400);

    var challenge = challenge();
    signIn(authenticator.get(challenge)).expect(201);
    signIn(authenticator.get(challenge)).expect(401);
    signIn(authenticator.get(creation())).expect(401);
    var late = challenge();
    server.clock().turn(Duration.ofMinutes(5));
    signIn(authenticator.get(late)).expect(401);
  }

  @Test
  @DisplayName("whatever is wrong with an answer is one and the same refusal")
  void refusals() {
    add(authenticator.create(creation())).expect(201);
    var rows =
        new String[] {
          authenticator.at("https://evil.example").get(challenge()),
          authenticator.relyingParty("evil.example").get(challenge()),
          authenticator.unverified().get(challenge()),
          authenticator.forged().get(challenge())
        };
    for (var row : rows) {
      assertThat(signIn(row).expect(401).text("type"))
          .isEqualTo("urn:crest:problem:passkey-refused");
    }
    signIn("{}").expect(401);
    server.clock().turn(Duration.ofMinutes(2));
    signIn(authenticator.get(challenge())).expect(201);
  }

  @Test
  @DisplayName("an authenticator whose counter went back is a copy, and is refused")
  void counter() {
    add(authenticator.create(creation())).expect(201);
    signIn(authenticator.counting(7).get(challenge())).expect(201);
    signIn(authenticator.counting(7).get(challenge())).expect(401);
    signIn(authenticator.counting(8).get(challenge())).expect(201);
  }

  @Test
  @DisplayName("registration refuses a foreign page, and an authenticator that does not verify")
  void registration() {
    add(authenticator.at("https://evil.example").create(creation())).expect(400);
    add(authenticator.unverified().create(creation())).expect(400);
    add("{}").expect(400);
    add("7").expect(400);
  }
}
