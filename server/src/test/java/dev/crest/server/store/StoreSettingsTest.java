package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {

  @Test
  @DisplayName("the default is one SQLite file in the data folder")
  void defaults() {
    var settings = StoreSettings.inFolder(Path.of("/var/lib/crest"));
    assertThat(settings.url()).isEqualTo("jdbc:sqlite:/var/lib/crest/crest.db");
    assertThat(settings.file()).isEqualTo(Path.of("/var/lib/crest/crest.db"));
    assertThat(settings.node()).isEqualTo("main");
    assertThat(settings.groupSize()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "jdbc:h2:mem:x",
        "jdbc:sqlite:",
        "jdbc:sqlite::memory:",
        "jdbc:sqlite:file:x?mode=memory",
        "jdbc:sqlite:/x?synchronous=OFF"
      })
  @DisplayName("a URL of another database, or of one that is not durable, is refused")
  void urls(String url) {
    assertThatThrownBy(() -> StoreSettings.of(url, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url");
  }

  @Test
  @DisplayName("every value that cannot be is named at once")
  void allFaults() {
    assertThatThrownBy(() ->
            new StoreSettings(
                "x", Optional.empty(), Optional.empty(), "a b", 0, 2000, 10, Duration.ofHours(1)))
        .hasMessageContaining("url")
        .hasMessageContaining("node")
        .hasMessageContaining("readers")
        .hasMessageContaining("group-size")
        .hasMessageContaining("queue-bound")
        .hasMessageContaining("patience");
  }

  @Test
  @DisplayName("a password is never shown")
  void noPassword() {
    var settings =
        StoreSettings.of(
            "jdbc:postgresql://db/x?password=one", Optional.of("u"), Optional.of("two"));
    assertThat(settings.toString()).doesNotContain("one").doesNotContain("two");
  }
}
