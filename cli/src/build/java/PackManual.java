import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.device.DeviceCommands;
import dev.crest.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A step of the build: writes crest-device(1) from the commands themselves. Arguments: the text around them, to. */
final class PackManual {
  private PackManual() {}

  public static void main(String[] arguments) throws IOException {
    var nowhere = Path.of("");
    var terminal = new Terminal(InputStream.nullInputStream(), System.out, System.err, false);
    var root = new CommandLine(CommandSpec.create().name("crest"));
    new DeviceCommands(terminal, new Surroundings(Map.of(), nowhere, nowhere), InstantSource.system())
        .addTo(root, _ -> true);
    var commands = new StringBuilder();
    root.getSubcommands().forEach((name, command) -> put(commands, name, command.getCommandSpec()));
    var around = Files.readString(Path.of(arguments[0]));
    if (!around.contains("@COMMANDS@\n")) {
      throw new IOException(arguments[0] + " has no place for the commands");
    }
    var to = Path.of(arguments[1]);
    Files.createDirectories(to.getParent());
    Files.writeString(to, around.replace("@COMMANDS@\n", commands));
  }

  private static void put(StringBuilder page, String name, CommandSpec spec) {
    page.append(".SS crest ").append(name).append('\n');
    for (var line : spec.usageMessage().description()) {
      page.append(text(line)).append('\n');
    }
    for (var argument : spec.positionalParameters()) {
      put(page, argument.paramLabel(), argument);
    }
    for (var group : spec.argGroups()) {
      page.append(".P\n").append(text(group.heading().replace("%n", "").strip())).append('\n');
      for (var argument : group.args()) {
        if (argument instanceof OptionSpec option) {
          put(page, String.join(", ", option.names()) + label(option), option);
        }
      }
    }
  }

  private static String label(OptionSpec option) {
    return option.arity().max() == 0 ? "" : " " + option.paramLabel();
  }

  private static void put(StringBuilder page, String title, ArgSpec argument) {
    page.append(".TP\n.B ").append(text(title)).append('\n');
    page.append(text(String.join(" ", List.of(argument.description())))).append('\n');
  }

  private static String text(String plain) {
    var escaped = plain.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
