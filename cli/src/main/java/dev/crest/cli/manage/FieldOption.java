package dev.crest.cli.manage;

import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.describe.Field;
import dev.crest.cli.describe.Field.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options for one field: one for its value; for the id of another object a second one that
 * takes its name; for texts one that takes a file. A secret has only the last.
 */
final class FieldOption {
  private static final Set<String> SECRETS =
      Set.of("password", "secret", "private_key", "passphrase", "pin", "totp_secret");
  private static final List<String> LONG_TEXTS =
      List.of("certificate", "csr", "crl", "chain", "pem");

  private final Field field;
  private final String name;
  private final Optional<Noun> noun;
  private final boolean secret;

  /**
   * @param reserved names of options that mean something else
   */
  FieldOption(Field field, Noun owner, CommandSet commands, Set<String> reserved) {
    this.field = field;
    var plain = "--" + String.join(".", field.path().stream().map(ApiCommand::kebab).toList());
    this.name = reserved.contains(plain) ? "--with-" + plain.substring(2) : plain;
    this.secret =
        field.secret() || secretName(field.name()) || owner.secrets().contains(field.name());
    this.noun =
        commands
            .referredTo(field.name())
            .filter(_ -> field.kind() == Kind.TEXT && field.choices().isEmpty() && !secret)
            .filter(_ -> called() || !reserved.contains(reference()));
  }

  private static boolean secretName(String name) {
    return SECRETS.stream().anyMatch(secret -> name.equals(secret) || name.endsWith("_" + secret));
  }

  Field field() {
    return field;
  }

  boolean secret() {
    return secret;
  }

  /** Whether the field is called like the noun itself, so that one option takes both. */
  private boolean called() {
    return !field.name().endsWith("_id") && !field.name().endsWith("_ids");
  }

  private String reference() {
    if (called()) {
      return name;
    }
    return name.endsWith("-ids")
        ? name.substring(0, name.length() - "-ids".length()) + "s"
        : name.substring(0, name.length() - "-id".length());
  }

  private String file() {
    return name + "-file";
  }

  private boolean takesFile() {
    return secret
        || (field.kind() == Kind.TEXT
            && !field.repeated()
            && field.choices().isEmpty()
            && noun.isEmpty());
  }

  /** Returns the options, those first that help is to show. */
  List<OptionSpec> specs() {
    var specs = new ArrayList<OptionSpec>();
    noun.ifPresent(found ->
        specs.add(
            spec(reference(), "<" + found.name() + ">")
                .description(described("By name or id."))
                .build()));
    if (!secret && !(noun.isPresent() && called())) {
      specs.add(direct());
    }
    if (takesFile()) {
      boolean shown = secret || LONG_TEXTS.stream().anyMatch(field.name()::contains);
      specs.add(
          OptionSpec.builder(file())
              .type(String.class)
              .arity("1")
              .paramLabel("<file>")
              .hidden(!shown)
              .description(described("From a file, - being the input."))
              .build());
    }
    return specs;
  }

  private OptionSpec direct() {
    var spec = spec(name, label()).hidden(noun.isPresent()).description(described(""));
    if (field.kind() == Kind.FLAG && !field.repeated()) {
      spec.type(Boolean.class).arity("0..1").fallbackValue("true").paramLabel("<true|false>");
    }
    if (!field.choices().isEmpty()) {
      spec.completionCandidates(field.choices());
    }
    return spec.build();
  }

  private OptionSpec.Builder spec(String option, String label) {
    var spec = OptionSpec.builder(option).arity("1").paramLabel(label);
    return field.repeated() || field.kind() == Kind.MAP
        ? spec.type(List.class).auxiliaryTypes(String.class)
        : spec.type(String.class);
  }

  private String label() {
    if (!field.choices().isEmpty()) {
      return "<" + String.join("|", field.choices()) + ">" + (field.repeated() ? "[,…]" : "");
    }
    var one =
        switch (field.kind()) {
          case INTEGER -> "<n>";
          case NUMBER -> "<number>";
          case FLAG -> "<true|false>";
          case MAP -> "<name=value>";
          case JSON -> "<json>";
          case FILE -> "<file>";
          case TEXT ->
              switch (field.format()) {
                case "date-time" -> "<time>";
                case "duration" -> "<span>";
                case "uri" -> "<url>";
                default -> field.name().endsWith("_id") ? "<id>" : "<text>";
              };
        };
    return field.repeated() ? one + "[,…]" : one;
  }

  private String described(String usual) {
    var text = field.description().isEmpty() ? usual : field.description();
    if (text.isEmpty()) {
      // Help is ragged where there is nothing to say.
      var name = field.name().replace('_', ' ');
      text = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + ".";
    }
    var hint =
        switch (field.format()) {
          case "date-time" -> " Such as 2027-01-31T12:00:00Z.";
          case "duration" -> " Such as P30D or PT12H.";
          default -> "";
        };
    var plain = (text + hint + (field.required() ? " (required)" : "")).strip();
    return plain.replace("%", "%%").replace("@|", "@ |");
  }

  /**
   * Returns what was given; empty for nothing.
   *
   * @param references looks names up
   * @throws WrongUsage if two of the options were given
   */
  List<String> given(CommandSpec spec, References references, Session session) {
    boolean both = noun.isPresent() && called();
    var direct = secret || both ? List.<String>of() : values(spec, name);
    var named = noun.isEmpty() ? List.<String>of() : values(spec, reference());
    var read = takesFile() ? values(spec, file()) : List.<String>of();
    var used = new ArrayList<String>();
    if (!direct.isEmpty()) {
      used.add(name);
    }
    if (!named.isEmpty()) {
      used.add(reference());
    }
    if (!read.isEmpty()) {
      used.add(file());
    }
    if (used.size() > 1) {
      throw new WrongUsage(String.join(" and ", used) + " say the same thing: give one of them");
    }
    if (!named.isEmpty()) {
      return references.ids(noun.orElseThrow(), Values.split(field, named));
    }
    if (!read.isEmpty()) {
      var text = session.text(read.getFirst());
      return List.of(secret ? text.stripTrailing() : text);
    }
    return direct;
  }

  /** Returns the texts that an option was given. */
  static List<String> values(CommandSpec spec, String option) {
    var found = spec.findOption(option);
    var value = found == null ? null : found.getValue();
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(value.toString());
  }

  /** Returns the option that a person would correct. */
  String shown(CommandSpec spec) {
    if (secret) {
      return file();
    }
    boolean byName = noun.isPresent() && values(spec, name).isEmpty();
    boolean byFile = takesFile() && !values(spec, file()).isEmpty();
    return byName ? reference() : byFile ? file() : name;
  }
}
