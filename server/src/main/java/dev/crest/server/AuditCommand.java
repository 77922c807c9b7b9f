package dev.crest.server;

import dev.crest.server.operate.AuditVerification;
import dev.crest.server.store.AuditReader;
import dev.crest.server.store.StoreUnusable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crest audit}: what can be done with the audit log from the command line. */
@Command(
    name = "audit",
    description = "Look after the audit log.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = AuditCommand.Verify.class)
final class AuditCommand {

  /** {@code crest audit verify}. */
  @Command(
      name = "verify",
      description = {
        "Verify the audit log's hash chain and signed checkpoints, those of each node.",
        "Exit code 0: intact. 1: broken, the first break is named. The server may be running."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Main.Version.class)
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML.")
    private Optional<Path> config = Optional.empty();

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "The data folder, in place of the settings' one.")
    private Optional<Path> data = Optional.empty();

    @Option(
        names = "--key",
        paramLabel = "ID",
        description = {
          "The id of the key of checkpoints, as noted when it was first printed:",
          "then no other key counts, not even one that the database names."
        })
    private Optional<String> key = Optional.empty();

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before call().
    Verify() {}

    @Override
    public Integer call() {
      var settings =
          SettingsFile.read(
              config, data.map(d -> Map.of("CREST_DATA", d.toString())).orElse(Map.of()));
      try (var reader = AuditReader.open(settings.store())) {
        return new AuditVerification(reader.records(), key, spec.commandLine().getOut()).run()
            ? 0
            : Main.FAILED;
      } catch (StoreUnusable e) {
        throw new Main.CannotRun(String.valueOf(e.getMessage()), e);
      }
    }
  }
}
