package dev.crest.cli.manage;

import dev.crest.cli.connect.ApiClient;
import dev.crest.cli.connect.ApiReply;
import dev.crest.cli.connect.ApiRequest;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.terminal.Details;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Does one operation of the API and shows what came of it. Used by one thread. */
final class OperationCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();

  /** Fields of a reply that the server never shows again. */
  private static final Set<String> SHOWN_ONCE =
      Set.of(
          "value",
          "passcode",
          "password",
          "api_key",
          "key",
          "secret",
          "private_key",
          "recovery_codes",
          "set_up_url",
          "setup_url",
          "invitation_url",
          "link");

  private final ApiCommand command;
  private final CommandSet commands;
  private final Session session;
  private final OperationOptions options;

  OperationCommand(ApiCommand command, CommandSet commands, Session session) {
    this.command = command;
    this.commands = commands;
    this.session = session;
    this.options = new OperationOptions(command, commands, this);
  }

  CommandSpec spec() {
    return options.spec();
  }

  @Override
  public Integer call() {
    try {
      var client = new ApiClient(session.connections().find(CommonOptions.connection(spec())));
      var request = request(client);
      if (command.operation().lists()) {
        new Pages(command, client, spec(), session).print(request);
        return ExitCode.DONE;
      }
      try (var reply = client.send(request)) {
        return show(reply, client);
      }
    } catch (Refusal refusal) {
      var err = session.terminal().err();
      if (CommonOptions.given(spec(), CommonOptions.JSON)) {
        refusal.printJson(err);
      } else {
        refusal.print(err, options.shown());
      }
      return refusal.exitCode();
    }
  }

  private ApiRequest request(ApiClient client) {
    var references = new References(client, commands);
    var headers = new LinkedHashMap<String, String>();
    references
        .account(client.connection().account())
        .ifPresent(account -> headers.put("x-account-id", account));
    CommonOptions.value(spec(), CommonOptions.IF_VERSION)
        .ifPresent(version -> headers.put("If-Match", "\"" + version + "\""));
    CommonOptions.value(spec(), CommonOptions.AS).ifPresent(type -> headers.put("Accept", type));
    var scoped = references.within(Optional.ofNullable(headers.get("x-account-id")));
    var content = new RequestBody(command, commands, options, scoped, session).content();
    return new ApiRequest(
        command.operation().method(),
        References.path(command.operation().path(), pathValues(scoped)),
        query(scoped),
        headers,
        content);
  }

  private List<String> pathValues(References references) {
    var values = new ArrayList<String>();
    var names = options.owners();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      var noun = commands.ofCollection(command.owners().get(i).collection());
      values.add(noun.map(known -> references.id(known, name, List.of())).orElse(name));
    }
    var owners = List.copyOf(values);
    var objects = options.objects();
    for (int i = 0; i < objects.size(); i++) {
      values.add(
          i == 0 ? references.id(command.noun(), objects.getFirst(), owners) : objects.get(i));
    }
    return values;
  }

  private List<Map.Entry<String, String>> query(References references) {
    var query = new ArrayList<Map.Entry<String, String>>();
    for (var field : command.operation().query()) {
      if (field.name().equals("kind")) {
        options.kind(field).ifPresent(kind -> query.add(Map.entry("kind", kind)));
      }
    }
    for (var option : options.query()) {
      var given = option.given(spec(), references, session);
      if (!given.isEmpty()) {
        query.add(Map.entry(option.field().name(), String.join(",", given)));
      }
    }
    for (var filter : FieldOption.values(spec(), CommonOptions.FILTER)) {
      int equals = filter.indexOf('=');
      if (equals < 1) {
        throw new WrongUsage(CommonOptions.FILTER + " must be name=value");
      }
      query.add(Map.entry(filter.substring(0, equals), filter.substring(equals + 1)));
    }
    return query;
  }

  private int show(ApiReply reply, ApiClient client) {
    if (!reply.good()) {
      throw Refusal.of(reply);
    }
    if (reply.status() == 204) {
      if (!CommonOptions.given(spec(), CommonOptions.JSON)) {
        session.terminal().err().println("Done.");
      }
      return ExitCode.DONE;
    }
    if (!reply.json()) {
      new Download(session, CommonOptions.value(spec(), CommonOptions.OUTPUT)).write(reply);
      return ExitCode.DONE;
    }
    var text = reply.text();
    boolean watched = CommonOptions.given(spec(), CommonOptions.WATCH);
    if (watched) {
      var showing = commands.named("job").flatMap(commands::showing).orElseThrow();
      text = new JobWatch(showing, client, session).follow(text);
    }
    print(text);
    return watched && !JobWatch.succeeded(text) ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void print(String text) {
    var object = JSON.readTree(text);
    if (CommonOptions.given(spec(), CommonOptions.JSON)) {
      session.terminal().out().println(text.stripTrailing());
    } else {
      Details.print(session.terminal().out(), object);
    }
    if (command.operation().method().equals("POST")) {
      remark(object);
    }
  }

  private void remark(JsonNode object) {
    var once =
        object.properties().stream()
            .filter(each -> SHOWN_ONCE.contains(each.getKey()) && !each.getValue().isNull())
            .map(Map.Entry::getKey)
            .toList();
    if (!once.isEmpty()) {
      session
          .terminal()
          .err()
          .println("Keep it now, it is not shown again: " + String.join(", ", once) + ".");
    }
  }
}
