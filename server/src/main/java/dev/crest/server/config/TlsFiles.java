package dev.crest.server.config;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.server.listen.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;

/**
 * A TLS certificate that the operator provides.
 *
 * @param certificateFile PEM, the server's certificate first, then its issuers
 * @param keyFile PEM, PKCS#8, SEC 1 or PKCS#1, not encrypted
 */
public record TlsFiles(Path certificateFile, Path keyFile) {
  private static final Set<String> CERTIFICATE = Set.of("CERTIFICATE");
  private static final Set<String> KEY = Set.of("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY");

  /** When the files were last changed; a different value is a reason to read them again. */
  public record Version(FileTime certificate, FileTime key) {}

  /**
   * @throws SettingsProblem if a file is not there
   */
  public Version version() {
    try {
      return new Version(
          Files.getLastModifiedTime(certificateFile), Files.getLastModifiedTime(keyFile));
    } catch (IOException e) {
      throw problem("cannot be read: " + e.getMessage());
    }
  }

  /**
   * Reads both files.
   *
   * @throws SettingsProblem if they cannot be read, are malformed, or do not belong together
   */
  public TlsIdentity read() {
    try {
      var chain =
          LenientDecoder.all(Files.readAllBytes(certificateFile), CERTIFICATE).stream()
              .map(found -> Certificate.read(found.der()))
              .toList();
      var key = LenientDecoder.all(Files.readAllBytes(keyFile), KEY).getFirst();
      return new TlsIdentity(chain, Keys.readPrivate(key.der().bytes()));
    } catch (IOException | MalformedInput | IllegalArgumentException e) {
      throw problem(String.valueOf(e.getMessage()));
    }
  }

  private static SettingsProblem problem(String message) {
    return new SettingsProblem(List.of("est.certificate-file, est.key-file: " + message));
  }
}
