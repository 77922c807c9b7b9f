package dev.crest.cli.manage;

import dev.crest.cli.describe.ApiDescription;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The management commands: a noun, then a verb. What there is follows from the API's description;
 * verbs are only made for nouns that are needed, since most calls need one.
 */
public final class ManagementCommands {
  private final ApiDescription description;
  private final CommandSet commands;
  private final Session session;

  public ManagementCommands(ApiDescription description, Session session) {
    this.description = description;
    this.commands = new CommandSet(description);
    this.session = session;
  }

  /**
   * Adds them.
   *
   * @param needed whether a noun's verbs are wanted
   * @param everything makes the tree with all verbs
   */
  public void addTo(CommandLine root, Predicate<String> needed, Supplier<CommandLine> everything) {
    for (var noun : commands.nouns()) {
      var spec = CommandSpec.create().name(noun.name());
      spec.usageMessage().description(noun.description()).synopsisSubcommandLabel("COMMAND");
      CommonOptions.addHelp(spec);
      if (needed.test(noun.name())) {
        commands
            .commands(noun)
            .forEach((verb, command) ->
                spec.addSubcommand(verb, new OperationCommand(command, commands, session).spec()));
      }
      root.addSubcommand(noun.name(), spec);
    }
    root.addSubcommand("login", new LoginCommand(description, session).spec());
    root.addSubcommand("logout", new LogoutCommand(session).spec());
    root.addSubcommand("completion", new CompletionCommand(session, everything).spec());
  }
}
