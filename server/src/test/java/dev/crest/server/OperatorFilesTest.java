package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crest.server.config.Settings;
import dev.crest.server.config.SettingsProblem;
import dev.crest.server.config.TlsFiles;
import dev.crest.server.hierarchy.ServerIdentity;
import dev.crest.testkit.HeldCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator provides: the TLS certificate's files and the data folder. */
class OperatorFilesTest {
  @TempDir Path folder;
  private TlsFiles files;

  @BeforeEach
  void files() {
    files = new TlsFiles(folder.resolve("server.pem"), folder.resolve("server.key"));
  }

  private HeldCertificate write(String name, long secondsOld) throws IOException {
    var held = new HeldCertificate.Builder().commonName(name).build();
    Files.writeString(files.certificateFile(), held.certificatePem());
    Files.writeString(files.keyFile(), held.privateKeyPkcs8Pem());
    var time = FileTime.from(InstantSource.system().instant().minusSeconds(secondsOld));
    Files.setLastModifiedTime(files.certificateFile(), time);
    Files.setLastModifiedTime(files.keyFile(), time);
    return held;
  }

  @Test
  @DisplayName("replaced files are served without a restart, unchanged ones are not read again")
  void reload() throws IOException {
    var first = write("first", 60);
    var environment =
        Map.of(
            "CREST_DATA", folder.resolve("data").toString(),
            "CREST_EST_PORT", "0",
            "CREST_EST_BIND", "127.0.0.1",
            "CREST_EST_CERTIFICATE_FILE", files.certificateFile().toString(),
            "CREST_EST_KEY_FILE", files.keyFile().toString());
    var settings = Settings.read("", environment);
    try (var server = Server.start(settings, environment, InstantSource.system())) {
      var own =
          new ServerIdentity(
              server.authorities(),
              settings.hierarchy(),
              List.of("localhost"),
              InstantSource.system());
      var served = new TlsCertificate(settings.tlsFiles(), own);
      assertThat(served.current().chain()).containsExactly(first.certificate());
      assertThat(served.changed()).isEmpty();

      var second = write("second", 0);
      assertThat(served.changed().orElseThrow().chain()).containsExactly(second.certificate());
      assertThat(served.changed()).isEmpty();
    }
  }

  @Test
  @DisplayName("files that do not belong together are refused, and what was served stays")
  void mismatch() throws IOException {
    write("server", 0);
    var other = new HeldCertificate.Builder().commonName("other").build();
    Files.writeString(files.keyFile(), other.privateKeyPkcs8Pem());
    assertThatExceptionOfType(SettingsProblem.class).isThrownBy(files::read);
    Files.delete(files.keyFile());
    assertThatExceptionOfType(SettingsProblem.class).isThrownBy(files::version);
  }

  @Test
  @DisplayName("a data folder is made for its owner only and serves one server at a time")
  void oneServer() throws IOException {
    var data = folder.resolve("data");
    try (var held = DataFolder.lock(data)) {
      assertThat(held).isNotNull();
      assertThat(Files.getPosixFilePermissions(data)).hasSize(3);
      assertThatExceptionOfType(Main.CannotRun.class)
          .isThrownBy(() -> DataFolder.lock(data))
          .withMessageContaining("another server");
    }
    DataFolder.lock(data).close();
  }
}
