package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules about the source text that CONTRIBUTING.md states. */
class SourceRulesTest {
  private static final Pattern BANNED_NAME =
      Pattern.compile("(Utils?|Helper|Manager|Impl|Info|Data)\\.java$");

  private static List<Path> sources() throws IOException {
    var root = Path.of("").toAbsolutePath().getParent();
    try (var files = Files.walk(root)) {
      return files
          .filter(
              file -> file.toString().endsWith(".java") && !file.toString().contains("/target/"))
          .toList();
    }
  }

  @Test
  @DisplayName("no source file is longer than 500 lines")
  void fileLength() throws IOException {
    for (var file : sources()) {
      assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(500);
    }
  }

  @Test
  @DisplayName("no class is called Util, Helper, Manager, Impl, Info or Data")
  void names() throws IOException {
    assertThat(sources())
        .isNotEmpty()
        .noneMatch(file -> BANNED_NAME.matcher(file.toString()).find());
  }

  @Test
  @DisplayName("every package says in one sentence what it is, and is null-marked")
  void packagesAreDescribed() throws IOException {
    for (var file : sources()) {
      if (!file.toString().contains("/src/main/java/")) {
        continue;
      }
      var described = file.resolveSibling("package-info.java");
      assertThat(described).exists();
      assertThat(Files.readString(described))
          .as(described.toString())
          .contains("@NullMarked")
          .contains("/**");
    }
  }

  @Test
  @DisplayName("no test is disabled or skipped by an assumption")
  void noSkippedTests() throws IOException {
    var banned =
        List.of(
            "@" + "Disabled", "Assumptions." + "assume", "assume" + "True(", "assume" + "That(");
    for (var file : sources()) {
      var text = Files.readString(file);
      assertThat(banned).as(file.toString()).noneMatch(text::contains);
    }
  }
}
