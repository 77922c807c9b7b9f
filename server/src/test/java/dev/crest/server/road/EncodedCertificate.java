package dev.crest.server.road;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;

/**
 * A certificate that is nothing but its encoding, so that a TLS client can present what no parser
 * of the platform would read.
 */
final class EncodedCertificate extends X509Certificate {
  private static final long serialVersionUID = 1L;

  private final byte[] encoded;
  private final PublicKey key;

  EncodedCertificate(byte[] encoded, PublicKey key) {
    this.encoded = encoded.clone();
    this.key = key;
  }

  @Override
  public byte[] getEncoded() {
    return encoded.clone();
  }

  @Override
  public PublicKey getPublicKey() {
    return key;
  }

  @Override
  public String toString() {
    return encoded.length + " bytes";
  }

  @Override
  public void checkValidity() {}

  @Override
  public void checkValidity(Date date) {}

  @Override
  public int getVersion() {
    return 3;
  }

  @Override
  public BigInteger getSerialNumber() {
    return BigInteger.ONE;
  }

  @Override
  @Deprecated
  public Principal getIssuerDN() {
    return getIssuerX500Principal();
  }

  @Override
  @Deprecated
  public Principal getSubjectDN() {
    return getSubjectX500Principal();
  }

  @Override
  public javax.security.auth.x500.X500Principal getIssuerX500Principal() {
    return new javax.security.auth.x500.X500Principal("CN=unread");
  }

  @Override
  public javax.security.auth.x500.X500Principal getSubjectX500Principal() {
    return new javax.security.auth.x500.X500Principal("CN=unread");
  }

  @Override
  public Date getNotBefore() {
    return new Date(0);
  }

  @Override
  public Date getNotAfter() {
    return new Date(Long.MAX_VALUE);
  }

  @Override
  public byte[] getTBSCertificate() {
    throw new UnsupportedOperationException("unread");
  }

  @Override
  public byte[] getSignature() {
    throw new UnsupportedOperationException("unread");
  }

  @Override
  public String getSigAlgName() {
    return "SHA256withECDSA";
  }

  @Override
  public String getSigAlgOID() {
    return "1.2.840.10045.4.3.2";
  }

  @Override
  public byte[] getSigAlgParams() {
    return new byte[0];
  }

  @Override
  public boolean[] getIssuerUniqueID() {
    return null;
  }

  @Override
  public boolean[] getSubjectUniqueID() {
    return null;
  }

  @Override
  public boolean[] getKeyUsage() {
    return null;
  }

  @Override
  public int getBasicConstraints() {
    return -1;
  }

  @Override
  public void verify(PublicKey by) {}

  @Override
  public void verify(PublicKey by, String provider) {}

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    return false;
  }

  @Override
  public Set<String> getCriticalExtensionOIDs() {
    return Set.of();
  }

  @Override
  public Set<String> getNonCriticalExtensionOIDs() {
    return Set.of();
  }

  @Override
  public byte[] getExtensionValue(String oid) {
    return null;
  }
}
