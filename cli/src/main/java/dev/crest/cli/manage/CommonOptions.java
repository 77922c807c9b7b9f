package dev.crest.cli.manage;

import dev.crest.cli.connect.GivenConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that do not come from the API's description. */
final class CommonOptions {
  static final String JSON = "--json";
  static final String COLUMNS = "--columns";
  static final String ALL = "--all";
  static final String FILTER = "--filter";
  static final String BODY = "--body";
  static final String SET = "--set";
  static final String UNSET = "--unset";
  static final String FILE = "--file";
  static final String OUTPUT = "--output";
  static final String AS = "--as";
  static final String IF_VERSION = "--if-version";
  static final String WATCH = "--watch";
  private static final String URL = "--url";
  private static final String KEY = "--api-key-file";
  private static final String ACCOUNT = "--account";
  private static final String ANCHOR = "--ca-file";

  /** No field's option may have these names. */
  static final Set<String> NAMES =
      Set.of(
          JSON,
          COLUMNS,
          ALL,
          FILTER,
          BODY,
          SET,
          UNSET,
          FILE,
          OUTPUT,
          AS,
          IF_VERSION,
          WATCH,
          URL,
          KEY,
          ACCOUNT,
          ANCHOR,
          "--help",
          "--version");

  private CommonOptions() {}

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

  /** Adds options under a heading. */
  static void addGroup(CommandSpec spec, String heading, List<? extends ArgSpec> options) {
    if (options.isEmpty()) {
      return;
    }
    var group =
        ArgGroupSpec.builder()
            .heading("%n" + heading + ":%n")
            .validate(false)
            .exclusive(false)
            .order(spec.argGroups().size());
    options.forEach(group::addArg);
    spec.addArgGroup(group.build());
  }

  static void addHelp(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .arity("0")
            .usageHelp(true)
            .description("Explain this command.")
            .build());
  }

  static void addConnection(CommandSpec spec) {
    addGroup(
        spec,
        "Connection (else CREST_URL, CREST_API_KEY, CREST_ACCOUNT, CREST_CA_FILE, crest login, or data/quickstart.json)",
        List.of(
            text(URL, "<url>", "The server, https://host:port."),
            text(KEY, "<file>", "A file with the API key, - being the input."),
            text(ACCOUNT, "<account>", "The account that is meant, by name or id."),
            text(ANCHOR, "<file>", "Trust anchors of the server's certificate, in PEM.")));
  }

  static GivenConnection connection(CommandSpec spec) {
    return new GivenConnection(
        value(spec, URL), value(spec, KEY), value(spec, ACCOUNT), value(spec, ANCHOR));
  }

  static Optional<String> value(CommandSpec spec, String option) {
    return FieldOption.values(spec, option).stream().findFirst();
  }

  static boolean given(CommandSpec spec, String option) {
    return value(spec, option).map("true"::equals).orElse(false);
  }
}
