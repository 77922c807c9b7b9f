package dev.crest.estclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.AccessFlag;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What the library publishes is what {@code api/est-client.api} says: nothing changes by accident.
 * {@code -Dcrest.write-api=true} writes it anew.
 */
class PublishedApiTest {
  private static final Path GOLDEN = Path.of("api/est-client.api");

  @Test
  @DisplayName("the public API is the one that was agreed on")
  void golden() throws Exception {
    var found = types().map(PublishedApiTest::describe).collect(Collectors.joining("\n"));
    if (Boolean.getBoolean("crest.write-api")) {
      Files.writeString(GOLDEN, found);
    }
    assertThat(found).isEqualTo(Files.readString(GOLDEN));
  }

  private static Stream<Class<?>> types() throws Exception {
    try (var files = Files.list(Path.of("target/classes/dev/crest/estclient"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
          .map(name -> "dev.crest.estclient." + name.substring(0, name.length() - 6))
          .<Class<?>>map(PublishedApiTest::load)
          .filter(PublishedApiTest::published)
          .sorted(Comparator.comparing(Class::getName))
          .toList()
          .stream();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublishedApiTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean published(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getDeclaringClass() == null || published(type.getDeclaringClass()));
  }

  private static String describe(Class<?> type) {
    var text = new StringBuilder();
    text.append(Modifier.toString(type.getModifiers())).append(' ');
    text.append(type.isSealed() ? "sealed " : "").append(type.getTypeName());
    if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
      text.append(" extends ").append(type.getGenericSuperclass().getTypeName());
    }
    for (var one : type.getGenericInterfaces()) {
      text.append(" : ").append(one.getTypeName());
    }
    text.append("\n");
    if (type.isSealed()) {
      for (var one : type.getPermittedSubclasses()) {
        text.append("  permits ").append(one.getTypeName()).append("\n");
      }
    }
    Stream.of(
            Arrays.stream(type.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .map(field -> field.getGenericType().getTypeName() + " " + field.getName()),
            executables(type.getDeclaredConstructors()).map(one -> "new " + parameters(one)),
            executables(type.getDeclaredMethods()).map(PublishedApiTest::method))
        .flatMap(lines -> lines.sorted())
        .forEach(line -> text.append("  ").append(line).append("\n"));
    return text.toString();
  }

  private static Stream<Executable> executables(Executable[] all) {
    return Arrays.stream(all)
        .filter(one ->
            Modifier.isPublic(one.getModifiers()) || Modifier.isProtected(one.getModifiers()))
        .filter(one -> !one.isSynthetic() && !one.accessFlags().contains(AccessFlag.BRIDGE));
  }

  private static String method(Executable executable) {
    var method = (Method) executable;
    return (Modifier.isStatic(method.getModifiers()) ? "static " : "")
        + method.getGenericReturnType().getTypeName()
        + " "
        + method.getName()
        + parameters(method);
  }

  private static String parameters(Executable executable) {
    var thrown =
        List.of(executable.getGenericExceptionTypes()).stream().map(Type::getTypeName).toList();
    return Arrays.stream(executable.getGenericParameterTypes())
            .map(Type::getTypeName)
            .collect(Collectors.joining(", ", "(", ")"))
        + (thrown.isEmpty() ? "" : " throws " + String.join(", ", thrown));
  }
}
