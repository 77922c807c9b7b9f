package dev.crest.server.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.pkix.Keys;
import dev.crest.server.store.AuthorityRecords.Kind;
import dev.crest.testkit.OpenSsl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerIdentityTest {
  private static final List<String> NAMES =
      List.of("est.example", "clientauth.est.example", "localhost", "127.0.0.1", "::1");

  @TempDir private Path folder;
  private AHierarchy hierarchy;
  private Authorities authorities;
  private ServerIdentity identity;

  @BeforeEach
  void open() {
    hierarchy = new AHierarchy(folder).completed();
    authorities = hierarchy.authorities();
    identity = new ServerIdentity(authorities, hierarchy.settings, NAMES, hierarchy.clock);
  }

  @AfterEach
  void close() {
    hierarchy.close();
  }

  @Test
  @DisplayName(
      "S-TLS-03, S-TLS-15 leaf first, then the infrastructure CA; every name verifies under the root")
  void verifiesUnderTheRoot() {
    var chain = identity.current().chain();
    assertThat(chain)
        .hasSize(2)
        .last()
        .isEqualTo(hierarchy.first(Kind.INFRASTRUCTURE).certificate());
    var openSsl = new OpenSsl(folder);
    var root = hierarchy.first(Kind.ROOT).certificate();
    for (var name : NAMES) {
      boolean address = !name.contains("e") && !name.contains("local");
      openSsl.verify(
          chain.getFirst(),
          List.of(chain.getLast()),
          root,
          "-purpose",
          "sslserver",
          address ? "-verify_ip" : "-verify_hostname",
          name);
    }
    assertThat(openSsl.text(chain.getFirst()))
        .contains("TLS Web Server Authentication, CMC Registration Authority");
  }

  @Test
  @DisplayName("it verifies with the root that cacerts returns for devices")
  void sameRootAsDevices() {
    var devices = authorities.chain(hierarchy.first(Kind.ISSUING).id());
    assertThat(identity.current().chain().getLast().isSignedBy(devices.getLast())).isTrue();
  }

  @Test
  @DisplayName("the key is that of the certificate, and is no other CA's")
  void keyBelongs() {
    var current = identity.current();
    var message = "x".getBytes(StandardCharsets.US_ASCII);
    var key = current.chain().getFirst().publicKeyInfo();
    var algorithm =
        dev.crest.pkix.Signatures.algorithmFor(dev.crest.pkix.KeyType.of(key).orElseThrow());
    assertThat(
            dev.crest.pkix.Signatures.verify(
                key,
                algorithm,
                message,
                dev.crest.pkix.Signatures.sign(current.key(), algorithm, message)))
        .isTrue();
  }

  @Test
  @DisplayName("it is the same until two thirds of its life are over, and another one then")
  void renewsItself() {
    var first = identity.current();
    hierarchy.clock.turn(Duration.ofDays(60).minusSeconds(1));
    assertThat(identity.current()).isSameAs(first);
    hierarchy.clock.turn(Duration.ofSeconds(1));
    var second = identity.current();
    assertThat(second.chain().getFirst()).isNotEqualTo(first.chain().getFirst());
    assertThat(second.chain().getFirst().publicKeyInfo())
        .isNotEqualTo(first.chain().getFirst().publicKeyInfo());
    assertThat(second.chain().getFirst().notAfter())
        .isEqualTo(hierarchy.clock.instant().plus(Duration.ofDays(90)));
  }

  @Test
  @DisplayName("CERT-06 near its end the infrastructure CA makes certificates that end with it")
  void neverOutlivesItsAuthority() {
    hierarchy.clock.turn(Duration.ofDays(3650 - 30));
    assertThat(identity.current().chain().getFirst().notAfter())
        .isEqualTo(hierarchy.first(Kind.INFRASTRUCTURE).certificate().notAfter());
  }

  @Test
  @DisplayName("A-23 the server's key is among those that are not certified for anyone else")
  void keyIsReserved() throws Exception {
    var key = identity.current().chain().getFirst().publicKeyInfo();
    assertThat(authorities.isAuthorityKey(AuthoritiesTest.sha256(key))).isTrue();
  }

  @Test
  @DisplayName("A-37 printing an identity shows nothing of the key")
  void printsNoKey() {
    var current = identity.current();
    assertThat(current.toString())
        .contains(current.chain().getFirst().serialNumber().hex())
        .doesNotContain(java.util.HexFormat.of().formatHex(Keys.pkcs8(current.key())));
    assertThat(current.toString()).hasSizeLessThan(100);
  }

  @Test
  @DisplayName("S-TLS-15 a server without a name has no certificate")
  void needsNames() {
    assertThatThrownBy(
            () -> new ServerIdentity(authorities, hierarchy.settings, List.of(), hierarchy.clock))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("a name of more than 64 characters is a SAN all the same")
  void longName() {
    var host = "a".repeat(60) + ".b.example";
    var named = new ServerIdentity(authorities, hierarchy.settings, List.of(host), hierarchy.clock);
    var openSsl = new OpenSsl(folder);
    var chain = named.current().chain();
    openSsl.verify(
        chain.getFirst(),
        List.of(chain.getLast()),
        hierarchy.first(Kind.ROOT).certificate(),
        "-verify_hostname",
        host);
  }
}
