package dev.crest.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;

/** Reads the certs-only CMS message of an EST reply with Bouncy Castle. */
final class CertsOnlyMessage {
  private CertsOnlyMessage() {}

  /** Returns the one certificate of a successful enrolment (S-RESP-01). */
  static X509Certificate issued(HttpAnswer answer) {
    answer.expect(200);
    assertThat(answer.header("Content-Type"))
        .contains("application/pkcs7-mime; smime-type=certs-only");
    return issued(answer.body());
  }

  static X509Certificate issued(byte[] base64) {
    var certificates = certificates(base64);
    assertThat(certificates).as("S-RESP-01 only the issued certificate").hasSize(1);
    return certificates.getFirst();
  }

  /** Returns the certificates of a body in base64, in the order of the encoding. */
  static List<X509Certificate> certificates(byte[] base64) {
    var text = new String(base64, US_ASCII).replaceAll("[ \t\r\n]", "");
    return ofDer(Base64.getDecoder().decode(text));
  }

  private static List<X509Certificate> ofDer(byte[] der) {
    try {
      var message = new CMSSignedData(der);
      assertThat(message.getVersion()).as("S-CACERTS-02 version").isEqualTo(1);
      assertThat(message.getSignerInfos().getSigners()).as("S-CACERTS-02 signerInfos").isEmpty();
      assertThat(message.getDigestAlgorithmIDs()).as("S-CACERTS-02 digestAlgorithms").isEmpty();
      assertThat(message.getSignedContent()).as("S-CACERTS-02 eContent").isNull();
      var converter = new JcaX509CertificateConverter();
      var found = new ArrayList<X509Certificate>();
      for (var holder : message.getCertificates().getMatches(null)) {
        found.add(converter.getCertificate(holder));
      }
      return found;
    } catch (CMSException | CertificateException e) {
      throw new AssertionError("no certs-only message", e);
    }
  }
}
