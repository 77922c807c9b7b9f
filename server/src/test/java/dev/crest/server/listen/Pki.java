package dev.crest.server.listen;

import dev.crest.pkix.KeyType;
import dev.crest.testkit.HeldCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The certificates of these tests: a root, an issuing CA, servers and devices. */
final class Pki {
  static final String PLAIN = "est.example";
  static final String CLIENT_AUTH = "clientauth.est.example";

  static final HeldCertificate ROOT =
      new HeldCertificate.Builder().commonName("Test Root").certificateAuthority(1).build();
  static final HeldCertificate ISSUING =
      new HeldCertificate.Builder()
          .commonName("Test Issuing")
          .certificateAuthority(0)
          .signedBy(ROOT)
          .build();
  static final HeldCertificate SERVER = server(KeyType.EC_P256);

  private static final Map<KeyType, HeldCertificate> DEVICES = new ConcurrentHashMap<>();

  private Pki() {}

  static HeldCertificate server(KeyType type) {
    return new HeldCertificate.Builder()
        .commonName("Test Server")
        .keyType(type)
        .dns(PLAIN)
        .dns(CLIENT_AUTH)
        .dns("localhost")
        .dns("further.example")
        .ip("127.0.0.1")
        .signedBy(ISSUING)
        .build();
  }

  static HeldCertificate device(KeyType type) {
    return DEVICES.computeIfAbsent(
        type,
        _ ->
            new HeldCertificate.Builder()
                .commonName("Device " + type.title())
                .keyType(type)
                .signedBy(ISSUING)
                .build());
  }

  static TlsIdentity identity(HeldCertificate leaf) {
    return new TlsIdentity(
        List.of(leaf.certificate(), ISSUING.certificate()), leaf.keyPair().getPrivate());
  }

  /** Writes a file that is deleted with the JVM and returns its name. */
  static String file(String... contents) {
    try {
      var file = Files.createTempFile("crest-listen", ".pem");
      file.toFile().deleteOnExit();
      return Files.writeString(file, String.join("\n", contents)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String trustAnchorFile() {
    return file(ROOT.certificatePem());
  }

  /** The device's certificate with its issuer after it. */
  static String chainFile(HeldCertificate device) {
    return file(device.certificatePem(), ISSUING.certificatePem());
  }

  static String keyFile(HeldCertificate device) {
    return file(device.privateKeyPkcs8Pem());
  }

  static Path emptyFile() {
    return Path.of(file(""));
  }
}
