package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The judges themselves: a good certificate passes, and each fault is found. */
class VerificationTest {
  private static final Device AUTHORITY = Device.named("authority.example");
  private static final Device DEVICE = Device.named("device.example");
  private static final X500Name ISSUER = new X500Name("O=Example, CN=Root");
  private static final BigInteger SERIAL = BigInteger.ONE.shiftLeft(126);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private static JcaX509ExtensionUtils identifiers() throws Exception {
    return new JcaX509ExtensionUtils();
  }

  /** Something that is done to an otherwise good certificate. */
  interface Change {
    void to(X509v3CertificateBuilder certificate) throws Exception;
  }

  private static X509Certificate signed(Device by, X509v3CertificateBuilder certificate)
      throws Exception {
    return new JcaX509CertificateConverter().getCertificate(certificate.build(by.signer()));
  }

  private static X509Certificate root() throws Exception {
    var certificate = builder(SERIAL, ISSUER, AUTHORITY);
    certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    var usage = new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
    certificate.addExtension(Extension.keyUsage, true, usage);
    return signed(AUTHORITY, certificate);
  }

  private static X509v3CertificateBuilder builder(BigInteger serial, X500Name name, Device device)
      throws Exception {
    var certificate =
        new JcaX509v3CertificateBuilder(
            ISSUER,
            serial,
            Date.from(NOW.minus(1, ChronoUnit.HOURS)),
            Date.from(NOW.plus(1, ChronoUnit.DAYS)),
            name,
            device.key().getPublic());
    var key = identifiers().createSubjectKeyIdentifier(device.key().getPublic());
    return certificate.addExtension(Extension.subjectKeyIdentifier, false, key);
  }

  private static X509Certificate device(Device by, BigInteger serial, X500Name name, Change change)
      throws Exception {
    var certificate = builder(serial, name, DEVICE);
    certificate.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        identifiers().createAuthorityKeyIdentifier(AUTHORITY.key().getPublic()));
    certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    change.to(certificate);
    return signed(by, certificate);
  }

  private static X509Certificate device(Change change) throws Exception {
    return device(AUTHORITY, SERIAL, new X500Name("CN=device.example"), change);
  }

  private static void judge(X509Certificate certificate) throws Exception {
    new Verification(root(), List.of(root())).judge(List.of(certificate));
  }

  @Test
  @DisplayName("CERT-21 a good certificate passes")
  void good() throws Exception {
    judge(device(certificate -> {}));
  }

  @Test
  @DisplayName("CERT-21 a certificate that another key signed is found by OpenSSL")
  void foreignSignature() throws Exception {
    var forged = device(DEVICE, SERIAL, new X500Name("CN=device.example"), certificate -> {});

    assertThatThrownBy(() -> judge(forged))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("signature failure");
  }

  static Stream<Arguments> faults() throws Exception {
    var country = new X500NameBuilder().addRDN(BCStyle.C, new DERUTF8String("AU")).build();
    return Stream.of(
        Arguments.of("CERT-14", change(Extension.basicConstraints, new BasicConstraints(true))),
        Arguments.of(
            "CERT-15",
            change(
                Extension.extendedKeyUsage,
                new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage))),
        Arguments.of(
            "CERT-12",
            (Change)
                certificate ->
                    certificate.replaceExtension(
                        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment))),
        Arguments.of(
            "CERT-10",
            (Change) certificate -> certificate.removeExtension(Extension.authorityKeyIdentifier)),
        Arguments.of("CERT-02", BigInteger.TWO),
        Arguments.of("CERT-02", BigInteger.ONE.shiftLeft(160)),
        Arguments.of("CERT-07", country));
  }

  private static Change change(ASN1ObjectIdentifier oid, ASN1Encodable value) {
    return certificate -> certificate.addExtension(oid, true, value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @DisplayName("CERT-21 each fault is found by the lint under its requirement")
  void fault(String requirement, Object fault) throws Exception {
    var name = new X500Name("CN=device.example");
    var certificate =
        switch (fault) {
          case Change change -> device(change);
          case BigInteger serial -> device(AUTHORITY, serial, name, untouched -> {});
          case X500Name other -> device(AUTHORITY, SERIAL, other, untouched -> {});
          default -> throw new IllegalArgumentException(requirement);
        };

    assertThat(CertificateLint.findings(certificate, root()))
        .anyMatch(finding -> finding.startsWith(requirement));
  }
}
