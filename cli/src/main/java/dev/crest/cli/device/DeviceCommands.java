package dev.crest.cli.device;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.terminal.Terminal;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands that devices run; only the ones that are called get their options. */
public final class DeviceCommands {
  private final Terminal terminal;
  private final Surroundings surroundings;
  private final Disk disk;
  private final InstantSource clock;

  public DeviceCommands(Terminal terminal, Surroundings surroundings, InstantSource clock) {
    this(terminal, surroundings, Disk.real(), clock);
  }

  DeviceCommands(Terminal terminal, Surroundings surroundings, Disk disk, InstantSource clock) {
    this.terminal = terminal;
    this.surroundings = surroundings;
    this.disk = disk;
    this.clock = clock;
  }

  /**
   * Adds them.
   *
   * @param needed whether a command's options are wanted
   */
  public void addTo(CommandLine root, Predicate<String> needed) {
    for (var command : all()) {
      var name = command.name();
      if (needed.test(name)) {
        root.addSubcommand(name, command.spec());
      } else {
        var spec = CommandSpec.create().name(name);
        spec.usageMessage().description(command.description());
        root.addSubcommand(name, spec);
      }
    }
  }

  /** Returns whether a name is that of one of them. */
  public boolean has(String name) {
    return all().stream().anyMatch(command -> command.name().equals(name));
  }

  private List<DeviceCommand> all() {
    return List.of(
        new EnrollCommand(EnrollCommand.Kind.ENROLL, terminal, surroundings, disk),
        new RenewCommand(terminal, surroundings, disk, clock),
        new VerifyCommand(terminal, surroundings, clock),
        new DecodeCommand(terminal, surroundings),
        new CaCertsCommand(terminal, surroundings),
        new CsrAttrsCommand(terminal, surroundings),
        new DoctorCommand(terminal, surroundings, clock),
        new EnrollCommand(EnrollCommand.Kind.REENROLL, terminal, surroundings, disk),
        new EnrollCommand(EnrollCommand.Kind.KEYGEN, terminal, surroundings, disk));
  }
}
