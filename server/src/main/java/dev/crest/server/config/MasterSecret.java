package dev.crest.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * What keys at rest are sealed under: a passphrase or a key file, by reference.
 *
 * @param reference {@code file:…} or {@code env:…}
 */
public record MasterSecret(SecretReference reference) {
  private static final int BYTES = 32;

  /**
   * Reads the secret; a key file that does not exist yet is made, with 32 random bytes in base64
   * and mode 0600.
   *
   * @throws SettingsProblem if it cannot be read or made
   */
  public byte[] resolve(Map<String, String> environment) {
    try {
      if (reference.reference().startsWith("file:")) {
        makeIfAbsent(Path.of(reference.reference().substring("file:".length())));
      }
      return reference.resolve(environment).getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException | IOException e) {
      throw new SettingsProblem(java.util.List.of("secrets.master: " + e.getMessage()));
    }
  }

  private static void makeIfAbsent(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    var folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var draft = Files.createTempFile(folder, ".master", ".tmp", mode);
    try {
      Files.writeString(draft, Base64.getEncoder().encodeToString(secret) + "\n");
      // A link never replaces: of two first starts at once, the second uses the first one's secret.
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Somebody else made it just now.
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
