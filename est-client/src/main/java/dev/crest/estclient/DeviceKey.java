package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Pem;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A key pair that is or will be certified. Immutable and thread-safe; never prints the key. */
public final class DeviceKey {
  private static final Set<String> LABELS =
      Set.of("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY");

  private final PrivateKey privateKey;
  private final SubjectPublicKeyInfo publicKey;
  private final KeyType type;

  private DeviceKey(PrivateKey privateKey, SubjectPublicKeyInfo publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.type =
        KeyType.of(publicKey)
            .orElseThrow(() ->
                new MalformedInput(
                    "the key is of a kind that is not known here; EC P-256, P-384 and P-521, RSA"
                        + " 2048, 3072 and 4096, Ed25519, Ed448 and ML-DSA are"));
  }

  /** Generates a fresh key. */
  public static DeviceKey generate(KeyType type) {
    return of(Keys.generate(type));
  }

  /**
   * Returns a key pair of any provider, such as that of a token.
   *
   * @throws MalformedInput if it is of an unknown kind
   */
  public static DeviceKey of(KeyPair pair) {
    return new DeviceKey(pair.getPrivate(), Keys.info(pair.getPublic()));
  }

  static DeviceKey of(PrivateKey privateKey, SubjectPublicKeyInfo publicKey) {
    return new DeviceKey(privateKey, publicKey);
  }

  static DeviceKey of(PrivateKey privateKey) {
    return new DeviceKey(privateKey, PublicParts.of(privateKey));
  }

  /**
   * Reads a private key: PKCS#8, SEC 1 or PKCS#1, in PEM, base64 or DER.
   *
   * @throws MalformedInput if it is none, or is encrypted
   */
  public static DeviceKey read(byte[] file) {
    return read(file, new char[0]);
  }

  /**
   * Reads a private key that may be encrypted (PKCS#8 with PBES2).
   *
   * @throws MalformedInput if it is none, or the passphrase is wrong
   */
  public static DeviceKey read(byte[] file, char[] passphrase) {
    var found = LenientDecoder.one(file, LABELS);
    var der = found.der().bytes();
    try {
      if (!found.label().equals("ENCRYPTED PRIVATE KEY")) {
        return of(Keys.readPrivate(der));
      }
      if (passphrase.length == 0) {
        throw new MalformedInput("the private key is encrypted; its passphrase is needed");
      }
      return of(Keys.decrypt(der, passphrase));
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  /** Returns the kind of key. */
  public KeyType type() {
    return type;
  }

  public PrivateKey privateKey() {
    return privateKey;
  }

  /** Returns the public key with its algorithm (RFC 5280 §4.1.2.7). */
  public SubjectPublicKeyInfo publicKeyInfo() {
    return publicKey;
  }

  PublicKey publicKey() {
    return Keys.read(publicKey);
  }

  /**
   * Writes the private key as PKCS#8 in PEM, in the clear.
   *
   * @throws IllegalArgumentException if the key cannot leave its token
   */
  public byte[] pem() {
    return pem("PRIVATE KEY", Keys.pkcs8(privateKey));
  }

  /**
   * Writes the private key as encrypted PKCS#8 in PEM.
   *
   * @throws IllegalArgumentException if the key cannot leave its token
   */
  public byte[] pem(char[] passphrase) {
    return pem("ENCRYPTED PRIVATE KEY", Keys.encrypt(privateKey, passphrase));
  }

  private static byte[] pem(String label, byte[] der) {
    try {
      return Pem.write(label, Der.of(der)).getBytes(US_ASCII);
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "DeviceKey[" + type.title() + "]";
  }
}
