package dev.crest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shell completion, tried in a real bash; and that {@code ./crest} knows the commands. */
class CompletionTest {
  @TempDir Path folder = Path.of("");

  private String bash(String script) throws IOException, InterruptedException {
    var process = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  private Path script(String shell) throws IOException {
    var outcome = new Crest(folder).run("completion", shell);
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return Files.writeString(folder.resolve(shell), outcome.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  @DisplayName("the script is accepted")
  void accepted(String shell) throws Exception {
    bash("bash -n " + script(shell));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          crest pol                                | policy
          crest policy res                         | restore
          crest policy create --divis              | --division
          crest policy create --model ''           | lifecycle
          crest profile create --content.validity. | --content.validity.usual
          """)
  @DisplayName("nouns, verbs, options and values are completed")
  void completes(String typed, String expected) throws Exception {
    var words = typed.strip().split(" +");
    var found =
        bash(
            "source "
                + script("bash")
                + "; COMP_WORDS=("
                + typed
                + "); COMP_CWORD="
                + (words.length - 1)
                + "; COMP_LINE='"
                + typed.replace("'", "")
                + "'; COMP_POINT=${#COMP_LINE}; _complete_crest; printf '%s\\n' \"${COMPREPLY[@]}\"");
    assertThat(found.lines().map(String::strip)).contains(expected);
  }

  @Test
  @DisplayName("./crest help names every noun, and completion knows the server's commands")
  void help() throws Exception {
    var text = Files.readString(Path.of("").toAbsolutePath().getParent().resolve("crest"));
    var listed =
        new Crest(folder)
            .run("--help")
            .out()
            .lines()
            .filter(line -> line.startsWith("  "))
            .toList();
    for (var noun :
        new String[] {
          "account", "division", "ca", "template", "profile", "policy", "auth-policy", "passcode",
          "auth-certificate", "auth-ca", "group", "assignment", "device", "certificate", "request",
              "job",
          "user", "service-user", "api-key", "audit", "login", "completion"
        }) {
      assertThat(text).containsPattern("\\b" + noun + "\\b");
    }
    assertThat(listed).anyMatch(line -> line.startsWith("  auth-policy"));
    assertThat(Files.readString(script("bash"))).contains("quickstart");
  }
}
