package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.testkit.HeldCertificate;
import java.security.PrivateKey;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The server's certificate and key, and replacing them. */
class TlsIdentityTest {
  @Test
  @DisplayName(
      "another certificate is served from the next connection on; connections that exist live on")
  void replaced() throws Exception {
    var other = Pki.server(KeyType.RSA_2048);
    try (var server = RunningListener.start();
        var before = Client.to(server)) {
      server.listener.identity(Pki.identity(other));
      try (var after = Client.to(server)) {
        assertThat(served(after)).isEqualTo(other.der().bytes());
        assertThat(served(before)).isEqualTo(Pki.SERVER.der().bytes());
        assertThat(before.get("/old").status()).isEqualTo(200);
        assertThat(after.get("/new").status()).isEqualTo(200);
      }
    }
  }

  private static byte[] served(Client client) throws Exception {
    return client.socket.getSession().getPeerCertificates()[0].getEncoded();
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      mode = Mode.INCLUDE,
      names = {"EC_P256", "EC_P384", "EC_P521", "RSA_2048", "RSA_3072"})
  @DisplayName("S-TLS-13 the keys that a server may have, each served by either library")
  void keyTypes(KeyType type) throws Exception {
    var identity = Pki.identity(Pki.server(type));
    for (boolean nativeTls : List.of(true, false)) {
      try (var server = RunningListener.start(s -> s.withNativeTls(nativeTls), identity)) {
        for (var version : List.of("-tls1_2", "-tls1_3")) {
          assertThat(Tool.opensslGet(server, Pki.PLAIN, version).output())
              .contains("Verify return code: 0 (ok)", "HTTP/1.1 200");
        }
      }
    }
  }

  @Test
  @DisplayName("an identity that could not be served is refused, with every fault named")
  void refused() {
    var key = Pki.SERVER.keyPair().getPrivate();
    var leaf = Pki.SERVER.certificate();
    var stranger =
        new HeldCertificate.Builder().commonName("Stranger").certificateAuthority().build();
    refused("1 to 10 certificates, not 0", List.of(), key);
    refused("1 to 10 certificates, not 11", Collections.nCopies(11, leaf), key);
    refused(
        "certificate 1 of the TLS chain is not signed", List.of(leaf, stranger.certificate()), key);
    refused("not that of the first certificate", List.of(leaf), stranger.keyPair().getPrivate());
    refused("not that of the first certificate", List.of(Pki.ISSUING.certificate(), leaf), key);
    var ed25519 = new HeldCertificate.Builder().keyType(KeyType.ED25519).build();
    refused("neither RSA", List.of(ed25519.certificate()), ed25519.keyPair().getPrivate());
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new TlsIdentity(List.of(leaf, stranger.certificate()), stranger.keyPair().getPrivate()))
        .withMessageContaining("is not signed")
        .withMessageContaining("not that of the first certificate");
  }

  private static void refused(String why, List<Certificate> chain, PrivateKey key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TlsIdentity(chain, key))
        .withMessageContaining(why);
  }

  @Test
  @DisplayName("an identity shows nothing of its key")
  void toStringHidesTheKey() {
    assertThat(Pki.identity(Pki.SERVER)).hasToString("TlsIdentity[CN=Test Server, 2 certificates]");
  }
}
