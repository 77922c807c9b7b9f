package dev.crest.server.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The console as it was built, read into memory at start: only what is listed here is ever served,
 * whatever a path says. A server that was built without it has a page that says so. Immutable.
 */
@Component
final class ConsoleFiles {
  /** Where files are whose names change with their content. */
  static final String ASSETS = "/assets/";

  private static final String FOLDER = "dev/crest/console/static/";
  private static final String PAGE = "/index.html";
  private static final String NONCE = "__CSP_NONCE__";
  private static final String COMPRESSED = ".gz";

  private final Map<String, ConsoleFile> files;
  private final String page;

  @Autowired
  ConsoleFiles() {
    this(ConsoleFiles.class.getClassLoader());
  }

  /**
   * @param classes where the console is looked for
   */
  ConsoleFiles(ClassLoader classes) {
    var index = Optional.ofNullable(classes.getResource(FOLDER + PAGE.substring(1)));
    var read = index.map(ConsoleFiles::read).orElseGet(Map::of);
    var found = new HashMap<String, ConsoleFile>();
    read.forEach((path, bytes) -> {
      if (!path.equals(PAGE) && !path.endsWith(COMPRESSED)) {
        var zipped = Optional.ofNullable(read.get(path + COMPRESSED));
        found.put(path, new ConsoleFile(path, bytes, zipped));
      }
    });
    files = Map.copyOf(found);
    page =
        Optional.ofNullable(read.get(PAGE))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElseGet(ConsoleFiles::withoutConsole);
  }

  private static String withoutConsole() {
    try (var in = ConsoleFiles.class.getResourceAsStream("no-console.html")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the folder that a page is in, from a folder or a jar; nothing hidden. */
  private static Map<String, byte[]> read(URL index) {
    try {
      var uri = index.toURI();
      if (!uri.getScheme().equals("jar")) {
        return read(Objects.requireNonNull(Path.of(uri).getParent()));
      }
      var text = uri.toString();
      var jar = Path.of(java.net.URI.create(text.substring("jar:".length(), text.indexOf("!/"))));
      try (var inside = FileSystems.newFileSystem(jar)) {
        return read(inside.getPath(FOLDER));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the console is at an address that is none", e);
    }
  }

  private static Map<String, byte[]> read(Path folder) throws IOException {
    var found = new HashMap<String, byte[]>();
    try (var all = Files.walk(folder)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        var path = "/" + folder.relativize(file).toString().replace('\\', '/');
        if (!path.contains("/.")) {
          found.put(path, Files.readAllBytes(file));
        }
      }
    }
    return found;
  }

  /** Returns the file of a path that begins with a slash. */
  Optional<ConsoleFile> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /**
   * Returns the page that every route of the console begins with.
   *
   * @param nonce what its scripts and styles are allowed by, another one for each reply
   */
  byte[] page(String nonce) {
    return page.replace(NONCE, nonce).getBytes(StandardCharsets.UTF_8);
  }
}
