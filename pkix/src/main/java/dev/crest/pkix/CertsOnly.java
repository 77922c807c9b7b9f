package dev.crest.pkix;

import java.util.List;

/**
 * The certs-only CMS message, a degenerate SignedData (RFC 5652 §5, RFC 5272 §4.1).
 *
 * <pre>
 * SignedData ::= SEQUENCE {
 *     version           1,
 *     digestAlgorithms  SET {},
 *     encapContentInfo  SEQUENCE { id-data },
 *     certificates      [0] IMPLICIT CertificateSet,
 *     signerInfos       SET {} }
 * </pre>
 *
 * Thread-safe.
 */
public final class CertsOnly {
  private CertsOnly() {}

  /**
   * Writes the certificates in the order given (not sorted: clients hash the bytes, S-CACERTS-08).
   */
  public static Der write(List<Certificate> certificates) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads the certificates of a certs-only message in the order of the encoding.
   *
   * @throws MalformedInput if it is not one
   */
  public static List<Certificate> read(Der der) {
    throw new UnsupportedOperationException();
  }
}
