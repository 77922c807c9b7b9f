package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * What other implementations say of certificates: OpenSSL's strict verification, the path builders
 * of the JDK and of Bouncy Castle, GnuTLS's reader, and {@link CertificateLint} (CERT-21).
 */
record Verification(X509Certificate anchor, List<X509Certificate> authorities) {
  private static final int BATCH = 500;

  static Verification under(Path anchorFile, List<X509Certificate> authorities) {
    return new Verification(read(anchorFile), authorities);
  }

  static X509Certificate read(Path pem) {
    try (var in = Files.newInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(pem + " holds no certificate", e);
    }
  }

  static String pem(X509Certificate certificate) {
    try {
      var lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
      return "-----BEGIN CERTIFICATE-----\n"
          + lines.encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  /** Fails unless each certificate passes everything. */
  void judge(Collection<X509Certificate> certificates) {
    var all = List.copyOf(certificates);
    for (int from = 0; from < all.size(); from += BATCH) {
      judgeByTools(all.subList(from, Math.min(from + BATCH, all.size())));
    }
    var bouncyCastle = new BouncyCastleProvider();
    for (var certificate : all) {
      var path = path(certificate, Optional.empty());
      assertThat(path(certificate, Optional.of(bouncyCastle))).hasSameSizeAs(path);
      var issuer = path.size() > 1 ? path.get(1) : anchor;
      assertThat(CertificateLint.findings(certificate, issuer))
          .as("findings on " + certificate.getSubjectX500Principal())
          .isEmpty();
    }
  }

  /** Returns the path from the certificate up to but without the anchor. */
  private List<X509Certificate> path(X509Certificate certificate, Optional<Provider> provider) {
    try {
      var target = new X509CertSelector();
      target.setCertificate(certificate);
      var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(anchor, null)), target);
      parameters.setRevocationEnabled(false);
      var known = new ArrayList<>(authorities);
      known.add(certificate);
      var store = new CollectionCertStoreParameters(known);
      parameters.addCertStore(CertStore.getInstance("Collection", store));
      var builder =
          provider.isPresent()
              ? CertPathBuilder.getInstance("PKIX", provider.get())
              : CertPathBuilder.getInstance("PKIX");
      var result = (PKIXCertPathBuilderResult) builder.build(parameters);
      return result.getCertPath().getCertificates().stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(
          "no path from " + certificate.getSubjectX500Principal() + " by " + provider, e);
    }
  }

  private void judgeByTools(List<X509Certificate> certificates) {
    try {
      var folder = Files.createTempDirectory("crest-verify");
      try {
        judgeIn(folder, certificates);
      } finally {
        RunningCrest.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void judgeIn(Path folder, List<X509Certificate> certificates) throws IOException {
    var verify =
        new ArrayList<>(List.of("openssl", "verify", "-x509_strict", "-CAfile", "anchor.pem"));
    verify.addAll(List.of("-untrusted", "authorities.pem"));
    Files.writeString(folder.resolve("anchor.pem"), pem(anchor));
    write(folder.resolve("authorities.pem"), authorities);
    for (int i = 0; i < certificates.size(); i++) {
      write(folder.resolve(i + ".pem"), List.of(certificates.get(i)));
      verify.add(i + ".pem");
    }
    var verdict = Tool.run(folder, new byte[0], verify).good();
    assertThat(verdict.text().lines().filter(line -> line.endsWith(": OK")))
        .hasSameSizeAs(certificates);
    write(folder.resolve("all.pem"), certificates);
    var read =
        Tool.run(folder, "certtool", "--certificate-info", "--infile", "all.pem").good().text();
    assertThat(read.lines().filter(line -> line.contains("X.509 Certificate Information:")))
        .hasSameSizeAs(certificates);
  }

  private static void write(Path file, List<X509Certificate> certificates) throws IOException {
    var text = new StringBuilder();
    certificates.forEach(certificate -> text.append(pem(certificate)));
    Files.writeString(file, text, StandardCharsets.US_ASCII);
  }
}
