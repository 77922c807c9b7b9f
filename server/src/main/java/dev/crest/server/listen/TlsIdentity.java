package dev.crest.server.listen;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Signatures;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server proves itself with.
 *
 * @param chain the server's certificate and then its issuers, each signing the one before; the root
 *     may be left out
 * @param key the private key of the first certificate: RSA with 2048, 3072 or 4096 bits, or EC on
 *     P-256, P-384 or P-521 (S-TLS-13)
 */
public record TlsIdentity(List<Certificate> chain, PrivateKey key) {
  private static final int MOST_CERTIFICATES = 10;

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
    var leaf = chain.getFirst();
    var type = KeyType.of(leaf.publicKeyInfo()).filter(known -> known.rsa() || known.ec());
    if (type.isEmpty()) {
      problems.add(
          "the TLS key is neither RSA with 2048, 3072 or 4096 bits nor EC on P-256, P-384 or P-521");
    } else if (!belongs(type.get(), leaf, key)) {
      problems.add("the private key is not that of the first certificate of the TLS chain");
    }
    Problems.throwIfAny(problems);
  }

  /** Returns the chain as JCA certificates of the platform, which keep their encoding. */
  public X509Certificate[] platformChain() {
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

  /** The key may live in a device and show no parameters to compare, so it has to sign. */
  private static boolean belongs(KeyType type, Certificate leaf, PrivateKey key) {
    var algorithm = Signatures.algorithmFor(type);
    var probe = leaf.fingerprint();
    try {
      var signature = Signatures.sign(key, algorithm, probe);
      return Signatures.verify(leaf.publicKeyInfo(), algorithm, probe, signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Says whose identity it is and shows nothing of the key. */
  @Override
  public String toString() {
    return "TlsIdentity[" + chain.getFirst().subject() + ", " + chain.size() + " certificates]";
  }
}
