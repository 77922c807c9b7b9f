package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.Certificates;
import dev.crest.estclient.DeviceKey;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import tools.jackson.databind.node.ObjectNode;

/** Says what is in a file: certificates, a certification request, or a key. */
final class DecodeCommand extends DeviceCommand {
  private static final Set<String> REQUESTS =
      Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");

  DecodeCommand(Terminal terminal, Surroundings surroundings) {
    super(
        "decode",
        "Say what is in a file: certificates, a certification request or a key, in PEM, base64 or"
            + " DER.",
        terminal,
        surroundings);
  }

  @Override
  void describe() {
    options.addPositional("<file>", "0..*", "The file, - being the input.");
  }

  @Override
  int run() {
    var name = onlyArgument("the file");
    var file = files.bytes(name);
    var text = new String(file, US_ASCII);
    if (text.contains("PRIVATE KEY-----")) {
      key(file);
      return DeviceExit.DONE;
    }
    try {
      certificates(file);
    } catch (MalformedInput noCertificate) {
      try {
        request(CertificationRequest.read(LenientDecoder.one(file, REQUESTS).der()));
      } catch (MalformedInput noRequest) {
        var told = text.contains("REQUEST-----") ? noRequest : noCertificate;
        throw new WrongUsage(
            name + " is neither certificates, a request nor a key: " + told.getMessage());
      }
    }
    return DeviceExit.DONE;
  }

  private void certificates(byte[] file) {
    var found = Certificates.read(file);
    if (options.given(Options.JSON)) {
      var json = JSON.createObjectNode();
      var list = json.putArray("certificates");
      found.forEach(one -> list.add(Facts.of(one)));
      print(json);
      return;
    }
    for (var one : found) {
      terminal.out().println(one.isAuthority() ? "Certificate of a CA" : "Certificate");
      terminal.out().println(Facts.lines(one).indent(2).stripTrailing());
    }
  }

  private void request(CertificationRequest request) {
    var json = JSON.createObjectNode();
    json.put("subject", Names.text(request.subject()));
    json.put(
        "key",
        KeyType.of(request.publicKey())
            .map(KeyType::title)
            .orElseGet(() -> request.publicKey().getAlgorithm().getAlgorithm().getId()));
    json.put("signature_good", request.signatureVerifies());
    var names = json.putArray("names");
    names(request).forEach(names::add);
    var attributes = json.putArray("attributes");
    request.attributes().forEach(one -> attributes.add(one.type().getId()));
    if (options.given(Options.JSON)) {
      var whole = JSON.createObjectNode();
      whole.set("request", json);
      print(whole);
    } else {
      lines("Certification request", json);
    }
  }

  private static List<String> names(CertificationRequest request) {
    return request.requestedExtensions().stream()
        .map(all -> all.getExtension(Extension.subjectAlternativeName))
        .filter(Objects::nonNull)
        .flatMap(one -> Arrays.stream(GeneralNames.getInstance(one.getParsedValue()).getNames()))
        .map(Names::text)
        .toList();
  }

  /** Of a key its kind is told, and nothing else. */
  private void key(byte[] file) {
    var json = JSON.createObjectNode();
    boolean encrypted = Placing.encrypted(file);
    json.put("encrypted", encrypted);
    if (!encrypted) {
      json.put("key", DeviceKey.read(file).type().title());
    }
    if (options.given(Options.JSON)) {
      var whole = JSON.createObjectNode();
      whole.set("private_key", json);
      print(whole);
    } else {
      lines("Private key", json);
    }
  }

  private void lines(String title, ObjectNode json) {
    terminal.out().println(title);
    json.properties()
        .forEach(entry -> {
          var value = entry.getValue();
          var shown =
              value.isArray()
                  ? String.join(", ", value.valueStream().map(one -> one.asString("")).toList())
                  : value.asString("");
          if (!shown.isEmpty()) {
            terminal.out().printf("  %-15s %s%n", entry.getKey().replace('_', ' '), shown);
          }
        });
  }
}
