package dev.crest.ca.issuance;

import dev.crest.ca.signer.Signer;
import dev.crest.ca.signer.SignerUnavailable;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.SerialNumber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A certificate that has passed every lint and needs only its signature. Made by this package
 * alone, bound to its issuer, and signed at most once. Thread-safe.
 *
 * <pre>
 * Certificate ::= SEQUENCE {
 *     tbsCertificate     TBSCertificate,
 *     signatureAlgorithm AlgorithmIdentifier,
 *     signatureValue     BIT STRING }
 * </pre>
 */
public final class PreparedCertificate {
  private static final int SEQUENCE = 0x30;
  private static final int BIT_STRING = 0x03;

  private final Der tbsCertificate;
  private final SerialNumber serialNumber;
  private final Signer signer;
  private final AtomicBoolean signed = new AtomicBoolean();

  PreparedCertificate(Der tbsCertificate, SerialNumber serialNumber, Signer signer) {
    this.tbsCertificate = tbsCertificate;
    this.serialNumber = serialNumber;
    this.signer = signer;
  }

  public SerialNumber serialNumber() {
    return serialNumber;
  }

  /** Returns exactly what will be signed. */
  public Der tbsCertificate() {
    return tbsCertificate;
  }

  /**
   * Signs.
   *
   * <p>The outcome is read back, which proves its form and serial number. Its signature is not
   * verified again: that would cost more than making it, and a signer's two halves are matched when
   * it is opened.
   *
   * @throws IllegalStateException if it was signed before
   * @throws SignerUnavailable if the CA key cannot be used right now; it may then be tried again
   */
  public Certificate sign() {
    if (!signed.compareAndSet(false, true)) {
      throw new IllegalStateException("this certificate was signed before");
    }
    byte[] message = tbsCertificate.bytes();
    byte[] signature;
    try {
      signature = signer.sign(message);
    } catch (SignerUnavailable e) {
      signed.set(false);
      throw e;
    }
    var certificate = read(assemble(message, signer.algorithm(), signature));
    if (!certificate.serialNumber().equals(serialNumber)) {
      throw new IllegalStateException("the signed certificate is not the prepared one");
    }
    return certificate;
  }

  private static Certificate read(byte[] encoded) {
    try {
      return Certificate.read(Der.of(encoded));
    } catch (MalformedInput e) {
      throw new IllegalStateException("the signed certificate cannot be read back", e);
    }
  }

  /** Puts the three parts together; the algorithm is the same inside and outside (CERT-01). */
  private static byte[] assemble(byte[] tbs, AlgorithmIdentifier algorithm, byte[] signature) {
    try {
      var outer = algorithm.getEncoded(ASN1Encoding.DER);
      int bits = signature.length + 1;
      int content = tbs.length + outer.length + headerLength(bits) + bits;
      var encoded = new byte[headerLength(content) + content];
      int at = header(encoded, 0, SEQUENCE, content);
      System.arraycopy(tbs, 0, encoded, at, tbs.length);
      at += tbs.length;
      System.arraycopy(outer, 0, encoded, at, outer.length);
      at = header(encoded, at + outer.length, BIT_STRING, bits);
      // One octet of zero says that no bits are unused.
      System.arraycopy(signature, 0, encoded, at + 1, signature.length);
      return encoded;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private static int headerLength(int content) {
    return content < 0x80 ? 2 : content < 0x100 ? 3 : content < 0x10000 ? 4 : 5;
  }

  private static int header(byte[] target, int at, int tag, int content) {
    target[at] = (byte) tag;
    int octets = headerLength(content) - 2;
    target[at + 1] = (byte) (octets == 0 ? content : 0x80 | octets);
    for (int i = 0; i < octets; i++) {
      target[at + 2 + i] = (byte) (content >> (8 * (octets - 1 - i)));
    }
    return at + 2 + octets;
  }
}
