package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The documentation points to what is there. */
class DocumentationTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:|#)([^)#\\s]+)(?:#[^)]*)?\\)");

  private static List<Path> documents() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file ->
              !file.toString().contains("/target/")
                  && !file.toString().contains("/node_modules/")
                  && !file.toString().contains("/."))
          .toList();
    }
  }

  @Test
  @DisplayName("every relative link in every document leads to a file")
  void links() throws IOException {
    assertThat(documents()).isNotEmpty();
    for (var document : documents()) {
      LINK.matcher(Files.readString(document))
          .results()
          .forEach(link ->
              assertThat(document.resolveSibling(link.group(1)).normalize())
                  .as(ROOT.relativize(document) + " → " + link.group(1))
                  .exists());
    }
  }

  @Test
  @DisplayName("every package of the server is in the drawing of docs/architecture.md")
  void drawing() throws IOException {
    var drawing = Files.readString(ROOT.resolve("docs/architecture.md"));
    try (var packages = Files.list(ROOT.resolve("server/src/main/java/dev/crest/server"))) {
      assertThat(packages.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(drawing).containsPattern("(?m)^ +" + name + " "));
    }
  }
}
