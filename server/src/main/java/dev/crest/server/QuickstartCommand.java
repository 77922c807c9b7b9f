package dev.crest.server;

import dev.crest.server.access.ApiKeys;
import dev.crest.server.est.EstSettings;
import dev.crest.server.hierarchy.AuthenticationCertificates;
import dev.crest.server.operate.Demo;
import dev.crest.server.operate.DemoAccess;
import dev.crest.server.operate.DemoTour;
import dev.crest.server.operate.QuickstartFile;
import dev.crest.server.refusal.Refused;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crest quickstart}: a server with a demo, which enrols a device and keeps serving. */
@Command(
    name = "quickstart",
    description = {
      "Start on this machine with a demo hierarchy and policy, enrol a device, keep serving.",
      "A second run finds its data again; Ctrl-C stops it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class QuickstartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port for EST, 0 for any (default: ${DEFAULT-VALUE}).")
  private int port = 8443;

  @Option(
      names = "--admin-port",
      paramLabel = "N",
      description = "Port for the management API, 0 for any (default: ${DEFAULT-VALUE}).")
  private int adminPort = 9443;

  @Option(names = "--no-demo-run", description = "Do not run the demo commands, only serve.")
  private boolean noDemoRun;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec before call().
  QuickstartCommand() {}

  @Override
  public Integer call() throws InterruptedException, IOException {
    var out = spec.commandLine().getOut();
    var fixed =
        Map.of(
            "CREST_DATA", data.toString(),
            "CREST_EST_PORT", Integer.toString(port),
            "CREST_EST_BIND", System.getenv().getOrDefault("CREST_EST_BIND", "127.0.0.1"),
            "CREST_ADMIN_PORT", Integer.toString(adminPort),
            "CREST_ADMIN_BIND", System.getenv().getOrDefault("CREST_ADMIN_BIND", "127.0.0.1"),
            "CREST_CONSOLE_PUBLIC_DECODER",
                System.getenv().getOrDefault("CREST_CONSOLE_PUBLIC_DECODER", "true"));
    var settings = SettingsFile.read(Optional.empty(), fixed);
    try (var running = Running.start(settings, InstantSource.system())) {
      var adminUrl = running.adminUrl();
      var demo = demo(running.server(), adminUrl);
      var tour = new DemoTour(demo, data.toAbsolutePath().normalize(), out);
      tour.introduce();
      if (!noDemoRun) {
        tour.run();
      }
      tour.nextSteps();
      out.println("Crest is serving EST on " + running.url());
      adminUrl.ifPresent(url -> out.println("The management API is at " + url + "/api/v1"));
      demo.signInUrl()
          .ifPresent(url -> out.println("The console, signed in (this link works once): " + url));
      out.println("Press Ctrl-C to stop.");
      out.flush();
      running.untilStopped();
      farewell(out);
    }
    return 0;
  }

  private QuickstartFile demo(Server server, Optional<String> adminUrl) throws IOException {
    var file = data.resolve("quickstart.json");
    var est = server.estSettings();
    var devices =
        QuickstartFile.read(file)
            .filter(earlier -> server.store().policies().byId(earlier.policyId()).isPresent())
            .map(earlier ->
                Demo.relocated(earlier, (target, clientAuth) -> url(est, target, clientAuth)))
            .orElseGet(() -> fresh(server, est));
    var demo = adminUrl.map(url -> access(server).add(devices, url)).orElse(devices);
    demo.write(file);
    return demo;
  }

  private static DemoAccess access(Server server) {
    var principals = server.store().catalog().principals();
    return new DemoAccess(
        principals, new ApiKeys(principals, InstantSource.system()), server.signInLinks());
  }

  private QuickstartFile fresh(Server server, EstSettings est) {
    var certificates = new AuthenticationCertificates(InstantSource.system());
    var demo =
        new Demo(
            server.store().catalog(),
            server.authorities(),
            server.passcodeVerifier(),
            certificates);
    try {
      return demo.make(data, (target, clientAuth) -> url(est, target, clientAuth));
    } catch (Refused refused) {
      throw new Main.CannotRun(
          "the demo cannot be made beside what is in "
              + data
              + " already ("
              + refused.faults().stream()
                  .map(
                      fault -> fault.field().map(field -> field + " ").orElse("") + fault.message())
                  .collect(Collectors.joining("; "))
              + "). \"./crest serve\" serves it; another --data folder gets a demo of its own.");
    }
  }

  private static String url(
      EstSettings est, dev.crest.estwire.EstTarget target, boolean clientAuth) {
    return clientAuth ? est.clientAuthUrl(target) : est.publicUrl(target);
  }

  private static void farewell(PrintWriter out) {
    out.println();
    out.println("Stopping. Start again with the same command to find everything as it is.");
    out.flush();
  }
}
