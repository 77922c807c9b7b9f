package dev.crest.testkit;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Providers;
import dev.crest.pkix.Signatures;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/**
 * Signs test objects, well or badly.
 *
 * @param jca the JCA name of an algorithm that overrides the one fitting the key
 * @param corrupt whether to flip a bit of the signature
 */
record TestSigner(KeyPair keys, Optional<String> jca, boolean corrupt) {

  AlgorithmIdentifier algorithm() {
    return jca.map(name -> new DefaultSignatureAlgorithmIdentifierFinder().find(name))
        .orElseGet(() ->
            Signatures.algorithmFor(
                KeyType.of(Keys.info(keys.getPublic())).orElse(KeyType.RSA_2048)));
  }

  /**
   * Returns the SIGNED structure of RFC 5280 §4.1: what is signed, the algorithm, the signature.
   */
  byte[] signed(ASN1Encodable content) {
    try {
      var bytes = content.toASN1Primitive().getEncoded(ASN1Encoding.DER);
      var signature = sign(keys.getPrivate(), bytes);
      if (corrupt) {
        signature[signature.length - 1] ^= 1;
      }
      return new DERSequence(
              new ASN1Encodable[] {content, algorithm(), new DERBitString(signature)})
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  private byte[] sign(PrivateKey key, byte[] bytes) throws GeneralSecurityException {
    if (jca.isEmpty()) {
      return Signatures.sign(key, algorithm(), bytes);
    }
    // Bouncy Castle signs with what nobody should.
    var signer = Signature.getInstance(jca.get(), Providers.bouncyCastle());
    signer.initSign(key);
    signer.update(bytes);
    return signer.sign();
  }
}
