package dev.crest.server;

import dev.crest.server.config.SettingsProblem;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program: its subcommands and their exit codes (0 done, 1 failed, 2 wrong usage or
 * configuration).
 */
@Command(
    name = "crest",
    description =
        "A self-hosted device trust manager: certificates for devices over EST (RFC 7030).",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {QuickstartCommand.class, ServeCommand.class, AuditCommand.class})
public final class Main {
  static final int FAILED = 1;
  static final int USAGE = 2;

  private Main() {}

  /** Runs the subcommand named by {@code arguments} and exits. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String[] arguments) {
    var commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler(
        (problem, command, parsed) -> explain(problem, command.getErr()));
    return arguments.length == 0 ? missing(commandLine) : commandLine.execute(arguments);
  }

  private static int missing(CommandLine commandLine) {
    commandLine.usage(commandLine.getErr());
    return USAGE;
  }

  private static int explain(Exception problem, PrintWriter err) {
    return switch (problem) {
      case SettingsProblem settings -> {
        err.println("crest: " + settings.getMessage() + ":");
        settings.problems().forEach(line -> err.println("  " + line));
        yield USAGE;
      }
      case CannotRun cannot -> {
        err.println("crest: " + cannot.getMessage());
        yield FAILED;
      }
      default -> {
        err.println("crest: something unexpected happened; the log has the details");
        LoggerFactory.getLogger(Main.class).error("unexpected", problem);
        yield FAILED;
      }
    };
  }

  /** A reason not to run that a person can do something about; the message says what. */
  static final class CannotRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotRun(String message) {
      super(message);
    }

    CannotRun(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The version of the build, from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"crest " + (version == null ? "(from sources)" : version)};
    }
  }
}
