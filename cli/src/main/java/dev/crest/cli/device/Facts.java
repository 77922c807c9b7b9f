package dev.crest.cli.device;

import dev.crest.estclient.Fingerprint;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Names;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What is to be said of a certificate. */
final class Facts {
  private Facts() {}

  static ObjectNode of(Certificate certificate) {
    var json = DeviceCommand.JSON.createObjectNode();
    json.put("subject", Names.text(certificate.subject()));
    json.put("issuer", Names.text(certificate.issuer()));
    json.put("serial_number", certificate.serialNumber().hex());
    json.put("not_before", certificate.notBefore().toString());
    json.put("not_after", certificate.notAfter().toString());
    json.put("key", key(certificate));
    var names = json.putArray("names");
    names(certificate).forEach(names::add);
    json.put("authority", certificate.isAuthority());
    json.put("sha256", Fingerprint.of(certificate).toString());
    return json;
  }

  static String key(Certificate certificate) {
    return KeyType.of(certificate.publicKeyInfo())
        .map(KeyType::title)
        .orElseGet(() -> certificate.publicKeyInfo().getAlgorithm().getAlgorithm().getId());
  }

  static List<String> names(Certificate certificate) {
    return certificate.subjectAltName().stream()
        .flatMap(names -> Arrays.stream(names.getNames()))
        .map(Names::text)
        .toList();
  }

  /** Returns it in lines for people. */
  static String lines(Certificate certificate) {
    var names = names(certificate);
    return """
    subject      %s
    issuer       %s
    serial       %s
    valid        %s to %s
    key          %s
    %ssha256       %s\
    """
        .formatted(
            Names.text(certificate.subject()),
            Names.text(certificate.issuer()),
            certificate.serialNumber().hex(),
            certificate.notBefore(),
            certificate.notAfter(),
            key(certificate),
            names.isEmpty() ? "" : "names        " + String.join(", ", names) + "\n",
            Fingerprint.of(certificate));
  }
}
