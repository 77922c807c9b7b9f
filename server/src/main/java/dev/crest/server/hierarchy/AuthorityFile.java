package dev.crest.server.hierarchy;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Der;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Pkcs12Contents;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an administrator uploads: certificates, and for an import the private key.
 *
 * @param keys private keys
 * @param certificates certificates in the order of the file
 */
record AuthorityFile(List<PrivateKey> keys, List<Certificate> certificates) {
  private static final int MOST_BYTES = 256 * 1024;
  private static final int MOST_CERTIFICATES = 20;
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final Set<String> KEYS =
      Set.of("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", ENCRYPTED);
  private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE");
  private static final Set<String> ALL =
      Set.of(
          "PRIVATE KEY",
          "EC PRIVATE KEY",
          "RSA PRIVATE KEY",
          ENCRYPTED,
          "CERTIFICATE",
          "X509 CERTIFICATE");

  @Override
  public String toString() {
    return "AuthorityFile[" + keys.size() + " keys, " + certificates + "]";
  }

  /**
   * Reads a key with its certificates: PKCS#12, or PEM with both.
   *
   * @throws Refused {@code INVALID} or {@code TOO_LARGE} saying what is wrong
   */
  static AuthorityFile withKey(byte[] file, Optional<char[]> passphrase) {
    return reading(
        file,
        () ->
            armoured(file)
                ? pem(file, passphrase)
                : pkcs12(
                    file,
                    passphrase.orElseThrow(
                        () -> refused("passphrase", "is needed to read a PKCS#12 file"))));
  }

  /**
   * Reads certificates: PEM, DER, base64, or a certs-only PKCS#7 message.
   *
   * @throws Refused {@code INVALID} or {@code TOO_LARGE} saying what is wrong
   */
  static AuthorityFile ofCertificates(byte[] file) {
    return reading(
        file,
        () -> {
          var labels = new ArrayList<>(CERTIFICATES);
          labels.addAll(List.of("PKCS7", "CMS"));
          var found = new ArrayList<Certificate>();
          for (var part : LenientDecoder.all(file, Set.copyOf(labels))) {
            found.addAll(certificates(part.der()));
          }
          return new AuthorityFile(List.of(), List.copyOf(found));
        });
  }

  /** A certs-only message begins with an OID where a certificate has a SEQUENCE. */
  private static List<Certificate> certificates(Der der) {
    try {
      return List.of(Certificate.read(der));
    } catch (MalformedInput certificate) {
      try {
        return CertsOnly.read(der);
      } catch (MalformedInput message) {
        throw certificate;
      }
    }
  }

  private interface Reading {
    AuthorityFile read();
  }

  private static AuthorityFile reading(byte[] file, Reading reading) {
    if (file.length > MOST_BYTES) {
      throw Refused.of(
          Kind.TOO_LARGE,
          "certificate-authority-file-size",
          List.of(Fault.of("file", "must have at most " + MOST_BYTES + " bytes")));
    }
    try {
      var read = reading.read();
      if (read.certificates().size() > MOST_CERTIFICATES) {
        throw refused("file", "must have at most " + MOST_CERTIFICATES + " certificates");
      }
      return read;
    } catch (MalformedInput e) {
      throw refused("file", String.valueOf(e.getMessage()));
    }
  }

  private static boolean armoured(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
  }

  private static AuthorityFile pkcs12(byte[] file, char[] passphrase) {
    var contents = Pkcs12Contents.read(file, passphrase);
    return new AuthorityFile(contents.keys(), contents.certificates());
  }

  private static AuthorityFile pem(byte[] file, Optional<char[]> passphrase) {
    var keys = new ArrayList<PrivateKey>();
    var certificates = new ArrayList<Certificate>();
    for (var found : LenientDecoder.all(file, ALL)) {
      if (!KEYS.contains(found.label())) {
        certificates.add(Certificate.read(found.der()));
      } else if (found.label().equals(ENCRYPTED)) {
        keys.add(
            Keys.decrypt(
                found.der().bytes(),
                passphrase.orElseThrow(
                    () -> refused("passphrase", "is needed to read the encrypted key"))));
      } else {
        keys.add(Keys.readPrivate(found.der().bytes()));
      }
    }
    return new AuthorityFile(List.copyOf(keys), List.copyOf(certificates));
  }

  static Refused refused(String field, String message) {
    return Refused.of(
        Kind.INVALID, "certificate-authority-invalid", List.of(Fault.of(field, message)));
  }
}
