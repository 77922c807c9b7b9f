package dev.crest.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A secret named by reference, never by value: {@code file:<path>} or {@code env:<name>}. One
 * trailing line break of a file is not part of the secret.
 *
 * @param reference such as {@code file:/etc/crest/store-password}
 */
public record SecretReference(String reference) {
  public SecretReference {
    if (!reference.startsWith("file:") && !reference.startsWith("env:")) {
      throw new IllegalArgumentException("a secret is given as file:<path> or env:<name>");
    }
  }

  /**
   * Reads the secret.
   *
   * @throws IllegalArgumentException if it cannot be read; the message names the reference, never
   *     the secret
   */
  public String resolve(Map<String, String> environment) {
    if (reference.startsWith("env:")) {
      var value = environment.get(reference.substring(4));
      if (value == null || value.isEmpty()) {
        throw new IllegalArgumentException("the environment has no " + reference.substring(4));
      }
      return value;
    }
    try {
      var text = Files.readString(Path.of(reference.substring(5)), StandardCharsets.UTF_8);
      return text.endsWith("\r\n")
          ? text.substring(0, text.length() - 2)
          : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the file of " + reference, e);
    }
  }
}
