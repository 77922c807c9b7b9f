package dev.crest.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A device with a key of its own, making certification requests with Bouncy Castle. */
record Device(String name, KeyPair key, String signatureAlgorithm) {
  private static final String DN = "C=AU, ST=Some-State, O=Internet Widgits Pty Ltd, CN=";

  /** A device with a fresh P-256 key. */
  static Device named(String commonName) {
    return ec(commonName, "secp256r1", "SHA256withECDSA");
  }

  static Device ec(String commonName, String curve, String signatureAlgorithm) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return new Device(commonName, generator.generateKeyPair(), signatureAlgorithm);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static Device rsa(String commonName, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return new Device(commonName, generator.generateKeyPair(), "SHA256withRSA");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  PKCS10CertificationRequestBuilder builder() {
    return new JcaPKCS10CertificationRequestBuilder(new X500Name(DN + name), key.getPublic());
  }

  ContentSigner signer() {
    try {
      return new JcaContentSignerBuilder(signatureAlgorithm).build(key.getPrivate());
    } catch (OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  PKCS10CertificationRequest request() {
    return builder().build(signer());
  }

  /** A request that carries a channel binding as RFC 7030 §3.5 says. */
  PKCS10CertificationRequest bound(byte[] binding) {
    return bound(new DERPrintableString(Base64.getEncoder().encodeToString(binding)));
  }

  PKCS10CertificationRequest bound(ASN1Encodable challenge) {
    return builder()
        .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, challenge)
        .build(signer());
  }

  /** A request with DNS names and whatever else as subjectAltName. */
  PKCS10CertificationRequest request(GeneralName... names) {
    try {
      var extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      return builder()
          .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
          .build(signer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a request in base64 of 64 columns, as EST clients send it. */
  static String base64(PKCS10CertificationRequest request) {
    try {
      return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(request.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String pem(PKCS10CertificationRequest request) {
    return "-----BEGIN CERTIFICATE REQUEST-----\n"
        + base64(request)
        + "\n-----END CERTIFICATE REQUEST-----\n";
  }

  /** Writes private.pem (PKCS#8) and csr.pem. */
  void write(Path folder, PKCS10CertificationRequest request) {
    try {
      var pkcs8 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encodedKey());
      Files.writeString(
          folder.resolve("private.pem"),
          "-----BEGIN PRIVATE KEY-----\n" + pkcs8 + "\n-----END PRIVATE KEY-----\n",
          StandardCharsets.US_ASCII);
      Files.writeString(folder.resolve("csr.pem"), pem(request), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] encodedKey() {
    return key.getPrivate().getEncoded();
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "Device[" + name + "]";
  }
}
