package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Der;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Answers, byte by byte. */
final class Canned {
  static final String CERTS = "application/pkcs7-mime; smime-type=certs-only";

  private Canned() {}

  static byte[] status(int status, String text, String... headers) {
    return answer(status, text.isEmpty() ? "" : "text/plain", text.getBytes(UTF_8), headers);
  }

  static byte[] ok(String type, byte[] body, String... headers) {
    return answer(200, type, body, headers);
  }

  static byte[] answer(int status, String type, byte[] body, String... headers) {
    var head = new StringBuilder("HTTP/1.1 " + status + " As it is\r\n");
    if (!type.isEmpty()) {
      head.append("Content-Type: ").append(type).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    return raw(head + "\r\n", body);
  }

  static byte[] raw(String head, byte[] body) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  static byte[] base64(Der der) {
    return TransferEncoding.encode(der, TransferEncoding.Lines.WRAPPED);
  }

  static byte[] certificates(Certificate... certificates) {
    return certificates(List.of(certificates));
  }

  static byte[] certificates(List<Certificate> certificates) {
    return ok(CERTS, base64(CertsOnly.write(certificates)));
  }

  static byte[] attributes(CsrAttributes.Entry... entries) {
    return ok("application/csrattrs", base64(new CsrAttributes(List.of(entries)).write()));
  }
}
