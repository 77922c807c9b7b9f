package dev.crest.server.enrollment;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Names;
import dev.crest.pkix.Pem;
import dev.crest.pkix.Providers;
import dev.crest.server.auth.PasscodeValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * A key that the server made, with its certificate and those above it, under a password: the only
 * form in which such a key leaves by the management API.
 *
 * <p>PKCS#12 (RFC 7292) has PBES2 with PBKDF2 (HMAC-SHA-256) and AES-256-CBC, and a MAC with
 * SHA-256, which OpenSSL 3 and Java read without being asked to. The password is drawn here and has
 * 119 bits, so that few rounds suffice.
 */
public final class KeyFile {
  private static final int ROUNDS = 2048;
  private static final int PASSWORD_CHARACTERS = 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyFile() {}

  /** How a key and its certificates are written. */
  public enum Format {
    PKCS12,
    /** An encrypted PKCS#8 key and certificates, one behind the other. */
    PEM
  }

  /** Draws a password: 20 characters of {@code 0-9A-Za-z}. */
  public static String password() {
    return PasscodeValue.generate(RANDOM, PASSWORD_CHARACTERS).value();
  }

  /**
   * Writes a key file.
   *
   * @param pkcs8 the key as PKCS#8 PrivateKeyInfo; the caller zeroises it
   * @param certificate the key's
   * @param above the certificates above it, issuing CA first
   * @param password as {@link #password} draws it
   */
  public static byte[] write(
      Format format,
      byte[] pkcs8,
      Certificate certificate,
      List<Certificate> above,
      String password) {
    return switch (format) {
      case PKCS12 -> pkcs12(pkcs8, certificate, above, password.toCharArray());
      case PEM -> pem(pkcs8, certificate, above, password.toCharArray());
    };
  }

  private static byte[] pem(
      byte[] pkcs8, Certificate certificate, List<Certificate> above, char[] password) {
    var text = new StringBuilder();
    var encrypted = Keys.encrypt(Keys.readPrivate(pkcs8), password);
    text.append(Pem.write("ENCRYPTED PRIVATE KEY", Der.of(encrypted)));
    text.append(Pem.write("CERTIFICATE", certificate.der()));
    above.forEach(one -> text.append(Pem.write("CERTIFICATE", one.der())));
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] pkcs12(
      byte[] pkcs8, Certificate certificate, List<Certificate> above, char[] password) {
    try {
      var name = new DERBMPString(Names.text(certificate.subject()));
      var id = new SubjectKeyIdentifier(certificate.fingerprint());
      var key = new PKCS12SafeBagBuilder(PrivateKeyInfo.getInstance(pkcs8), encryptor(password));
      key.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, name);
      key.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, id);
      var bags = new PKCS12SafeBag[above.size() + 1];
      var own = bag(certificate);
      own.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, name);
      own.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, id);
      bags[0] = own.build();
      for (int i = 0; i < above.size(); i++) {
        bags[i + 1] = bag(above.get(i)).build();
      }
      var builder = new PKCS12PfxPduBuilder();
      builder.addData(key.build());
      builder.addEncryptedData(encryptor(password), bags);
      var mac =
          new JcePKCS12MacCalculatorBuilder(NISTObjectIdentifiers.id_sha256)
              .setProvider(Providers.bouncyCastle())
              .setIterationCount(ROUNDS);
      return builder.build(mac, password).getEncoded("DER");
    } catch (PKCSException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("a key in memory can be put into PKCS#12", e);
    }
  }

  private static PKCS12SafeBagBuilder bag(Certificate certificate) throws IOException {
    return new PKCS12SafeBagBuilder(new X509CertificateHolder(certificate.der().bytes()));
  }

  private static OutputEncryptor encryptor(char[] password) throws OperatorCreationException {
    var derivation =
        new PBKDF2Config.Builder()
            .withPRF(PBKDF2Config.PRF_SHA256)
            .withIterationCount(ROUNDS)
            .build();
    return new JcePKCSPBEOutputEncryptorBuilder(derivation, NISTObjectIdentifiers.id_aes256_CBC)
        .setProvider(Providers.bouncyCastle())
        .build(password);
  }
}
