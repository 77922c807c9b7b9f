package dev.crest.pkix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;

/**
 * The certs-only CMS message, a degenerate SignedData (RFC 5652 §5, RFC 5272 §4.1).
 *
 * <pre>
 * ContentInfo ::= SEQUENCE {
 *     contentType       id-signedData,
 *     content           [0] EXPLICIT SignedData }
 *
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
  // id-signedData 1.2.840.113549.1.7.2, and everything of SignedData before the certificates.
  private static final byte[] SIGNED_DATA_TYPE = {
    0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x07, 0x02
  };
  private static final byte[] HEAD = {
    0x02,
    0x01,
    0x01,
    0x31,
    0x00,
    0x30,
    0x0b,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x07,
    0x01
  };
  private static final byte[] NO_SIGNERS = {0x31, 0x00};

  private CertsOnly() {}

  /**
   * Writes the certificates in the order given (not sorted: clients hash the bytes, S-CACERTS-08).
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Der write(List<Certificate> certificates) {
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("a certs-only message has at least one certificate");
    }
    int size = 0;
    for (var certificate : certificates) {
      size += certificate.der().length();
    }
    int signedData = HEAD.length + sizeOf(size) + NO_SIGNERS.length;
    int explicit = sizeOf(signedData);
    var out = new ByteArrayOutputStream(size + 64);
    header(out, 0x30, SIGNED_DATA_TYPE.length + sizeOf(explicit));
    out.writeBytes(SIGNED_DATA_TYPE);
    header(out, 0xa0, explicit);
    header(out, 0x30, signedData);
    out.writeBytes(HEAD);
    header(out, 0xa0, size);
    for (var certificate : certificates) {
      out.writeBytes(certificate.der().array());
    }
    out.writeBytes(NO_SIGNERS);
    return Der.owning(out.toByteArray());
  }

  private static int sizeOf(int content) {
    return content + 1 + lengthOctets(content);
  }

  private static int lengthOctets(int length) {
    return length < 0x80 ? 1 : 1 + (39 - Integer.numberOfLeadingZeros(length)) / 8;
  }

  private static void header(ByteArrayOutputStream out, int tag, int length) {
    out.write(tag);
    int octets = lengthOctets(length) - 1;
    if (octets > 0) {
      out.write(0x80 | octets);
    }
    for (int shift = Math.max(octets - 1, 0) * 8; shift >= 0; shift -= 8) {
      out.write(length >>> shift);
    }
  }

  /**
   * Reads the certificates of a certs-only message in the order of the encoding. The message may be
   * in BER, as CMS allows; each certificate has to be DER. CRLs beside them are skipped.
   *
   * @throws MalformedInput if it is not one, has content or signatures, or has no certificate
   */
  public static List<Certificate> read(Der der) {
    BerBounds.check(der.array());
    return Asn1.reading("a certs-only CMS message", () -> certificates(der.array()));
  }

  private static List<Certificate> certificates(byte[] bytes) {
    var signedData = signedData(bytes);
    var content = signedData.getEncapContentInfo().getContent();
    if (content != null && !(content instanceof ASN1OctetString o && o.getOctets().length == 0)) {
      throw new MalformedInput("a certs-only CMS message has no content");
    }
    if (signedData.getSignerInfos().size() != 0) {
      throw new MalformedInput("a certs-only CMS message has no signatures");
    }
    var set = signedData.getCertificates();
    if (set == null || set.size() == 0) {
      throw new MalformedInput("the certs-only CMS message has no certificates in it");
    }
    var certificates = new ArrayList<Certificate>(set.size());
    for (var element : set) {
      certificates.add(certificate(element));
    }
    return List.copyOf(certificates);
  }

  private static SignedData signedData(byte[] bytes) {
    try (var in = new ASN1InputStream(bytes)) {
      var message = ContentInfo.getInstance(in.readObject());
      if (in.available() > 0) {
        throw new MalformedInput("there are bytes behind the CMS message");
      }
      if (!CMSObjectIdentifiers.signedData.equals(message.getContentType())) {
        throw new MalformedInput("the CMS message is not SignedData");
      }
      return SignedData.getInstance(message.getContent());
    } catch (IOException e) {
      throw new MalformedInput("not a CMS message", e);
    }
  }

  private static Certificate certificate(ASN1Encodable element) {
    if (!(element.toASN1Primitive() instanceof ASN1Sequence sequence)) {
      throw new MalformedInput("the CMS message has something else than X.509 certificates in it");
    }
    try {
      return Certificate.read(Der.owning(sequence.getEncoded()));
    } catch (IOException e) {
      throw new MalformedInput("a certificate in the CMS message cannot be read", e);
    }
  }
}
