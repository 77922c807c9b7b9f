package dev.crest.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crest.pkix.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  @DisplayName("nothing configured is a valid configuration, with safe defaults")
  void defaults() {
    var settings = Settings.read("", Map.of());
    assertThat(settings.listen().port()).isEqualTo(8443);
    assertThat(settings.listen().publicHost()).isEqualTo("localhost");
    assertThat(settings.listen().clientAuthHost()).isEqualTo("clientauth.localhost");
    assertThat(settings.store().url()).isEqualTo("jdbc:sqlite:data/crest.db");
    assertThat(settings.hierarchy().keyType()).isEqualTo(KeyType.EC_P256);
    assertThat(settings.hierarchy().publicationBase()).isEmpty();
    assertThat(settings.masterSecret().reference().reference()).isEqualTo("file:data/master.key");
    assertThat(settings.local()).isTrue();
  }

  @Test
  @DisplayName("the sample configuration is valid")
  void sample() throws IOException {
    var yaml = Files.readString(ROOT.resolve("etc/crest.yaml"));
    var settings = Settings.read(yaml, Map.of("STORE_PASSWORD", "not shown"));
    assertThat(settings.outsidePort()).contains(443);
    assertThat(settings.hierarchy().keyType()).isEqualTo(KeyType.EC_P384);
    assertThat(settings.local()).isFalse();
    assertThat(settings.toString()).doesNotContain("not shown");
  }

  @Test
  @DisplayName("every key of the guide is a setting, and the guide has every section")
  void guide() throws IOException {
    var guide = Files.readString(ROOT.resolve("docs/guides/configuration.md"));
    var keys = Pattern.compile("^\\| `([a-z][a-z.-]+)`", Pattern.MULTILINE).matcher(guide);
    var yaml = new StringBuilder();
    while (keys.find()) {
      yaml.append('"').append(keys.group(1)).append("\": [x]\n");
    }
    // A known key with a wrong value is a problem of its own; none may be called unknown.
    assertThatExceptionOfType(SettingsProblem.class)
        .isThrownBy(() -> Settings.read(yaml.toString(), Map.of()))
        .satisfies(
            p -> assertThat(p.problems()).noneMatch(line -> line.contains("is not a setting")));
  }

  @Test
  @DisplayName("problems of all sections are named together")
  void problems() {
    var yaml =
        """
        est:
          public-host: "not a name"
          certificate-file: only-one.pem
        store:
          url: jdbc:h2:mem
          password: in-clear
        hierarchy:
          key-type: rot13
        secrets:
          master: in-clear
        """;
    assertThatExceptionOfType(SettingsProblem.class)
        .isThrownBy(() -> Settings.read(yaml, Map.of()))
        .satisfies(p -> {
          for (var key :
              new String[] {
                "est: ",
                "est.certificate-file",
                "store: ",
                "store.password: ",
                "hierarchy.key-type: ",
                "secrets.master: "
              }) {
            assertThat(p.problems()).anyMatch(line -> line.startsWith(key));
          }
          assertThat(p.problems()).noneMatch(line -> line.contains("in-clear"));
        });
  }

  @Test
  @DisplayName("a master key file is made once, readable by its owner only, and found again")
  void masterSecret(@TempDir Path folder) throws IOException {
    var file = folder.resolve("keys/master.key");
    var master = new MasterSecret(new SecretReference("file:" + file));
    var made = master.resolve(Map.of());
    assertThat(made).hasSizeGreaterThanOrEqualTo(32);
    assertThat(master.resolve(Map.of())).isEqualTo(made);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("keys")).isDirectoryContaining(path -> path.equals(file));
    try (var files = Files.list(folder.resolve("keys"))) {
      assertThat(files).hasSize(1);
    }
  }
}
