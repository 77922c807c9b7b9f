package dev.crest.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

  @Test
  @DisplayName("values come from the file, defaults where it is silent")
  void fileAndDefaults() {
    var in = new SettingsReader("est:\n  port: 9000\n  names: [a, b]\n", Map.of());
    assertThat(in.integer("est.port", 8443, 0, 65535)).isEqualTo(9000);
    assertThat(in.list("est.names")).containsExactly("a", "b");
    assertThat(in.flag("est.native-tls", true)).isTrue();
    assertThat(in.text("est.bind")).isEmpty();
    in.finish();
  }

  @Test
  @DisplayName("a variable overrides the file, lists being comma-separated")
  void environmentOverrides() {
    var environment =
        Map.of("CREST_EST_PORT", "9001", "CREST_EST_FURTHER_NAMES", "a, b", "HOME", "/root");
    var in = new SettingsReader("est:\n  port: 9000\n", environment);
    assertThat(in.integer("est.port", 8443, 0, 65535)).isEqualTo(9001);
    assertThat(in.list("est.further-names")).containsExactly("a", "b");
    in.finish();
  }

  @Test
  @DisplayName("every problem is named at once, with its key")
  void allProblemsAtOnce() {
    var yaml = "est:\n  port: many\n  prot: 1\n  wait: soon\nday: friyay\n";
    var in = new SettingsReader(yaml, Map.of("CREST_EST_PROT", "1"));
    in.integer("est.port", 8443, 0, 65535);
    in.duration("est.wait", Duration.ZERO);
    in.choice("day", DayOfWeek.class, DayOfWeek.MONDAY);
    assertThatExceptionOfType(SettingsProblem.class)
        .isThrownBy(in::finish)
        .satisfies(problem ->
            assertThat(problem.problems())
                .containsExactlyInAnyOrder(
                    "est.port: must be a whole number from 0 to 65535",
                    "est.wait: must be a time span such as 30s, 10m, 12h, 90d or PT30S",
                    "day: must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday",
                    "est.prot: is not a setting",
                    "CREST_EST_PROT: is not the variable of any setting"));
  }

  @Test
  @DisplayName("a key in the wrong section is named with the right one")
  void nearMiss() {
    var in = new SettingsReader("port: 1\n", Map.of());
    in.integer("est.port", 8443, 0, 65535);
    assertThatExceptionOfType(SettingsProblem.class)
        .isThrownBy(in::finish)
        .satisfies(p ->
            assertThat(p.problems())
                .containsExactly("port: is not a setting (did you mean est.port?)"));
  }

  @Test
  @DisplayName("a key that stands twice, and text that is no YAML, are problems with their line")
  void brokenYaml() {
    for (var yaml :
        List.of("est:\n  port: 1\n  port: 2\n", "est: [1, 2\n", "- a\n- b\n", "just text")) {
      var in = new SettingsReader(yaml, Map.of());
      assertThatExceptionOfType(SettingsProblem.class)
          .as(yaml)
          .isThrownBy(in::finish)
          .satisfies(p -> assertThat(p.problems()).anyMatch(line -> line.startsWith("the file: ")));
    }
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "30s,PT30S", "10m,PT10M", "12h,PT12H", "90d,PT2160H", "PT5M,PT5M"})
  @DisplayName("time spans are written short or in ISO 8601")
  void spans(String text, Duration expected) {
    var in = new SettingsReader("wait: " + text, Map.of());
    assertThat(in.duration("wait", Duration.ZERO)).isEqualTo(expected);
    in.finish();
  }

  @Test
  @DisplayName("a section's own objections become problems")
  void sections() {
    var in = new SettingsReader("", Map.of());
    var made =
        in.section(
            "est",
            () -> {
              throw new IllegalArgumentException("port and host clash");
            });
    assertThat(made).isEmpty();
    assertThatExceptionOfType(SettingsProblem.class)
        .isThrownBy(in::finish)
        .satisfies(p -> assertThat(p.problems()).containsExactly("est: port and host clash"));
  }
}
