package dev.crest.pkix;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDefaultDigestProvider;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * What is in a PKCS#12 file (RFC 7292), in the order of the file. The file has to be protected by a
 * passphrase and a MAC; its cost and shape are bounded before anything is derived from the
 * passphrase.
 *
 * <pre>
 * PFX ::= SEQUENCE { version INTEGER, authSafe ContentInfo, macData MacData OPTIONAL }
 * AuthenticatedSafe ::= SEQUENCE OF ContentInfo    -- Data or EncryptedData, of SafeContents
 * SafeContents ::= SEQUENCE OF SafeBag
 * </pre>
 *
 * @param keys every private key
 * @param certificates every X.509 certificate
 */
public record Pkcs12Contents(List<PrivateKey> keys, List<Certificate> certificates) {
  private static final BigInteger MOST_ROUNDS = BigInteger.valueOf(10_000_000);
  private static final BigInteger MOST_SCRYPT = BigInteger.ONE.shiftLeft(21);

  public Pkcs12Contents {
    keys = List.copyOf(keys);
    certificates = List.copyOf(certificates);
  }

  @Override
  public String toString() {
    return "Pkcs12Contents[" + keys.size() + " keys, " + certificates + "]";
  }

  /**
   * Reads a file.
   *
   * @throws MalformedInput if it is none, is damaged, costs more than 10,000,000 rounds, has
   *     anything that is not a key or certificate of a kind known here, or the passphrase is wrong
   */
  public static Pkcs12Contents read(byte[] file, char[] passphrase) {
    try {
      return new Reader(passphrase).read(file);
    } catch (MalformedInput e) {
      throw e;
    } catch (IOException | PKCSException | OperatorCreationException | RuntimeException e) {
      // No cause: what a reader says of decrypted bytes might tell something of the key.
      throw new MalformedInput("not a PKCS#12 file, or it is damaged");
    }
  }

  /** For one file. */
  private static final class Reader {
    private final char[] passphrase;
    private final InputDecryptorProvider decryptor;
    private final List<PrivateKey> keys = new ArrayList<>();
    private final List<Certificate> certificates = new ArrayList<>();
    private BigInteger rounds = BigInteger.ZERO;

    Reader(char[] passphrase) {
      this.passphrase = passphrase;
      this.decryptor =
          new JcePKCSPBEInputDecryptorProviderBuilder()
              .setProvider(Providers.bouncyCastle())
              .build(passphrase);
    }

    Pkcs12Contents read(byte[] file) throws IOException, PKCSException, OperatorCreationException {
      var pfx = Pfx.getInstance(parse(file));
      var mac = pfx.getMacData();
      if (mac == null) {
        throw new MalformedInput("the PKCS#12 file has no MAC, so that nothing shows it is whole");
      }
      var algorithm = mac.getMac().getAlgorithmId();
      PKCS12MacCalculatorBuilderProvider calculators;
      if (PKCSObjectIdentifiers.id_PBMAC1.equals(algorithm.getAlgorithm())) {
        derivation(PBMAC1Params.getInstance(algorithm.getParameters()).getKeyDerivationFunc());
        calculators =
            new JcePKCS12MacCalculatorBuilderProvider().setProvider(Providers.bouncyCastle());
      } else {
        spend(mac.getIterationCount());
        calculators = new BcPKCS12MacCalculatorBuilderProvider(BcDefaultDigestProvider.INSTANCE);
      }
      if (!new PKCS12PfxPdu(pfx).isMacValid(calculators, passphrase)) {
        throw new MalformedInput("the passphrase is wrong, or the PKCS#12 file is damaged");
      }
      for (var part : ASN1Sequence.getInstance(parse(data(pfx.getAuthSafe())))) {
        contents(ContentInfo.getInstance(part));
      }
      return new Pkcs12Contents(keys, certificates);
    }

    private void contents(ContentInfo info) throws IOException, PKCSException {
      byte[] plain =
          PKCSObjectIdentifiers.encryptedData.equals(info.getContentType())
              ? decrypted(EncryptedData.getInstance(info.getContent()))
              : data(info);
      try {
        for (var bag : ASN1Sequence.getInstance(parse(plain))) {
          bag(SafeBag.getInstance(bag));
        }
      } finally {
        Arrays.fill(plain, (byte) 0);
      }
    }

    private static byte[] data(ContentInfo info) {
      if (!PKCSObjectIdentifiers.data.equals(info.getContentType())) {
        throw new MalformedInput("the PKCS#12 file is protected otherwise than by a passphrase");
      }
      return ASN1OctetString.getInstance(info.getContent()).getOctets();
    }

    private byte[] decrypted(EncryptedData encrypted) throws IOException {
      encryption(encrypted.getEncryptionAlgorithm());
      try (var in =
          decryptor
              .get(encrypted.getEncryptionAlgorithm())
              .getInputStream(new ByteArrayInputStream(encrypted.getContent().getOctets()))) {
        return in.readAllBytes();
      } catch (OperatorCreationException e) {
        throw new MalformedInput("the PKCS#12 file is encrypted in a way that is not known here");
      }
    }

    private void bag(SafeBag bag) throws PKCSException {
      var type = bag.getBagId();
      if (PKCSObjectIdentifiers.pkcs8ShroudedKeyBag.equals(type)) {
        var key = EncryptedPrivateKeyInfo.getInstance(bag.getBagValue());
        encryption(key.getEncryptionAlgorithm());
        key(Asn1.encoded(new PKCS8EncryptedPrivateKeyInfo(key).decryptPrivateKeyInfo(decryptor)));
      } else if (PKCSObjectIdentifiers.keyBag.equals(type)) {
        key(Asn1.encoded(bag.getBagValue()));
      } else if (PKCSObjectIdentifiers.certBag.equals(type)) {
        certificate(CertBag.getInstance(bag.getBagValue()));
      } else {
        throw new MalformedInput("the PKCS#12 file has something else than keys and certificates");
      }
    }

    private void key(byte[] encoded) {
      try {
        keys.add(Keys.readPrivate(encoded));
      } finally {
        Arrays.fill(encoded, (byte) 0);
      }
    }

    private void certificate(CertBag bag) {
      if (!PKCSObjectIdentifiers.x509Certificate.equals(bag.getCertId())) {
        throw new MalformedInput("the PKCS#12 file has a certificate that is not X.509");
      }
      certificates.add(
          Certificate.read(
              Der.owning(ASN1OctetString.getInstance(bag.getCertValue()).getOctets())));
    }

    private void encryption(AlgorithmIdentifier algorithm) {
      if (PKCSObjectIdentifiers.id_PBES2.equals(algorithm.getAlgorithm())) {
        var function =
            PBES2Parameters.getInstance(algorithm.getParameters()).getKeyDerivationFunc();
        derivation(AlgorithmIdentifier.getInstance(function.toASN1Primitive()));
      } else {
        spend(PKCS12PBEParams.getInstance(algorithm.getParameters()).getIterations());
      }
    }

    private void derivation(AlgorithmIdentifier function) {
      if (PKCSObjectIdentifiers.id_PBKDF2.equals(function.getAlgorithm())) {
        spend(PBKDF2Params.getInstance(function.getParameters()).getIterationCount());
      } else if (MiscObjectIdentifiers.id_scrypt.equals(function.getAlgorithm())) {
        var scrypt = ScryptParams.getInstance(function.getParameters());
        var blocks = scrypt.getCostParameter().multiply(scrypt.getBlockSize());
        if (blocks.compareTo(MOST_SCRYPT) > 0) {
          throw tooCostly();
        }
        spend(blocks.multiply(scrypt.getParallelizationParameter()));
      } else {
        throw new MalformedInput("the passphrase is not derived with PBKDF2 or scrypt");
      }
    }

    private void spend(BigInteger more) {
      if (more.signum() <= 0) {
        throw new MalformedInput("the key derivation has no rounds");
      }
      rounds = rounds.add(more);
      if (rounds.compareTo(MOST_ROUNDS) > 0) {
        throw tooCostly();
      }
    }

    private static MalformedInput tooCostly() {
      return new MalformedInput("the key derivation of the PKCS#12 file costs too much");
    }

    /** PKCS#12 is BER, inside as well as outside. */
    private static ASN1Primitive parse(byte[] bytes) throws IOException {
      BerBounds.check(bytes);
      try (var in = new ASN1InputStream(bytes)) {
        var value = in.readObject();
        if (value == null || in.read() >= 0) {
          throw new MalformedInput("there are bytes behind the PKCS#12 value");
        }
        return value;
      }
    }
  }
}
