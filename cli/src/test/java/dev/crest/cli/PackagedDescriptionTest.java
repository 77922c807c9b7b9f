package dev.crest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that the committed description of the API comes to. */
class PackagedDescriptionTest {
  @TempDir Path folder = Path.of("");
  private Crest crest;

  @BeforeEach
  void start() {
    crest = new Crest(folder).packaged();
  }

  private List<String> commands(String help) {
    return help.lines()
        .dropWhile(line -> !line.startsWith("Commands:"))
        .filter(line -> line.startsWith("  ") && !line.startsWith("   "))
        .map(line -> line.strip().split(" ")[0])
        .toList();
  }

  @Test
  @DisplayName("every command of every noun explains itself")
  void help() {
    var nouns = commands(crest.run("--help").out());
    assertThat(nouns).contains("division", "policy", "passcode", "user", "login");
    for (var noun : nouns) {
      for (var verb : commands(crest.run(noun, "--help").out())) {
        var outcome = crest.run(noun, verb, "--help");
        assertThat(outcome.exit()).as(noun + " " + verb + outcome.err()).isZero();
        assertThat(outcome.out()).contains("Usage: crest " + noun + " " + verb);
      }
    }
  }

  @Test
  @DisplayName(
      "what is the same for every noun is there under the usual verbs, and actions are one word")
  void verbs() {
    assertThat(commands(crest.run("policy", "--help").out()))
        .startsWith("list", "get", "create", "update", "delete")
        .contains("enable", "disable", "restore");
    assertThat(commands(crest.run("user", "--help").out())).contains("invite");
  }
}
