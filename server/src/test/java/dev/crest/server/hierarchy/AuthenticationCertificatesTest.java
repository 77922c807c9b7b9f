package dev.crest.server.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Pem;
import dev.crest.testkit.OpenSsl;
import dev.crest.testkit.TurnableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthenticationCertificatesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"EC_P256", "EC_P384", "RSA_2048"})
  @DisplayName(
      "an authentication certificate is a TLS client's, and openssl finds its key to belong to it")
  void make(KeyType type) {
    var clock = TurnableClock.atPresent();
    var made = new AuthenticationCertificates(clock).make("line 1", type, Duration.ofDays(365));
    var openSsl = new OpenSsl(folder);
    openSsl.verify(made.certificate(), List.of(), made.certificate(), "-purpose", "sslclient");
    assertThat(openSsl.text(made.certificate()))
        .contains("Subject: CN = line 1")
        .contains("TLS Web Client Authentication")
        .doesNotContain("CA:TRUE");
    assertThat(made.certificate().notAfter()).isEqualTo(clock.instant().plus(Duration.ofDays(365)));
    openSsl.pem("c.pem", List.of(made.certificate()));
    openSsl.file("k.pem", Pem.write("PRIVATE KEY", Der.of(Keys.pkcs8(made.key()))));
    assertThat(openSsl.run("pkey", "-in", "k.pem", "-pubout"))
        .isEqualTo(openSsl.run("x509", "-in", "c.pem", "-noout", "-pubkey"));
  }

  @Test
  @DisplayName("it chains to none of our CAs, so that it authenticates only where it is registered")
  void chainsToNothing() {
    try (var hierarchy = new AHierarchy(folder).completed()) {
      var made =
          new AuthenticationCertificates(hierarchy.clock)
              .make("line 1", KeyType.EC_P256, Duration.ofDays(365));
      for (var authority : hierarchy.records().all()) {
        assertThat(
                CertificationPath.validate(
                    made.certificate(),
                    List.of(),
                    List.of(authority.certificate()),
                    hierarchy.clock.instant()))
            .isInstanceOf(CertificationPath.Outcome.Invalid.class);
      }
    }
  }

  @Test
  @DisplayName("A-37 printing one shows nothing of its key")
  void printsNoKey() {
    var made =
        new AuthenticationCertificates(TurnableClock.atPresent())
            .make("line 1", KeyType.EC_P256, Duration.ofDays(1));
    assertThat(made).hasToString("Made[" + made.certificate().serialNumber().hex() + "]");
  }
}
