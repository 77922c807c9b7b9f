package dev.crest.server;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crest serve}: runs the server until it is told to stop. */
@Command(
    name = "serve",
    description = "Start the server; SIGTERM or Ctrl-C stops it after what is in flight.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in YAML; CREST_* variables override them.")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--check", description = "Only validate the settings, naming every problem.")
  private boolean check;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec before call().
  ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    var settings = SettingsFile.read(config);
    var out = spec.commandLine().getOut();
    if (check) {
      settings.tlsFiles().ifPresent(files -> files.read());
      out.println("The settings are fine.");
      return 0;
    }
    try (var running = Running.start(settings, InstantSource.system())) {
      out.println("Crest is serving EST on " + running.url());
      out.flush();
      running.adminUrl().ifPresent(url -> administration(running.server(), url));
      running.untilStopped();
    }
    return 0;
  }

  private void administration(Server server, String url) {
    var out = spec.commandLine().getOut();
    out.println("The console is at " + url);
    out.println("The management API is at " + url + "/api/v1");
    if (!server.store().catalog().principals().anyUser()) {
      out.println("There is no administrator yet. Within 24 hours, make the first one here, once:");
      out.println("  " + url + server.signInLinks().setUp().path());
    }
    out.flush();
  }
}
