package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One-time and recovery codes. */
class SecondFactorApiTest {
  private TestServer server;
  private String id;
  private ApiClient browser;
  private String secret;
  private List<String> recovery;

  @BeforeEach
  void enrol() {
    server = TestServer.withApi();
    id = Browser.administrator(server, "ada");
    browser = Browser.of(server, Browser.signIn(server, "ada", Browser.PASSWORD).expect(201));
    browser.post("/me/totp", "{}").expect(400);
    browser.post("/me/totp", "{\"password\":\"wrong\"}").expect(403);
    var begun = browser.post("/me/totp", proof()).expect(201);
    secret = begun.text("secret");
    assertThat(begun.text("uri")).startsWith("otpauth://totp/").contains(secret);
    Browser.signIn(server, "ada", Browser.PASSWORD).expect(201);
    browser.post("/me/totp/confirmation", "{\"code\":\"000000\"}").expect(400);
    var confirmed =
        browser.post("/me/totp/confirmation", "{\"code\":\"" + code() + "\"}").expect(200);
    recovery =
        confirmed.json().path("recovery_codes").valueStream().map(c -> c.asString()).toList();
    server.clock().turn(Duration.ofMinutes(2));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String proof() {
    return "{\"password\":\"" + Browser.PASSWORD + "\"}";
  }

  private String code() {
    return code(secret, server.clock().instant());
  }

  /** A code as an app makes it, by code of its own. */
  static String code(String base32, Instant at) {
    var bits = new StringBuilder();
    for (char c : base32.toCharArray()) {
      int value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c);
      bits.append("%5s".formatted(Integer.toBinaryString(value)).replace(' ', '0'));
    }
    var key = new byte[bits.length() / 8];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "RAW"));
      var hash = mac.doFinal(ByteBuffer.allocate(8).putLong(at.getEpochSecond() / 30).array());
      int value = ByteBuffer.wrap(hash, hash[19] & 15, 4).getInt() & 0x7fffffff;
      return "%06d".formatted(value % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private ApiReply signIn(String more) {
    return Browser.signIn(server, "ada", Browser.PASSWORD, more);
  }

  private static String totp(String code) {
    return ",\"totp\":\"" + code + "\"";
  }

  @Test
  @DisplayName("the password alone is not enough any more, and a code is taken once")
  void codes() {
    var missing = signIn("").expect(401);
    assertThat(missing.text("type")).isEqualTo("urn:crest:problem:second-factor-needed");
    var wrong = signIn(totp("000000")).expect(401);
    assertThat(wrong.text("type")).isEqualTo("urn:crest:problem:second-factor-wrong");
    var code = code();
    signIn(totp(code)).expect(201);
    signIn(totp(code)).expect(401);
    server.clock().turn(Duration.ofSeconds(30));
    signIn(totp(code)).expect(401);
    signIn(totp(code())).expect(201);
  }

  @Test
  @DisplayName("a code with a wrong password does not sign in")
  void passwordToo() {
    Browser.signIn(server, "ada", "wrong", totp(code())).expect(401);
  }

  @Test
  @DisplayName("each of ten recovery codes stands in once, however it is written")
  void recoveryCodes() {
    assertThat(recovery).hasSize(10).doesNotHaveDuplicates().allMatch(c -> c.length() == 19);
    signIn(",\"recovery_code\":\"" + recovery.get(0) + "\"").expect(201);
    signIn(",\"recovery_code\":\"" + recovery.get(0) + "\"").expect(401);
    signIn(
            ",\"recovery_code\":\""
                + recovery.get(1).replace("-", "").toUpperCase(java.util.Locale.ROOT)
                + "\"")
        .expect(201);
    assertThat(browser.get("/me").expect(200).json().path("recovery_codes").asLong()).isEqualTo(8);
  }

  @Test
  @DisplayName("during a pause the person with a good code still gets in; without one nobody does")
  void pause() {
    for (int i = 0; i < 5; i++) {
      Browser.signIn(server, "ada", "guess " + i).expect(401);
    }
    signIn("").expect(429);
    signIn(totp("000000")).expect(429);
    signIn(totp(code())).expect(201);
  }

  @Test
  @DisplayName("codes that are guessed pause as well")
  void guessedCodes() {
    for (int i = 0; i < 5; i++) {
      signIn(totp("00000" + i)).expect(401);
    }
    signIn(totp("000009")).expect(429);
  }

  @Test
  @DisplayName("they are removed with the password, and an administrator takes lost ones away")
  void removal() {
    browser.post("/me/totp/removal", "{\"password\":\"wrong\"}").expect(403);
    browser.post("/me/totp", proof()).expect(409);
    var admin = ApiClient.administrator(server);
    var plain = admin.post("/users/" + id + "/invitations", "{}").expect(201);
    var token = Browser.token(plain.text("url"));
    Browser.byLink(server, token, "A new quiet river").expect(401);
    var reset =
        admin.post("/users/" + id + "/invitations", "{\"reset_second_factor\":true}").expect(201);
    Browser.byLink(server, token, "A new quiet river").expect(401);
    Browser.byLink(server, Browser.token(reset.text("url")), "A new quiet river").expect(201);
    Browser.signIn(server, "ada", "A new quiet river").expect(201);
    assertThat(server.catalog().factors().totp(id)).isEmpty();
    assertThat(server.number("select count(*) from recovery_code")).isZero();
    server.catalog().factors().removeTotp(Actor.system(), id);
  }
}
