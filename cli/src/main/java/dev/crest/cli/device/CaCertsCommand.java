package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.Certificates;
import dev.crest.estclient.EstException;
import dev.crest.pkix.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Fetches the CA certificates and says which of them are trusted, and why. */
final class CaCertsCommand extends DeviceCommand {
  private static final String OUTPUT = "--output";
  private final ServerChoice server;

  CaCertsCommand(Terminal terminal, Surroundings surroundings) {
    super(
        "cacerts",
        "Fetch the CA certificates of an EST server; those that are trusted are printed in PEM.",
        terminal,
        surroundings);
    this.server = new ServerChoice(options, files);
  }

  @Override
  void describe() {
    options.addPositional("<url>", "0..*", "https://host/.well-known/est[/label]");
    server.addTrust();
    options.add("Result", Options.text(OUTPUT, "<file>", "Write them into a file instead."));
  }

  @Override
  int run() throws EstException, InterruptedException {
    var fetched = server.client(ServerChoice.url(onlyArgument("the URL"))).caCertificates();
    var good = new ArrayList<>(fetched.anchors());
    good.addAll(fetched.intermediates());
    if (options.given(Options.JSON)) {
      var json = JSON.createObjectNode();
      json.put("provenance", fetched.provenance().name().toLowerCase(Locale.ROOT));
      json.put("refresh_at", fetched.refreshAt().toString());
      put(json, "anchors", fetched.anchors());
      put(json, "intermediates", fetched.intermediates());
      put(json, "ignored", fetched.ignored());
      print(json);
    } else if (options.value(OUTPUT).isEmpty()) {
      terminal.out().print(new String(Certificates.pem(good), US_ASCII));
      terminal.out().flush();
    }
    if (options.value(OUTPUT).isPresent()) {
      var file = files.path(options.value(OUTPUT).get());
      try {
        Files.write(file, Certificates.pem(good));
      } catch (IOException e) {
        throw DeviceFolder.trouble(file + " cannot be written", e);
      }
    }
    fetched
        .ignored()
        .forEach(one -> say("not trusted, since nothing trusted vouches for it: " + one));
    if (good.isEmpty()) {
      say("none of the server's CA certificates is connected to the trust anchors");
      return DeviceExit.FAILED;
    }
    return DeviceExit.DONE;
  }

  private static void put(ObjectNode json, String name, List<Certificate> certificates) {
    var list = json.putArray(name);
    certificates.forEach(one -> {
      var facts = Facts.of(one);
      facts.put("pem", new String(Certificates.pem(List.of(one)), US_ASCII));
      list.add(facts);
    });
  }
}
