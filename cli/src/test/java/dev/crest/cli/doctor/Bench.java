package dev.crest.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.device.DeviceCommands;
import dev.crest.cli.terminal.Terminal;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Pem;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.TurnableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server and a device's files, and the command as somebody types it. */
final class Bench implements AutoCloseable {
  final SeededEst est = new SeededEst();
  final Path folder;
  final TurnableClock clock = TurnableClock.atPresent();
  final List<AutoCloseable> others = new ArrayList<>();
  Optional<String> url = Optional.empty();
  String host = "localhost";
  List<String> trust = List.of("--trust-anchor", "ca.pem");
  List<String> credential = List.of("--passcode-file", "p");
  final List<String> more = new ArrayList<>(List.of("--timeout", "5s"));

  record Outcome(int exit, String out, String err) {
    JsonNode json() {
      return new JsonMapper().readTree(out);
    }

    JsonNode finding(String check) {
      return StreamSupport.stream(json().path("findings").spliterator(), false)
          .filter(one -> one.path("check").asString("").equals(check))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no finding of " + check + " in " + out + err));
    }

    List<String> checks(String state) {
      return StreamSupport.stream(json().path("findings").spliterator(), false)
          .filter(one -> one.path("state").asString("").equals(state))
          .map(one -> one.path("check").asString(""))
          .collect(Collectors.toList());
    }
  }

  Bench(Path folder) throws IOException {
    this.folder = folder;
    write("ca.pem", est.root.certificatePem());
    write("p", SeededEst.PASSCODE + "\n");
  }

  void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  void anchor(Certificate certificate) throws IOException {
    write("ca.pem", Pem.write("CERTIFICATE", certificate.der()));
  }

  /** Gives a client certificate in place of the passcode. */
  void presents(HeldCertificate certificate) throws IOException {
    write("d.pem", certificate.certificatePem());
    write("d.key", certificate.privateKeyPkcs8Pem());
    credential = List.of("--cert", "d.pem", "--key", "d.key");
  }

  /** Returns a device's certificate to change. */
  HeldCertificate.Builder device() {
    return new HeldCertificate.Builder().commonName("d1").signedBy(est.issuing);
  }

  void add(String... arguments) {
    more.addAll(List.of(arguments));
  }

  /** Lets another server stand at the URL. */
  void at(int port) {
    url = Optional.of("https://localhost:" + port + SeededEst.LABEL);
  }

  Outcome run(String... further) throws Exception {
    return run(Map.of(), further);
  }

  Outcome run(Map<String, String> environment, String... further) throws Exception {
    var arguments = new ArrayList<>(List.of("doctor", url.isPresent() ? url.get() : est.url(host)));
    arguments.addAll(trust);
    arguments.addAll(credential);
    arguments.addAll(more);
    arguments.addAll(List.of(further));
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            false);
    var root = new CommandLine(CommandSpec.create().name("crest"));
    new DeviceCommands(terminal, new Surroundings(environment, folder, folder), clock)
        .addTo(root, _ -> true);
    root.setErr(new PrintWriter(err, true, UTF_8));
    int exit = root.execute(arguments.toArray(String[]::new));
    return new Outcome(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  @Override
  public void close() throws Exception {
    for (var other : others) {
      other.close();
    }
    est.close();
  }
}
