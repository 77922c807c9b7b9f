package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Der;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Pem;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Files of certificates. Thread-safe. */
public final class Certificates {
  private static final Set<String> LABELS =
      Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");
  private static final Set<String> MESSAGES = Set.of("PKCS7", "CMS");

  private Certificates() {}

  /**
   * Reads certificates: several in PEM (text and keys between them are skipped), one in DER or
   * base64, or a certs-only PKCS#7 message in any of these.
   *
   * @throws MalformedInput if there is none
   */
  public static List<Certificate> read(byte[] file) {
    var text = new String(file, US_ASCII);
    if (text.contains("-----BEGIN PKCS7-----") || text.contains("-----BEGIN CMS-----")) {
      return CertsOnly.read(LenientDecoder.one(file, MESSAGES).der());
    }
    var found = LenientDecoder.all(file, LABELS);
    if (found.size() == 1 && found.getFirst().label().isEmpty()) {
      return single(found.getFirst().der());
    }
    return found.stream().map(one -> Certificate.read(one.der())).toList();
  }

  private static List<Certificate> single(Der der) {
    try {
      return List.of(Certificate.read(der));
    } catch (MalformedInput notACertificate) {
      try {
        return CertsOnly.read(der);
      } catch (MalformedInput e) {
        throw notACertificate;
      }
    }
  }

  /** Writes PEM, in the order given. */
  public static byte[] pem(List<Certificate> certificates) {
    return certificates.stream()
        .map(certificate -> Pem.write("CERTIFICATE", certificate.der()))
        .collect(Collectors.joining())
        .getBytes(US_ASCII);
  }

  /**
   * Whether a server's certificate is for a host (RFC 9525 §6, by subjectAltName alone).
   *
   * @param host as in a URL, IPv6 addresses in brackets
   */
  public static boolean isFor(Certificate server, String host) {
    return HostNames.match(server, host);
  }

  static List<Certificate> ofJca(X509Certificate[] chain) throws CertificateException {
    try {
      return Arrays.stream(chain).map(Certificates::ofJca).toList();
    } catch (MalformedInput e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  static Certificate ofJca(X509Certificate certificate) {
    try {
      return Certificate.read(Der.of(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new MalformedInput("the certificate cannot be encoded", e);
    }
  }

  static X509Certificate[] jca(List<Certificate> chain) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var found = new X509Certificate[chain.size()];
      for (int i = 0; i < found.length; i++) {
        found[i] =
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(chain.get(i).der().bytes()));
      }
      return found;
    } catch (CertificateException e) {
      throw new MalformedInput("the certificate is not one that TLS can present", e);
    }
  }
}
