package dev.crest.estclient;

import dev.crest.pkix.Keys;
import dev.crest.pkix.MalformedInput;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Computes public keys of private ones, which files need not hold. */
final class PublicParts {
  private PublicParts() {}

  /**
   * Returns the public key that belongs to a private one.
   *
   * @throws MalformedInput if the key is of an unknown kind or cannot leave its token
   */
  static SubjectPublicKeyInfo of(PrivateKey key) {
    byte[] pkcs8 = {};
    try {
      pkcs8 = Keys.pkcs8(key);
      return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
          publicPart(PrivateKeyFactory.createKey(pkcs8)));
    } catch (IOException | RuntimeException e) {
      // No cause: a reader's message might tell something of the key.
      throw new MalformedInput("the public key of the private one cannot be told");
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private static AsymmetricKeyParameter publicPart(AsymmetricKeyParameter key) {
    return switch (key) {
      case RSAPrivateCrtKeyParameters rsa ->
          new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
      case ECPrivateKeyParameters ec -> {
        var domain = ec.getParameters();
        var point = new FixedPointCombMultiplier().multiply(domain.getG(), ec.getD());
        yield new ECPublicKeyParameters(point, domain);
      }
      case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
      case Ed448PrivateKeyParameters ed -> ed.generatePublicKey();
      case MLDSAPrivateKeyParameters ml -> ml.getPublicKeyParameters();
      default -> throw new IllegalArgumentException("another kind of key");
    };
  }
}
