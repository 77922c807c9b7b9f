import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Packs the commands for a device of this machine's kind: a runtime with what they need of the JDK, and the libraries without what is for other machines. Arguments: the packaged command, the
 * launchers, to.
 */
final class PackImage {
  /** What the JDK is asked for; java.xml is for Jackson, jdk.unsupported for Conscrypt, jdk.crypto.cryptoki for tokens. */
  private static final String MODULES = "java.base,java.logging,java.net.http,java.xml,jdk.crypto.cryptoki,jdk.unsupported";

  private static final String NATIVE = "META-INF/native/";

  private final Path packaged;
  private final Path to;
  private final ClassFile without;

  private PackImage(Path packaged, Path to, ClassLoader libraries) {
    this.packaged = packaged;
    this.to = to;
    this.without =
        ClassFile.of(
            ClassFile.DebugElementsOption.DROP_DEBUG,
            ClassFile.LineNumbersOption.DROP_LINE_NUMBERS,
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(libraries).cached()));
  }

  public static void main(String[] arguments) throws InterruptedException {
    try {
      pack(arguments);
    } catch (IOException | IllegalStateException e) {
      System.err.println("crest image: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void pack(String[] arguments) throws IOException, InterruptedException {
    var to = Path.of(arguments[2]).toAbsolutePath().normalize();
    if (Files.exists(to) && !Files.isRegularFile(to.resolve("runtime/release")) && !isEmpty(to)) {
      System.err.println("crest image: " + to + " has something else in it; name a new folder");
      System.exit(6);
    }
    delete(to);
    Files.createDirectories(to.resolve("lib"));
    Files.createDirectories(to.resolve("bin"));
    var packaged = Path.of(arguments[0]);
    var jars = new ArrayList<URL>();
    for (var jar : list(packaged.resolve("lib"))) {
      jars.add(jar.toUri().toURL());
    }
    var libraries = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    var image = new PackImage(packaged, to, libraries);
    image.runtime();
    image.libraries();
    image.others(Path.of(arguments[1]));
    image.strip();
    image.cache();
    System.out.printf("%s: %.1f MB, of which %.1f MB are the cache for quick starts%n", to, size(to) / 1e6, size(to.resolve("lib/crest.aot")) / 1e6);
  }

  private void runtime() {
    var jlink = ToolProvider.findFirst("jlink").orElseThrow(() -> new IllegalStateException("this JDK has no jlink"));
    int exit =
        jlink.run(
            new PrintWriter(System.out, true),
            new PrintWriter(System.err, true),
            "--add-modules", MODULES, "--output", to.resolve("runtime").toString(), "--strip-debug", "--no-header-files", "--no-man-pages", "--compress", "zip-9", "--vm=server");
    if (exit != 0) {
      throw new IllegalStateException("jlink ended with " + exit);
    }
  }

  private void libraries() throws IOException {
    copy(packaged.resolve("crest-cli.jar"), to.resolve("lib/crest-cli.jar"));
    Files.createDirectories(to.resolve("lib/lib"));
    for (var jar : list(packaged.resolve("lib"))) {
      slim(jar, to.resolve("lib/lib").resolve(jar.getFileName()));
    }
  }

  /**
   * Copies a library. Native code goes beside it, where it needs no unpacking at each start; signatures go, since the cache takes no classes of signed libraries: what is in an image is vouched
   * for by whoever made it.
   */
  private void slim(Path from, Path jar) throws IOException {
    try (var in = new JarFile(from.toFile(), false);
        var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.setLevel(9);
      var manifest = in.getManifest() == null ? new Manifest() : new Manifest(in.getManifest());
      manifest.getEntries().clear();
      if (in.getManifest() != null) {
        out.putNextEntry(new JarEntry(JarFile.MANIFEST_NAME));
        manifest.write(out);
      }
      for (var entry : (Iterable<JarEntry>) in.stream()::iterator) {
        var name = entry.getName();
        if (name.startsWith(NATIVE) && !entry.isDirectory()) {
          nativeLibrary(in, entry);
        } else if (!name.equals(JarFile.MANIFEST_NAME) && !isSignature(name) && !entry.isDirectory()) {
          out.putNextEntry(new JarEntry(name));
          if (name.endsWith(".class")) {
            out.write(small(in, entry));
          } else {
            copy(in, entry, out);
          }
        }
      }
    }
    Files.setLastModifiedTime(jar, Files.getLastModifiedTime(from));
  }

  /**
   * Returns a class without what is for debuggers. One that is too old for the cache, which takes nothing from before Java 6, becomes a newer one: what that lacks are the stack maps.
   */
  private byte[] small(JarFile jar, JarEntry entry) throws IOException {
    byte[] bytes;
    try (var in = jar.getInputStream(entry)) {
      bytes = in.readAllBytes();
    }
    var model = without.parse(bytes);
    if (model.isModuleInfo()) {
      return bytes;
    }
    boolean old = model.majorVersion() < ClassFile.JAVA_6_VERSION;
    var smaller = without.transformClass(
        model,
        ClassTransform.endHandler(builder -> {
          if (old) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          }
        }));
    return old || smaller.length < bytes.length ? smaller : bytes;
  }

  private static boolean isSignature(String name) {
    var upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("META-INF/") && (upper.endsWith(".SF") || upper.endsWith(".RSA") || upper.endsWith(".DSA") || upper.endsWith(".EC"));
  }

  private void nativeLibrary(JarFile jar, JarEntry entry) throws IOException {
    var name = entry.getName().substring(NATIVE.length());
    if (!name.contains("-" + platform() + ".")) {
      return;
    }
    try (var out = Files.newOutputStream(to.resolve("lib").resolve(name))) {
      copy(jar, entry, out);
    }
  }

  /** This machine in the words of netty's and Conscrypt's file names, such as {@code linux-x86_64}. */
  private static String platform() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (system.startsWith("mac") ? "osx" : system.startsWith("win") ? "windows" : system)
        + "-"
        + switch (processor) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "aarch_64";
          default -> processor;
        };
  }

  private void others(Path launchers) throws IOException {
    for (var launcher : list(launchers)) {
      var file = to.resolve("bin").resolve(launcher.getFileName());
      copy(launcher, file);
      if (!file.toFile().setExecutable(true, false)) {
        throw new IOException(file + " cannot be made executable");
      }
    }
    tree(packaged.resolve("man"), to.resolve("share/man"));
    tree(packaged.resolve("systemd"), to.resolve("share/systemd"));
  }

  /** Takes the symbols out of native code, where the machine has what that takes. */
  private void strip() throws IOException, InterruptedException {
    try (var files = Files.walk(to)) {
      var objects = files.filter(file -> file.toString().endsWith(".so") || file.endsWith("bin/java")).map(Path::toString).toList();
      var command = new ArrayList<>(List.of("strip", "--strip-unneeded"));
      command.addAll(objects);
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IOException("strip failed");
      }
    } catch (IOException e) {
      System.err.println("crest image: without strip (binutils) the image is some MB larger than it has to be: " + e.getMessage());
    }
  }

  private void cache() throws IOException, InterruptedException {
    int exit = new ProcessBuilder(to.resolve("bin/crest-cache").toString()).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("crest-cache ended with " + exit);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    return Files.isDirectory(folder) && list(folder).isEmpty();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void copy(Path from, Path file) throws IOException {
    Files.copy(from, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void copy(JarFile jar, JarEntry entry, OutputStream out) throws IOException {
    try (var in = jar.getInputStream(entry)) {
      in.transferTo(out);
    }
  }

  private static void tree(Path from, Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var target = folder.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        copy(file, target);
      }
    }
  }

  private static long size(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).mapToLong(PackImage::bytes).sum();
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
