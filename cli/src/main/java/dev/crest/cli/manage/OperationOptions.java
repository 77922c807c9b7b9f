package dev.crest.cli.manage;

import dev.crest.cli.describe.Field;
import dev.crest.cli.describe.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The options and arguments of one command, made of its operation. */
final class OperationOptions {
  private final ApiCommand command;
  private final CommandSet commands;
  private final CommandSpec spec;
  private final List<FieldOption> query = new ArrayList<>();
  private final List<FieldOption> body = new ArrayList<>();

  OperationOptions(ApiCommand command, CommandSet commands, Callable<Integer> action) {
    this.command = command;
    this.commands = commands;
    this.spec = CommandSpec.wrapWithoutInspection(action).name(command.verb());
    spec.interpolateVariables(false);
    var operation = command.operation();
    spec.usageMessage().description(escaped(operation.summary()) + ".");
    if (!operation.description().isEmpty()) {
      spec.usageMessage()
          .description(
              escaped(operation.summary()) + ".", "", escaped(operation.description()) + ".");
    }
    spec.usageMessage().sortOptions(false).abbreviateSynopsis(true).footer("", ExitCode.EXPLAINED);
    CommonOptions.addHelp(spec);
    addArguments();
    addBody(operation);
    addQuery(operation);
    addOutput(operation);
    CommonOptions.addConnection(spec);
  }

  static String escaped(String text) {
    return text.replace("%", "%%").replace("@|", "@ |").replaceAll("\\.$", "");
  }

  CommandSpec spec() {
    return spec;
  }

  /** The option that names what the noun belongs to. */
  private String ownerOption(ApiCommand.Variable owner) {
    return "--"
        + commands.ofCollection(owner.collection()).map(Noun::name).orElse(owner.collection());
  }

  /** Returns names or ids of what the noun belongs to. */
  List<String> owners() {
    return command.owners().stream()
        .map(owner -> CommonOptions.value(spec, ownerOption(owner)).orElseThrow())
        .toList();
  }

  /** Returns the arguments: the object itself, then what the action is about. */
  List<String> objects() {
    var texts = new ArrayList<String>();
    for (var parameter : spec.positionalParameters()) {
      Object text = parameter.getValue();
      texts.add(String.valueOf(text));
    }
    return texts;
  }

  private void addArguments() {
    var owners = new ArrayList<OptionSpec>();
    for (var owner : command.owners()) {
      owners.add(
          OptionSpec.builder(ownerOption(owner))
              .type(String.class)
              .arity("1")
              .required(true)
              .paramLabel("<name|id>")
              .description("What it belongs to. (required)")
              .build());
    }
    owners.forEach(spec::addOption);
    int index = 0;
    for (var object : command.objects()) {
      var label =
          index == 0
              ? command.noun().name()
              : ApiCommand.kebab(object.segment().replaceAll("[{}]", ""));
      spec.addPositional(
          PositionalParamSpec.builder()
              .index(Integer.toString(index++))
              .arity("1")
              .type(String.class)
              .required(true)
              .paramLabel("<" + label + ">")
              .description(index == 1 ? "Its id" + byName() : "Which one.")
              .build());
    }
  }

  private String byName() {
    return command.noun().names().isEmpty()
        ? "."
        : " or " + command.noun().names().getFirst().replace('_', ' ') + ".";
  }

  private Set<String> reserved() {
    var names = new HashSet<>(CommonOptions.NAMES);
    if (command.operation().fileTypes().isEmpty()) {
      names.remove(CommonOptions.FILE);
    }
    command.owners().forEach(owner -> names.add(ownerOption(owner)));
    return names;
  }

  private List<ArgSpec> fields(List<Field> fields, List<FieldOption> into) {
    var taken = reserved();
    fields.forEach(field ->
        taken.add("--" + String.join(".", field.path().stream().map(ApiCommand::kebab).toList())));
    var specs = new ArrayList<ArgSpec>();
    for (var field : fields) {
      if (field.path().equals(List.of("kind")) && kind(field).isPresent()) {
        continue;
      }
      var own = "--" + String.join(".", field.path().stream().map(ApiCommand::kebab).toList());
      var others = new HashSet<>(taken);
      if (!reserved().contains(own)) {
        others.remove(own);
      }
      var option = new FieldOption(field, command.noun(), commands, others);
      into.add(option);
      for (var each : option.specs()) {
        if (taken.add(each.longestName()) || each.longestName().equals(own)) {
          specs.add(each);
        }
      }
    }
    return specs;
  }

  /** Returns the fixed kind, where the field is what tells nouns of one collection apart. */
  Optional<String> kind(Field field) {
    return commands.kind(command.noun(), field.choices());
  }

  private void addBody(Operation operation) {
    var specs = new ArrayList<ArgSpec>();
    if (operation.jsonType().isPresent()) {
      specs.addAll(fields(operation.fields(), body));
      specs.add(
          CommonOptions.text(
              CommonOptions.BODY,
              "<file>",
              "Everything as JSON, - being the input; options override it."));
      specs.add(CommonOptions.texts(CommonOptions.SET, "<a.b=json>", "Any value by its path."));
      if (operation.method().equals("PATCH")) {
        specs.add(CommonOptions.texts(CommonOptions.UNSET, "<a.b>", "Take a value away."));
      }
    } else if (operation.multipart()) {
      specs.addAll(fields(operation.fields(), body));
    }
    if (!operation.fileTypes().isEmpty()) {
      specs.add(
          CommonOptions.text(
              CommonOptions.FILE,
              "<file>",
              "What to send, - being the input: "
                  + String.join(", ", operation.fileTypes())
                  + "."));
    }
    if (operation.takesHeader("If-Match")) {
      specs.add(
          CommonOptions.text(
              CommonOptions.IF_VERSION, "<n>", "Refuse if it has another version by now."));
    }
    CommonOptions.addGroup(spec, "Values", specs);
  }

  private void addQuery(Operation operation) {
    var specs = new ArrayList<>(fields(operation.query(), query));
    if (operation.lists() && !specs.isEmpty()) {
      specs.add(
          CommonOptions.texts(CommonOptions.FILTER, "<name=value>", "Any filter by its name."));
    }
    CommonOptions.addGroup(spec, operation.lists() ? "Which" : "Choices", specs);
  }

  private void addOutput(Operation operation) {
    var specs = new ArrayList<ArgSpec>();
    specs.add(CommonOptions.flag(CommonOptions.JSON, "Print what the API answers."));
    if (!command.operation().lists()) {
      specs.add(
          CommonOptions.text(
              CommonOptions.PRINT,
              "FIELD",
              "Print one value only, such as credentials.0.passcode."));
    }
    if (operation.lists()) {
      specs.add(CommonOptions.flag(CommonOptions.ALL, "All pages; with --json one object a line."));
      specs.add(CommonOptions.text(CommonOptions.COLUMNS, "<a,b.c>", "Which columns."));
    }
    if (!operation.downloadTypes().isEmpty()) {
      specs.add(
          CommonOptions.text(
              CommonOptions.OUTPUT, "<file>", "Where to write it, readable by you only."));
    }
    if (operation.downloadTypes().size() > 1) {
      specs.add(
          OptionSpec.builder(CommonOptions.AS)
              .type(String.class)
              .arity("1")
              .paramLabel("<media type>")
              .completionCandidates(operation.downloadTypes())
              .description("One of " + String.join(", ", operation.downloadTypes()) + ".")
              .build());
    }
    if (watchable(operation)) {
      specs.add(
          CommonOptions.flag(
              CommonOptions.WATCH, "Wait until the job has ended, and show how far it is."));
    }
    CommonOptions.addGroup(spec, "Output", specs);
  }

  /** Whether what comes back is a job. */
  private boolean watchable(Operation operation) {
    var job =
        commands
            .named("job")
            .flatMap(commands::showing)
            .flatMap(show -> show.operation().replyName());
    return job.isPresent() && job.equals(operation.replyName());
  }

  List<FieldOption> query() {
    return List.copyOf(query);
  }

  List<FieldOption> body() {
    return List.copyOf(body);
  }

  /** Returns the option that a person would correct, by pointer and by name of parameter. */
  Map<String, String> shown() {
    var names = new HashMap<String, String>();
    query.forEach(option -> names.put(option.field().name(), option.shown(spec)));
    body.forEach(option -> names.put(option.field().pointer(), option.shown(spec)));
    return names;
  }
}
