package dev.crest.cli.device;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.terminal.PlainText;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.EstException;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.CsrAttributes.Entry;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Fetches what the server wants in requests. */
final class CsrAttrsCommand extends DeviceCommand {
  private final ServerChoice server;

  CsrAttrsCommand(Terminal terminal, Surroundings surroundings) {
    super("csrattrs", "Fetch what an EST server wants in requests.", terminal, surroundings);
    this.server = new ServerChoice(options, files);
  }

  @Override
  void describe() {
    options.addPositional("<url>", "0..*", "https://host/.well-known/est[/label]");
    server.addTrust();
    server.addCredential();
  }

  @Override
  int run() throws EstException, InterruptedException {
    var found = server.client(ServerChoice.url(onlyArgument("the URL"))).csrAttributes();
    var lines = found.map(CsrAttrsCommand::lines).orElse(List.of());
    if (options.given(Options.JSON)) {
      var json = JSON.createObjectNode();
      var list = json.putArray("wishes");
      lines.forEach(list::add);
      print(json);
    } else if (lines.isEmpty()) {
      say("The server has no wishes: any request will do.");
    } else {
      lines.forEach(line -> terminal.out().println(PlainText.line(line)));
    }
    return DeviceExit.DONE;
  }

  private static List<String> lines(CsrAttributes attributes) {
    var lines = new ArrayList<String>();
    var template = attributes.template();
    if (template.isEmpty()) {
      attributes.entries().forEach(entry -> lines.add(line(entry)));
      return lines;
    }
    for (var part : template.get().subject()) {
      lines.add(
          "subject " + title(part.type()) + part.value().map(value -> " = " + value).orElse(""));
    }
    template
        .get()
        .key()
        .ifPresent(key -> {
          var parameters = key.algorithm().getParameters();
          lines.add(
              "key "
                  + title(key.algorithm().getAlgorithm())
                  + (parameters instanceof ASN1ObjectIdentifier curve ? " " + title(curve) : "")
                  + key.rsaBits().map(bits -> " " + bits).orElse(""));
        });
    for (var extension : template.get().extensions()) {
      lines.add(
          "extension "
              + title(extension.oid())
              + (extension.critical() ? " (critical)" : "")
              + extension.value().map(value -> " = " + value).orElse(""));
    }
    template.get().attributes().forEach(oid -> lines.add("attribute " + title(oid)));
    return lines;
  }

  private static String line(Entry entry) {
    return switch (entry) {
      case Entry.Oid(var oid) -> title(oid);
      case Entry.Attribute(var type, var values) -> {
        var shown = values.stream().map(CsrAttrsCommand::value).toList();
        yield title(type) + (shown.isEmpty() ? "" : " = " + String.join(", ", shown));
      }
    };
  }

  private static String value(ASN1Encodable value) {
    return value instanceof ASN1ObjectIdentifier oid ? title(oid) : value.toString();
  }

  private static String title(ASN1ObjectIdentifier oid) {
    if (oid.equals(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)) {
      return "challengePassword";
    }
    if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "EC";
    }
    if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    if (oid.equals(Extension.subjectAlternativeName)) {
      return "subjectAltName";
    }
    var symbol = BCStyle.INSTANCE.oidToDisplayName(oid);
    return symbol == null ? named(oid) : symbol;
  }

  private static String named(ASN1ObjectIdentifier oid) {
    var curve = ECNamedCurveTable.getName(oid);
    return curve == null ? oid.getId() : curve;
  }
}
