package dev.crest.server.listen;

import dev.crest.pkix.Certificate;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server proves itself with.
 *
 * @param chain the server's certificate and then its issuers, each signing the one before; the root
 *     may be left out
 * @param key the private key of the first certificate: RSA of at least 2,048 bits, or EC on P-256,
 *     P-384 or P-521 (S-TLS-13)
 */
public record TlsIdentity(List<Certificate> chain, PrivateKey key) {
  private static final int MOST_CERTIFICATES = 10;
  private static final int LEAST_RSA_BITS = 2_048;
  private static final int LEAST_EC_BITS = 256;

  /**
   * @throws IllegalArgumentException if the chain is empty, longer than ten, or not leaf first; if
   *     the key is not that of the first certificate, or not one that TLS should be run with
   */
  public TlsIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty() || chain.size() > MOST_CERTIFICATES) {
      throw new IllegalArgumentException(
          "a TLS identity has 1 to " + MOST_CERTIFICATES + " certificates, not " + chain.size());
    }
    var problems = new ArrayList<String>();
    for (int i = 1; i < chain.size(); i++) {
      if (!chain.get(i - 1).isSignedBy(chain.get(i))) {
        problems.add("certificate " + i + " of the TLS chain is not signed by the one after it");
      }
    }
    strength(problems, chain.getFirst());
    if (!belongs(chain.getFirst(), key)) {
      problems.add("the private key is not that of the first certificate of the TLS chain");
    }
    Problems.throwIfAny(problems);
  }

  /** Returns the chain as JCA certificates of the platform, which keep their encoding. */
  X509Certificate[] platformChain() {
    return platform(chain);
  }

  static X509Certificate[] platform(List<Certificate> certificates) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var result = new X509Certificate[certificates.size()];
      for (int i = 0; i < result.length; i++) {
        var encoded = new ByteArrayInputStream(certificates.get(i).der().bytes());
        result[i] = (X509Certificate) factory.generateCertificate(encoded);
      }
      return result;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the platform does not read a certificate of the TLS chain", e);
    }
  }

  private static void strength(List<String> problems, Certificate leaf) {
    switch (leaf.publicKey()) {
      case RSAPublicKey rsa when rsa.getModulus().bitLength() < LEAST_RSA_BITS ->
          problems.add("the TLS key is RSA with fewer than " + LEAST_RSA_BITS + " bits");
      case ECPublicKey ec
          when ec.getParams().getCurve().getField().getFieldSize() < LEAST_EC_BITS ->
          problems.add("the TLS key is on a curve of fewer than " + LEAST_EC_BITS + " bits");
      case RSAPublicKey _, ECPublicKey _ -> {}
      default -> problems.add("the TLS key is neither RSA nor EC");
    }
  }

  /** A key that lives in a device shows no parameters to compare, so it has to sign. */
  private static boolean belongs(Certificate leaf, PrivateKey key) {
    var algorithm = leaf.publicKey() instanceof RSAPublicKey ? "SHA256withRSA" : "SHA256withECDSA";
    var probe = leaf.fingerprint();
    try {
      var signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(probe);
      var signature = signer.sign();
      var verifier = Signature.getInstance(algorithm);
      verifier.initVerify(platform(List.of(leaf))[0].getPublicKey());
      verifier.update(probe);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Says whose identity it is and shows nothing of the key. */
  @Override
  public String toString() {
    return "TlsIdentity[" + chain.getFirst().subject() + ", " + chain.size() + " certificates]";
  }
}
