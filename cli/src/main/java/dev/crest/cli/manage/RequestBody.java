package dev.crest.cli.manage;

import dev.crest.cli.connect.Content;
import dev.crest.cli.connect.Content.FormField;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.describe.Field.Kind;
import dev.crest.cli.describe.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts the body of a request together of what was given. Used by one thread. */
final class RequestBody {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String UNTYPED = "application/octet-stream";
  private static final Map<String, String> TYPES =
      Map.of(
          "csv", "text/csv",
          "zip", "application/zip",
          "json", "application/json",
          "pem", "application/x-pem-file",
          "der", UNTYPED,
          "crl", "application/pkix-crl");

  private final ApiCommand command;
  private final CommandSet commands;
  private final OperationOptions options;
  private final References references;
  private final Session session;

  RequestBody(
      ApiCommand command,
      CommandSet commands,
      OperationOptions options,
      References references,
      Session session) {
    this.command = command;
    this.commands = commands;
    this.options = options;
    this.references = references;
    this.session = session;
  }

  private CommandSpec spec() {
    return options.spec();
  }

  /** Returns the body; empty where the operation takes none. */
  Optional<Content> content() {
    var operation = command.operation();
    var file = CommonOptions.value(spec(), CommonOptions.FILE);
    if (file.isPresent() && !operation.fileTypes().isEmpty()) {
      return Optional.of(Content.file(fileType(operation, file.get()), session.upload(file.get())));
    }
    if (operation.jsonType().isPresent()) {
      return Optional.of(
          Content.json(
              operation.jsonType().get(), new JsonMapper().writeValueAsString(json(operation))));
    }
    if (operation.multipart() && !options.body().isEmpty()) {
      return Optional.of(form());
    }
    if (!operation.fileTypes().isEmpty()) {
      throw new WrongUsage("--file is missing: what shall be sent?");
    }
    return Optional.empty();
  }

  private static String fileType(Operation operation, String file) {
    var types = operation.fileTypes();
    if (types.size() == 1) {
      return types.getFirst();
    }
    var name = file.toLowerCase(Locale.ROOT);
    var usual = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (usual != null && types.contains(usual)) {
      return usual;
    }
    if (types.contains(UNTYPED)) {
      return UNTYPED;
    }
    throw new WrongUsage(
        "what "
            + file
            + " is cannot be told by its name: it must end in .csv, .zip or the like ("
            + String.join(", ", types)
            + ")");
  }

  private ObjectNode json(Operation operation) {
    var body =
        CommonOptions.value(spec(), CommonOptions.BODY)
            .map(file -> Values.parsed(CommonOptions.BODY, session.text(file)))
            .orElseGet(NODES::objectNode);
    if (!(body instanceof ObjectNode object)) {
      throw new WrongUsage(CommonOptions.BODY + " must hold an object");
    }
    FieldOption.values(spec(), CommonOptions.SET).forEach(each -> set(object, each));
    for (var option : options.body()) {
      var given = option.given(spec(), references, session);
      if (!given.isEmpty()) {
        put(
            object,
            option.field().path(),
            Values.json(option.field(), option.shown(spec()), given));
      }
    }
    FieldOption.values(spec(), CommonOptions.UNSET)
        .forEach(path ->
            put(object, Arrays.asList(path.replace('-', '_').split("\\.")), NODES.nullNode()));
    if (operation.method().equals("PATCH") && object.isEmpty()) {
      throw new WrongUsage("nothing to change was given; see --help for what there is");
    }
    if (operation.fields().stream().anyMatch(field -> field.path().equals(List.of("kind")))) {
      kind(operation).ifPresent(kind -> object.put("kind", kind));
    }
    return object;
  }

  private Optional<String> kind(Operation operation) {
    return operation.method().equals("PATCH")
        ? Optional.empty()
        : operation.fields().stream()
            .filter(field -> field.path().equals(List.of("kind")))
            .findFirst()
            .flatMap(field -> commands.kind(command.noun(), field.choices()));
  }

  private void set(ObjectNode body, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new WrongUsage(CommonOptions.SET + " must be a.b=json");
    }
    var path = Arrays.asList(assignment.substring(0, equals).replace('-', '_').split("\\."));
    for (var option : options.body()) {
      if (option.secret() && option.field().path().equals(path)) {
        throw new WrongUsage("a secret is not given on the command line: " + option.shown(spec()));
      }
    }
    put(body, path, Values.loose(assignment.substring(equals + 1)));
  }

  private static void put(ObjectNode body, List<String> path, JsonNode value) {
    var at = body;
    for (var name : path.subList(0, path.size() - 1)) {
      at = at.get(name) instanceof ObjectNode inner ? inner : at.putObject(name);
    }
    at.set(path.getLast(), value);
  }

  private Content form() {
    var fields = new ArrayList<FormField>();
    for (var option : options.body()) {
      var given = option.given(spec(), references, session);
      var name = option.field().name();
      for (var text : Values.split(option.field(), given)) {
        if (option.field().kind() == Kind.FILE) {
          var ending = text.substring(text.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
          fields.add(
              new FormField(
                  name,
                  new Content.Part.File(session.upload(text)),
                  Optional.of(TYPES.getOrDefault(ending, UNTYPED))));
        } else {
          fields.add(new FormField(name, new Content.Part.Text(text), Optional.empty()));
        }
      }
    }
    if (fields.isEmpty()) {
      throw new WrongUsage("nothing to send was given; see --help for what there is");
    }
    return Content.form(fields);
  }
}
