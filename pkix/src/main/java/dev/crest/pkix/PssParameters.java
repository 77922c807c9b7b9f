package dev.crest.pkix;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * The RSASSA-PSS parameters that Crest takes (RFC 4055 §3.1): one hash for the message and for
 * MGF1, and a salt as long as the hash.
 *
 * <pre>
 * RSASSA-PSS-params ::= SEQUENCE {
 *     hashAlgorithm     [0] HashAlgorithm DEFAULT sha1Identifier,
 *     maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
 *     saltLength        [2] INTEGER DEFAULT 20,
 *     trailerField      [3] INTEGER DEFAULT 1 }
 * </pre>
 */
final class PssParameters {
  private PssParameters() {}

  static AlgorithmIdentifier identifier(ASN1ObjectIdentifier hash, int salt) {
    var digest = new AlgorithmIdentifier(hash, DERNull.INSTANCE);
    var mask = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, digest);
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_RSASSA_PSS,
        new RSASSAPSSparams(
            digest, mask, new ASN1Integer(salt), RSASSAPSSparams.DEFAULT_TRAILER_FIELD));
  }

  /** Whether {@code found} are the parameters of {@code wanted}, NULL or absent in the hashes. */
  static boolean fit(AlgorithmIdentifier wanted, ASN1Encodable found) {
    try {
      var one = RSASSAPSSparams.getInstance(wanted.getParameters());
      var other = RSASSAPSSparams.getInstance(found);
      return sameHash(one.getHashAlgorithm(), other.getHashAlgorithm())
          && PKCSObjectIdentifiers.id_mgf1.equals(other.getMaskGenAlgorithm().getAlgorithm())
          && sameHash(
              one.getHashAlgorithm(),
              AlgorithmIdentifier.getInstance(other.getMaskGenAlgorithm().getParameters()))
          && one.getSaltLength().equals(other.getSaltLength())
          && one.getTrailerField().equals(other.getTrailerField());
    } catch (RuntimeException e) {
      // Not the structure at all.
      return false;
    }
  }

  private static boolean sameHash(AlgorithmIdentifier wanted, AlgorithmIdentifier found) {
    var parameters = found.getParameters();
    return wanted.getAlgorithm().equals(found.getAlgorithm())
        && (parameters == null || DERNull.INSTANCE.equals(parameters.toASN1Primitive()));
  }
}
