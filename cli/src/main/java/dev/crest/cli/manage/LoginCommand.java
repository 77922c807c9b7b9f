package dev.crest.cli.manage;

import dev.crest.cli.connect.ApiClient;
import dev.crest.cli.connect.ApiRequest;
import dev.crest.cli.connect.SavedConnection;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.describe.ApiDescription;
import dev.crest.cli.describe.Operation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** Tries a connection and keeps it. */
final class LoginCommand implements Callable<Integer> {
  private static final List<String> PROOFS = List.of("/api/v1/me", "/api/v1/divisions");

  private final ApiDescription description;
  private final Session session;
  private final CommandSpec spec;

  LoginCommand(ApiDescription description, Session session) {
    this.description = description;
    this.session = session;
    this.spec = CommandSpec.wrapWithoutInspection(this).name("login");
    spec.usageMessage()
        .description(
            "Try a connection and keep it in ~/.config/crest/cli.json, readable by you only.")
        .footer("", ExitCode.EXPLAINED);
    CommonOptions.addHelp(spec);
    CommonOptions.addConnection(spec);
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    var connection = session.connections().find(CommonOptions.connection(spec));
    var saved = new SavedConnection(session.surroundings());
    try (var reply = new ApiClient(connection).send(ApiRequest.get(proof(), List.of()))) {
      // Whoever may not look at this is signed in all the same.
      if (!reply.good() && reply.status() != 403) {
        var refusal = Refusal.of(reply);
        refusal.print(session.terminal().err(), java.util.Map.of());
        return refusal.exitCode();
      }
    }
    try {
      saved.write(connection);
    } catch (IOException e) {
      throw new WrongUsage(saved.file() + " cannot be written");
    }
    session
        .terminal()
        .err()
        .println("Signed in to " + connection.url() + "; kept in " + saved.file() + ".");
    return ExitCode.DONE;
  }

  private String proof() {
    var paths =
        description.operations().stream()
            .filter(operation -> operation.method().equals("GET") && !operation.open())
            .map(Operation::path)
            .toList();
    return PROOFS.stream()
        .filter(paths::contains)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the API has nothing to try a key on"));
  }
}
