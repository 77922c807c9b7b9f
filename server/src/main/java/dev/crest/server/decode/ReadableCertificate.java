package dev.crest.server.decode;

import dev.crest.ca.profile.SignatureAlgorithms;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;

/**
 * A certificate (RFC 5280 §4.1) in words. Names are escaped so that they are safe in a log line.
 *
 * @param subject RFC 4514 text, empty where there is none
 * @param subjectAltNames such as {@code dns:device.example}
 * @param issuer RFC 4514 text
 * @param serialNumber lower-case hexadecimal
 * @param notBefore first second of validity
 * @param notAfter last second of validity
 * @param key type of the key such as {@code EC P-256}, or its algorithm's OID
 * @param keySha256 SHA-256 of SubjectPublicKeyInfo in hexadecimal
 * @param signatureAlgorithm its name in the RFCs, or its OID
 * @param extensions in the order of the certificate
 * @param sha256 fingerprint in hexadecimal
 * @param sha1 fingerprint in hexadecimal, for tools that show nothing else
 */
public record ReadableCertificate(
    String subject,
    List<String> subjectAltNames,
    String issuer,
    String serialNumber,
    Instant notBefore,
    Instant notAfter,
    String key,
    String keySha256,
    String signatureAlgorithm,
    List<ReadableExtension> extensions,
    String sha256,
    String sha1) {

  /** Puts a certificate into words. */
  public static ReadableCertificate of(Certificate certificate) {
    var key = certificate.publicKeyInfo();
    return new ReadableCertificate(
        Names.text(certificate.subject()),
        certificate.subjectAltName().stream()
            .flatMap(names -> Arrays.stream(names.getNames()))
            .map(Names::text)
            .toList(),
        Names.text(certificate.issuer()),
        certificate.serialNumber().hex(),
        certificate.notBefore(),
        certificate.notAfter(),
        KeyType.of(key).map(KeyType::title).orElse(key.getAlgorithm().getAlgorithm().getId()),
        HexFormat.of().formatHex(keyDer(certificate).sha256()),
        SignatureAlgorithms.name(certificate.signatureAlgorithm().getAlgorithm()),
        extensions(certificate),
        HexFormat.of().formatHex(certificate.fingerprint()),
        HexFormat.of().formatHex(sha1(certificate.der().bytes())));
  }

  private static List<ReadableExtension> extensions(Certificate certificate) {
    var structure = org.bouncycastle.asn1.x509.Certificate.getInstance(certificate.der().bytes());
    var extensions = structure.getTBSCertificate().getExtensions();
    var readable = new ArrayList<ReadableExtension>();
    if (extensions != null) {
      for (var oid : extensions.getExtensionOIDs()) {
        Extension extension = extensions.getExtension(oid);
        readable.add(ReadableExtension.of(extension));
      }
    }
    return List.copyOf(readable);
  }

  private static Der keyDer(Certificate certificate) {
    try {
      return Der.of(certificate.publicKeyInfo().getEncoded("DER"));
    } catch (IOException e) {
      throw new UncheckedIOException("what was read can be written", e);
    }
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
