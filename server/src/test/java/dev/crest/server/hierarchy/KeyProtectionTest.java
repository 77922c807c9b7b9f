package dev.crest.server.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyProtectionTest {
  private static final byte[] VALUE = "the value".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private AHierarchy hierarchy;

  @BeforeEach
  void open() {
    hierarchy = new AHierarchy(folder);
  }

  @AfterEach
  void close() {
    hierarchy.close();
  }

  @Test
  @DisplayName("what was sealed opens under its name, also after a restart")
  void opens() {
    var sealed = hierarchy.protection.seal("a", VALUE);
    assertThat(hierarchy.protection.unseal("a", sealed)).isEqualTo(VALUE);
    var restarted = KeyProtection.open(AHierarchy.SECRET, hierarchy.records());
    assertThat(restarted.unseal("a", sealed)).isEqualTo(VALUE);
  }

  @Test
  @DisplayName("the same value is never sealed the same way twice")
  void freshNonce() {
    var sealed = new ArrayList<String>();
    for (int i = 0; i < 200; i++) {
      sealed.add(HexFormat.of().formatHex(hierarchy.protection.seal("a", VALUE), 0, 12));
    }
    assertThat(sealed).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("a sealed value cannot be put in the place of another")
  void boundToItsName() {
    var sealed = hierarchy.protection.seal("a", VALUE);
    assertThatThrownBy(() -> hierarchy.protection.unseal("b", sealed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the sealed b was changed, or put in the place of another");
  }

  @Test
  @DisplayName("a change of any bit, or a cut anywhere, is noticed")
  void tampering() {
    var sealed = hierarchy.protection.seal("a", VALUE);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      var changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> hierarchy.protection.unseal("a", changed))
          .isInstanceOf(IllegalStateException.class);
    }
    for (int length = 0; length < sealed.length; length++) {
      var cut = java.util.Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> hierarchy.protection.unseal("a", cut))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  @DisplayName("a wrong master secret is said at once, in one sentence")
  void wrongSecret() {
    var wrong = "correct horse battery stable".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> KeyProtection.open(wrong, hierarchy.records()))
        .isInstanceOf(KeyProtection.WrongMasterSecret.class)
        .hasMessage("the master secret is not the one that this database's keys were sealed with");
  }

  @Test
  @DisplayName("a master secret has 12 bytes at least")
  void shortSecret() {
    assertThatThrownBy(() -> KeyProtection.open(new byte[11], hierarchy.records()))
        .isInstanceOf(KeyProtection.WrongMasterSecret.class)
        .hasMessage("the master secret has fewer than 12 bytes");
  }

  @Test
  @DisplayName("a server secret is made once, however many ask first")
  void serverSecret() throws Exception {
    Callable<String> ask =
        () ->
            HexFormat.of()
                .formatHex(hierarchy.protection.serverSecret("hmac", 32, hierarchy.records()));
    try (var threads = Executors.newFixedThreadPool(8)) {
      var answers = new ArrayList<String>();
      for (var answer : threads.invokeAll(Collections.nCopies(32, ask))) {
        answers.add(answer.get());
      }
      assertThat(answers).hasSize(32).containsOnly(answers.getFirst());
      assertThat(answers.getFirst()).hasSize(64);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"EC_P256", "EC_P384", "RSA_2048", "ED25519", "ML_DSA_65"})
  @DisplayName("CA keys of every family come back as they were, and only for their CA")
  void authorityKeys(KeyType type) {
    var key = Keys.generate(type).getPrivate();
    var sealed = hierarchy.protection.sealKey("one", key);
    assertThat(Keys.pkcs8(hierarchy.protection.unsealKey("one", sealed)))
        .isEqualTo(Keys.pkcs8(key));
    assertThatThrownBy(() -> hierarchy.protection.unsealKey("two", sealed))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("A-37 no CA key, server secret or master secret is readable in the database files")
  void nothingInClear() throws Exception {
    hierarchy.completed();
    var secrets = new ArrayList<byte[]>();
    secrets.add(AHierarchy.SECRET);
    secrets.add(hierarchy.protection.serverSecret("hmac", 32, hierarchy.records()));
    for (var stored : hierarchy.records().all()) {
      var key = hierarchy.protection.unsealKey(stored.id(), stored.encryptedKey());
      var scalar = ((java.security.interfaces.ECPrivateKey) key).getS().toByteArray();
      secrets.add(java.util.Arrays.copyOfRange(scalar, scalar.length - 24, scalar.length));
    }
    var everything = new StringBuilder();
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        everything.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(everything).hasSizeGreaterThan(10_000);
    assertThat(secrets).hasSize(5);
    for (var secret : secrets) {
      assertThat(everything.indexOf(new String(secret, StandardCharsets.ISO_8859_1))).isNegative();
    }
  }

  @Test
  @DisplayName("two servers that begin at once on one database agree on the protection")
  void concurrentBeginning(@TempDir Path other) throws Exception {
    try (var fresh = new AHierarchy(other);
        var threads = Executors.newFixedThreadPool(2)) {
      Callable<KeyProtection> opening =
          () -> KeyProtection.open(AHierarchy.SECRET, fresh.records());
      var both = threads.invokeAll(List.of(opening, opening));
      var sealed = both.getFirst().get().seal("a", VALUE);
      var second = both.getLast().get();
      assertThatCode(() -> second.unseal("a", sealed)).doesNotThrowAnyException();
    }
  }
}
