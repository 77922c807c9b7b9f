package dev.crest.cli.device;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Options of one command, and what was given for them. */
final class Options {
  static final String JSON = "--json";
  static final String DIRECTORY = "--directory";

  private final CommandSpec spec;

  Options(CommandSpec spec) {
    this.spec = spec;
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build();
  }

  static OptionSpec text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  static OptionSpec texts(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  void add(String heading, OptionSpec... options) {
    var group =
        ArgGroupSpec.builder()
            .heading("%n" + heading + ":%n")
            .validate(false)
            .exclusive(false)
            .order(spec.argGroups().size());
    for (var option : options) {
      group.addArg(option);
    }
    spec.addArgGroup(group.build());
  }

  void addHelp() {
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .arity("0")
            .usageHelp(true)
            .description("Explain this command.")
            .build());
  }

  /** Adds the arguments of a command. */
  void addPositional(String label, String arity, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity(arity)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(label)
            .description(description)
            .build());
  }

  boolean given(String name) {
    return spec.findOption(name) != null && Boolean.TRUE.equals(spec.findOption(name).getValue());
  }

  Optional<String> value(String name) {
    return spec.findOption(name) == null
        ? Optional.empty()
        : Optional.ofNullable(spec.findOption(name).getValue());
  }

  List<String> values(String name) {
    if (spec.findOption(name) == null) {
      return List.of();
    }
    List<String> found = spec.findOption(name).getValue();
    return found == null ? List.of() : List.copyOf(found);
  }

  List<String> positional() {
    List<String> found = spec.positionalParameters().getFirst().getValue();
    return found == null ? List.of() : List.copyOf(found);
  }
}
