package dev.crest.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasscodeTest {
  private static byte[] key(int first) {
    var key = new byte[PasscodeVerifier.BYTES];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (first + i);
    }
    return key;
  }

  @Test
  @DisplayName("a verifier is the HMAC-SHA-256 of the passcode's UTF-8 under the server key")
  void verifier() {
    var hmac = new HMac(new SHA256Digest());
    hmac.init(new KeyParameter(key(1)));
    var message = "0123456789ABCDEFGHIJé".getBytes(StandardCharsets.UTF_8);
    hmac.update(message, 0, message.length);
    var expected = new byte[32];
    hmac.doFinal(expected, 0);

    assertThat(new PasscodeVerifier(key(1)).verifier("0123456789ABCDEFGHIJé")).isEqualTo(expected);
    assertThat(new PasscodeVerifier(key(2)).verifier("0123456789ABCDEFGHIJé"))
        .isNotEqualTo(expected);
  }

  @Test
  @DisplayName("a verifier can be asked for by many threads at once")
  void concurrent() {
    var verifier = new PasscodeVerifier(key(1));
    var expected = verifier.verifier("a passcode");
    var found =
        IntStream.range(0, 2000)
            .parallel()
            .mapToObj(i -> verifier.verifier(i % 2 == 0 ? "a passcode" : "another" + i))
            .toList();
    for (int i = 0; i < found.size(); i += 2) {
      assertThat(found.get(i)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  @DisplayName("a passcode key has 32 bytes")
  void keyLength(int bytes) {
    assertThatThrownBy(() -> new PasscodeVerifier(new byte[bytes]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("generated passcodes have the asked-for length, only 0-9A-Za-z, and don't repeat")
  void generate() {
    var random = new SecureRandom();
    var seen = new HashSet<String>();
    var characters = new HashSet<Integer>();
    for (int i = 0; i < 500; i++) {
      var passcode = PasscodeValue.generate(random, 20 + i % 45);
      assertThat(passcode.value()).hasSize(20 + i % 45).matches("[0-9A-Za-z]+");
      assertThat(passcode.shownPrefix()).isEqualTo(passcode.value().substring(0, 5));
      assertThat(seen.add(passcode.value())).isTrue();
      passcode.value().chars().forEach(characters::add);
    }
    assertThat(characters).as("every character is drawn").hasSize(62);
  }

  @ParameterizedTest
  @ValueSource(ints = {19, 65})
  @DisplayName("a passcode of another length is not generated")
  void generateLength(int length) {
    assertThatThrownBy(() -> PasscodeValue.generate(new SecureRandom(), length))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("of a chosen passcode two characters are shown later")
  void chosen() {
    var passcode = PasscodeValue.chosen("MyFactoryPasscode2026");
    assertThat(passcode.generated()).isFalse();
    assertThat(passcode.shownPrefix()).isEqualTo("My");
  }

  @ParameterizedTest
  @DisplayName("a chosen passcode is refused with everything that is wrong with it")
  @CsvSource({
    "abcdefghijklmnopqrs, 1",
    "abcdefghijklmnopqrst-, 1",
    "too short, 2",
    "'', 1",
    "abcdefghijklmnopqrsté, 1",
  })
  void refused(String value, int faults) {
    var refused = catchThrowableOfType(Refused.class, () -> PasscodeValue.chosen(value));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused.reason()).isEqualTo("passcode-value");
    assertThat(refused.faults())
        .hasSize(faults)
        .extracting(Fault::field)
        .containsOnly(Optional.of("passcode.value"));
  }

  @Test
  @DisplayName("a passcode of 65 characters is refused, one of 64 is not")
  void longest() {
    assertThat(PasscodeValue.chosen("a".repeat(64)).value()).hasSize(64);
    assertThatThrownBy(() -> PasscodeValue.chosen("a".repeat(65))).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> new PasscodeValue("short", true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("A-37 a passcode is in no text form and in no exception")
  void secret() {
    assertThat(PasscodeValue.chosen("MyFactoryPasscode2026").toString())
        .doesNotContain("MyFactory");
    assertThatThrownBy(() -> PasscodeValue.chosen("MySecret-Passcode2026"))
        .message()
        .doesNotContain("MySecret");
  }
}
