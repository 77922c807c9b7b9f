package dev.crest.cli.manage;

import dev.crest.cli.connect.WrongUsage;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints a script that completes commands and options. */
final class CompletionCommand implements Callable<Integer> {
  private final Session session;
  private final Supplier<CommandLine> everything;
  private final CommandSpec spec;

  /**
   * @param everything the whole tree of commands
   */
  CompletionCommand(Session session, Supplier<CommandLine> everything) {
    this.session = session;
    this.everything = everything;
    this.spec = CommandSpec.wrapWithoutInspection(this).name("completion");
    spec.usageMessage()
        .description(
            "Print a completion script.",
            "",
            "  bash   source <(crest completion bash)",
            "  zsh    source <(crest completion zsh)");
    CommonOptions.addHelp(spec);
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .type(String.class)
            .required(true)
            .paramLabel("<bash|zsh>")
            .completionCandidates(List.of("bash", "zsh"))
            .description("For which shell.")
            .build());
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    String shell = spec.positionalParameters().getFirst().getValue();
    var all = everything.get();
    addServer(all);
    var script = AutoComplete.bash("crest", all);
    session
        .terminal()
        .out()
        .print(
            switch (shell) {
              case "bash" -> script;
              // The script itself then finds what it needs of bash.
              case "zsh" -> "autoload -Uz compinit && compinit -u\n" + script;
              default -> throw new WrongUsage("there is completion for bash and zsh");
            });
    session.terminal().out().flush();
    return ExitCode.DONE;
  }

  /** The commands of the server are typed the same way, and run by the same script. */
  private static void addServer(CommandLine all) {
    all.addSubcommand("quickstart", stub("--data", "--port"));
    all.addSubcommand("serve", stub("--config", "--check"));
    all.addSubcommand("test", stub());
    all.addSubcommand("help", stub());
    var audit = all.getSubcommands().get("audit");
    if (audit != null) {
      audit.addSubcommand("verify", stub("--config"));
    }
  }

  private static CommandSpec stub(String... options) {
    var spec = CommandSpec.create();
    for (var option : options) {
      spec.addOption(CommonOptions.flag(option, ""));
    }
    return spec;
  }
}
