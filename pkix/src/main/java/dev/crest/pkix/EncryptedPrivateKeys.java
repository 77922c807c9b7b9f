package dev.crest.pkix;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * Private keys under a passphrase.
 *
 * <pre>
 * EncryptedPrivateKeyInfo ::= SEQUENCE {              -- RFC 5958 §3
 *     encryptionAlgorithm  AlgorithmIdentifier,       -- id-PBES2, RFC 8018 §6.2
 *     encryptedData        OCTET STRING }
 * </pre>
 */
final class EncryptedPrivateKeys {
  // OpenSSL refuses to spend more than 32 MiB, which 2^15 blocks of 1 KiB exceed by a little; five
  // lanes make up for the smaller memory.
  private static final int COST = 1 << 14;
  private static final int BLOCK_SIZE = 8;
  private static final int LANES = 5;
  private static final int SALT_OCTETS = 16;
  private static final BigInteger MAX_MEMORY = BigInteger.ONE.shiftLeft(28);
  private static final BigInteger MAX_LANES = BigInteger.valueOf(16);
  private static final BigInteger MAX_ROUNDS = BigInteger.valueOf(10_000_000);

  private EncryptedPrivateKeys() {}

  static byte[] write(PrivateKey key, char[] passphrase) {
    var scrypt =
        new ScryptConfig.Builder(COST, BLOCK_SIZE, LANES).withSaltLength(SALT_OCTETS).build();
    var plain = Keys.pkcs8(key);
    try {
      var encryptor =
          new JcePKCSPBEOutputEncryptorBuilder(scrypt, NISTObjectIdentifiers.id_aes256_CBC)
              .setProvider(Providers.bouncyCastle())
              .build(passphrase);
      var info = PrivateKeyInfo.getInstance(plain);
      return Asn1.encoded(
          new PKCS8EncryptedPrivateKeyInfoBuilder(info).build(encryptor).toASN1Structure());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("scrypt or AES is missing", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  static PrivateKey read(byte[] der, char[] passphrase) {
    var info =
        Asn1.reading(
            "an encrypted private key",
            () -> {
              var read = EncryptedPrivateKeyInfo.getInstance(StrictDer.read(der));
              checkCost(read);
              return read;
            });
    byte[] plain = {};
    try {
      var decryptor =
          new JcePKCSPBEInputDecryptorProviderBuilder()
              .setProvider(Providers.bouncyCastle())
              .build(passphrase);
      plain = Asn1.encoded(new PKCS8EncryptedPrivateKeyInfo(info).decryptPrivateKeyInfo(decryptor));
      return PrivateKeys.read(plain);
    } catch (PKCSException | RuntimeException e) {
      // No cause: what a wrong passphrase makes of the bytes tells nothing.
      throw new MalformedInput("the passphrase is wrong, or the encrypted private key is damaged");
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static void checkCost(EncryptedPrivateKeyInfo info) {
    if (!PKCSObjectIdentifiers.id_PBES2.equals(info.getEncryptionAlgorithm().getAlgorithm())) {
      throw new MalformedInput("the private key is not encrypted with PBES2");
    }
    var scheme = PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
    var derivation = scheme.getKeyDerivationFunc();
    ASN1ObjectIdentifier algorithm = derivation.getAlgorithm();
    boolean bearable;
    if (PKCSObjectIdentifiers.id_PBKDF2.equals(algorithm)) {
      var rounds = PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount();
      bearable = rounds.signum() > 0 && rounds.compareTo(MAX_ROUNDS) <= 0;
    } else if (MiscObjectIdentifiers.id_scrypt.equals(algorithm)) {
      bearable = bearable(ScryptParams.getInstance(derivation.getParameters()));
    } else {
      throw new MalformedInput("the private key's passphrase is not derived with scrypt or PBKDF2");
    }
    if (!bearable) {
      throw new MalformedInput("the key derivation of the private key costs too much");
    }
  }

  private static boolean bearable(ScryptParams scrypt) {
    var n = scrypt.getCostParameter();
    var r = scrypt.getBlockSize();
    var p = scrypt.getParallelizationParameter();
    return n.signum() > 0
        && r.signum() > 0
        && p.signum() > 0
        && n.multiply(r).shiftLeft(7).compareTo(MAX_MEMORY) <= 0
        && p.compareTo(MAX_LANES) <= 0;
  }
}
