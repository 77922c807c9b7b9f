package dev.crest.cli.device;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.doctor.Check;
import dev.crest.cli.doctor.Checkup;
import dev.crest.cli.doctor.Finding;
import dev.crest.cli.doctor.Report;
import dev.crest.cli.doctor.Setup;
import dev.crest.cli.doctor.State;
import dev.crest.cli.terminal.Terminal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Says what is wrong between this device and an EST server, and what to do about it. */
final class DoctorCommand extends DeviceCommand {
  private static final String CSR = "--csr";
  private static final String CSR_KEY = "--csr-key";
  private static final String NO_PROBE = "--no-credential-probe";
  private static final String TIMEOUT = "--timeout";
  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(10);
  private static final int USUAL_WIDTH = 100;

  private final ServerChoice server;
  private final Surroundings surroundings;
  private final InstantSource clock;

  DoctorCommand(Terminal terminal, Surroundings surroundings, InstantSource clock) {
    super(
        "doctor",
        "Find out why a device gets no certificate from an EST server, and what to do about it."
            + " Nothing is requested, and no use of a passcode is spent.",
        terminal,
        surroundings);
    this.server = new ServerChoice(options, files);
    this.surroundings = surroundings;
    this.clock = clock;
  }

  @Override
  void describe() {
    options.addPositional("<url>", "0..*", "https://host/.well-known/est[/label]");
    server.addTrust();
    server.addCredential();
    options.add(
        "What else to look at",
        Options.text(
            CSR, "<file>", "A certification request, to compare with what the server wants."),
        Options.text(
            CSR_KEY, "<file>", "Its key, for the openssl command that would make it pass."),
        Options.flag(
            NO_PROBE,
            "Do not try the credential. Else it is sent with a request that cannot be granted, which"
                + " the server may note as a refusal."),
        Options.text(TIMEOUT, "<time>", "How long to wait for each answer, such as 3s; else 10s."));
  }

  @Override
  int run() throws InterruptedException {
    var setup = setup(onlyArgument("the URL"));
    var report =
        new Report(
            terminal.out(),
            Report.unicode(surroundings.environment()),
            terminal.room().orElse(USUAL_WIDTH));
    boolean json = options.given(Options.JSON);
    var findings =
        new Checkup(setup)
            .run(finding -> {
              if (!json) {
                report.print(finding);
              }
            });
    if (json) {
      print(Report.json(findings));
    } else {
      report.summarize(findings);
    }
    return exit(findings);
  }

  private Setup setup(String url) {
    var patience = options.value(TIMEOUT).map(RequestOptions::duration).orElse(USUAL_PATIENCE);
    var request =
        options
            .value(CSR)
            .map(file -> new Setup.RequestFile(file, files.bytes(file), options.value(CSR_KEY)));
    return new Setup(
        url,
        server.givenTrust(),
        server.givenFingerprint(),
        server::issuers,
        server.givenVersion(),
        server::identity,
        server.givenCredential(),
        request,
        !options.given(NO_PROBE),
        patience,
        clock);
  }

  /** The first problem decides, since it is the one to put right first. */
  private static int exit(List<Finding> findings) {
    Optional<Check> first =
        findings.stream()
            .filter(finding -> finding.state() == State.PROBLEM)
            .map(Finding::check)
            .findFirst();
    return first
        .map(check ->
            switch (check.area()) {
              case USAGE -> DeviceExit.USAGE;
              case CONNECTION -> DeviceExit.NO_CONNECTION;
              case CREDENTIAL -> DeviceExit.DENIED;
              case SERVER -> DeviceExit.FAILED;
            })
        .orElse(DeviceExit.DONE);
  }
}
