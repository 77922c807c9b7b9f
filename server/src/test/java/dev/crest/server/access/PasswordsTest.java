package dev.crest.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  private static final Passwords PASSWORDS = new Passwords();

  @ParameterizedTest
  @DisplayName("a password that is short or guessed first is refused")
  @ValueSource(
      strings = {
        "",
        "short",
        "eleven char",
        "password1234",
        "PassWord1234",
        "qwertyuiop123",
        "correct horse battery staple",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "ada.lovelace@example.org"
      })
  void weak(String password) {
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> PASSWORDS.accept(password, "ada.lovelace@example.org", "password"))
        .satisfies(refused -> {
          assertThat(refused.kind()).isEqualTo(Kind.INVALID);
          assertThat(refused.faults().getFirst().field()).contains("password");
          if (!password.isEmpty()) {
            assertThat(refused.faults().getFirst().message()).doesNotContain(password);
          }
        });
  }

  @Test
  @DisplayName("a password longer than any person's is refused before it is worked on")
  void longest() {
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> PASSWORDS.accept("long password ".repeat(20), "ada", "password"));
    assertThat(
            PASSWORDS.matches(
                "x".repeat(1_000_000), Optional.of(PASSWORDS.accept("a good one 123", "", ""))))
        .isFalse();
  }

  @Test
  @DisplayName("it is Argon2id with 19 MiB, two passes and one lane, salted")
  void argon2id() {
    var verifier = PASSWORDS.accept("A quiet river in May", "ada", "password");
    assertThat(verifier).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(PASSWORDS.accept("A quiet river in May", "ada", "password")).isNotEqualTo(verifier);
    assertThat(PASSWORDS.matches("A quiet river in May", Optional.of(verifier))).isTrue();
    assertThat(PASSWORDS.matches("A quiet river in Mai", Optional.of(verifier))).isFalse();
    assertThat(PASSWORDS.matches("A quiet river in May", Optional.empty())).isFalse();
  }

  @Test
  @DisplayName("many at a time wait for one another, and all get an answer")
  void many() throws Exception {
    var verifier = Optional.of(PASSWORDS.accept("A quiet river in May", "ada", "password"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tries = new java.util.ArrayList<Future<Boolean>>();
      for (int i = 0; i < 8; i++) {
        tries.add(threads.submit(() -> PASSWORDS.matches("A quiet river in May", verifier)));
      }
      for (var each : tries) {
        assertThat(each.get()).isTrue();
      }
    }
  }
}
