package dev.crest.cli;

import dev.crest.cli.connect.CannotConnect;
import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.describe.ApiDescription;
import dev.crest.cli.device.DeviceCommands;
import dev.crest.cli.manage.ExitCode;
import dev.crest.cli.manage.ManagementCommands;
import dev.crest.cli.manage.Session;
import dev.crest.cli.terminal.PlainText;
import dev.crest.cli.terminal.Terminal;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. Its exit codes are those of {@link ExitCode}. */
public final class Main {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Supplier<ApiDescription> description;
  private final Session session;

  /**
   * Makes it.
   *
   * @param description asked for by management commands alone: reading it takes a device as long as
   *     all the rest
   */
  Main(Supplier<ApiDescription> description, Session session) {
    this.description = description;
    this.session = session;
  }

  /** Runs the command that {@code arguments} name and exits. */
  public static void main(String[] arguments) {
    var session = new Session(Terminal.ofProcess(), Surroundings.ofProcess(), PATIENCE);
    System.exit(new Main(ApiDescription::packaged, session).run(List.of(arguments)));
  }

  int run(List<String> arguments) {
    var devices = deviceCommands();
    var root =
        !arguments.isEmpty() && devices.has(arguments.getFirst())
            ? dressed(base(devices, arguments::contains))
            : tree(devices, arguments::contains);
    if (arguments.isEmpty()) {
      root.usage(root.getErr());
      return ExitCode.USAGE;
    }
    return root.execute(arguments.toArray(String[]::new));
  }

  private DeviceCommands deviceCommands() {
    return new DeviceCommands(session.terminal(), session.surroundings(), InstantSource.system());
  }

  /** Returns all commands. */
  private CommandLine tree(DeviceCommands devices, Predicate<String> needed) {
    var root = base(devices, needed);
    new ManagementCommands(description.get(), session)
        .addTo(root, needed, () -> tree(deviceCommands(), _ -> true));
    return dressed(root);
  }

  /** Returns the program with the commands of devices. */
  private CommandLine base(DeviceCommands devices, Predicate<String> needed) {
    var spec = CommandSpec.create().name("crest").mixinStandardHelpOptions(true);
    spec.version("crest " + version());
    spec.usageMessage()
        .description("Manages Crest over its API, and gets certificates for devices over EST.")
        .synopsisSubcommandLabel("COMMAND")
        .footer("", "What can be done with a noun: crest NOUN --help.", ExitCode.EXPLAINED);
    var root = new CommandLine(spec);
    devices.addTo(root, needed);
    return root;
  }

  /** Sets what holds for every command that there is by then. */
  private CommandLine dressed(CommandLine root) {
    root.setOut(writer(session.terminal().out()));
    root.setErr(writer(session.terminal().err()));
    root.setExpandAtFiles(false);
    root.setAllowOptionsAsOptionParameters(false);
    root.setUsageHelpWidth(session.terminal().room().orElse(100));
    root.setParameterExceptionHandler((problem, _) -> misunderstood(problem));
    root.setExecutionExceptionHandler((problem, _, _) -> explain(problem));
    return root;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(from sources)" : version;
  }

  private int misunderstood(ParameterException problem) {
    var err = session.terminal().err();
    var command = problem.getCommandLine();
    var name = command.getCommandSpec().qualifiedName();
    boolean unknown =
        problem instanceof UnmatchedArgumentException unmatched
            && !command.getSubcommands().isEmpty()
            && !unmatched.getUnmatched().getFirst().startsWith("-");
    if (unknown && problem instanceof UnmatchedArgumentException unmatched) {
      err.println(
          name
              + ": there is no command '"
              + PlainText.line(unmatched.getUnmatched().getFirst())
              + "'");
      err.println("There are: " + String.join(", ", command.getSubcommands().keySet()));
      if (command.getParent() == null) {
        err.println("Of a server of one's own: quickstart, serve, audit verify, test");
      }
    } else if (!command.getSubcommands().isEmpty()
        && command.getParent() != null
        && command.getParseResult() == null) {
      command.usage(command.getErr());
    } else {
      err.println(name + ": " + PlainText.line(String.valueOf(problem.getMessage())));
    }
    err.println("See " + name + " --help");
    return ExitCode.USAGE;
  }

  private int explain(Exception problem) {
    var err = session.terminal().err();
    return switch (problem) {
      case WrongUsage usage -> {
        err.println("crest: " + usage.getMessage());
        yield ExitCode.USAGE;
      }
      case CannotConnect cannot -> {
        err.println("crest: " + PlainText.line(String.valueOf(cannot.getMessage())));
        yield ExitCode.NO_CONNECTION;
      }
      default -> {
        err.println("crest: something unexpected happened: " + problem);
        yield ExitCode.FAILED;
      }
    };
  }
}
