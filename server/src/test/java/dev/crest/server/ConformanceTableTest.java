package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * docs/conformance.md says what is so: its links exist, its tests name the requirement, and a yes
 * has a test.
 */
class ConformanceTableTest {
  private static final int REQUIREMENTS = 342;
  private static final Pattern ROW = Pattern.compile("\\| ([A-Z0-9]+(?:-[A-Z0-9]+)+) \\| .* \\|");
  private static final Pattern LINK = Pattern.compile("\\[[^]]+]\\(\\.\\./([^)]+)\\)");

  private static Path root;
  private static List<Row> rows;

  private record Row(String id, String classes, String tests, String state) {}

  @BeforeAll
  static void read() throws IOException {
    root = Path.of("").toAbsolutePath().getParent();
    rows = new ArrayList<>();
    for (var line : Files.readAllLines(root.resolve("docs/conformance.md"))) {
      var matcher = ROW.matcher(line);
      if (matcher.matches()) {
        var cells = line.split("(?<!\\\\)\\|", -1);
        rows.add(new Row(matcher.group(1), cells[4], cells[5], cells[6].strip()));
      }
    }
  }

  @Test
  @DisplayName("every requirement has exactly one row")
  void complete() {
    assertThat(rows).hasSize(REQUIREMENTS);
    assertThat(rows.stream().map(Row::id).distinct()).hasSize(REQUIREMENTS);
  }

  @Test
  @DisplayName("every row says yes with a class and a test, or says honestly what is not so")
  void honest() {
    for (var row : rows) {
      assertThat(row.state()).as(row.id()).isNotEmpty();
      if (row.state().startsWith("yes")) {
        assertThat(links(row.tests())).as("tests of " + row.id()).isNotEmpty();
        assertThat(links(row.classes())).as("classes of " + row.id()).isNotEmpty();
      } else {
        assertThat(row.state()).as(row.id()).matches("(not yet|no|partly|not applicable)\\b.*");
      }
    }
  }

  @Test
  @DisplayName("every link leads to a file, and every test named for a requirement names it")
  void links() throws IOException {
    for (var row : rows) {
      for (var link : links(row.classes() + row.tests())) {
        assertThat(root.resolve(link)).as(row.id()).exists();
      }
      for (var link : links(row.tests())) {
        assertThat(names(Files.readString(root.resolve(link)), row.id()))
            .as(link + " names " + row.id())
            .isTrue();
      }
    }
  }

  /** A test may name several ids shortly, such as {@code S-HTTP-05/07} or {@code S-HTTP-11…13}. */
  private static boolean names(String text, String id) {
    if (text.contains(id)) {
      return true;
    }
    int hyphen = id.lastIndexOf('-');
    var prefix = Pattern.quote(id.substring(0, hyphen + 1));
    var number = id.substring(hyphen + 1);
    var shortened = Pattern.compile(prefix + "(\\d\\d)((?:[/…,]\\d\\d)*)").matcher(text);
    while (shortened.find()) {
      if (among(shortened.group(1), shortened.group(2), number)) {
        return true;
      }
    }
    return false;
  }

  private static boolean among(String first, String rest, String number) {
    int last = Integer.parseInt(first);
    int wanted = Integer.parseInt(number);
    for (int i = 0; i + 2 < rest.length(); i += 3) {
      int next = Integer.parseInt(rest.substring(i + 1, i + 3));
      if (next == wanted || (rest.charAt(i) == '…' && wanted > last && wanted < next)) {
        return true;
      }
      last = next;
    }
    return false;
  }

  private static List<String> links(String cell) {
    return LINK.matcher(cell).results().map(result -> result.group(1)).toList();
  }
}
