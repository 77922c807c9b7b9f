package dev.crest.cli.manage;

import dev.crest.cli.connect.SavedConnection;
import dev.crest.cli.connect.WrongUsage;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** Forgets the connection that login kept. */
final class LogoutCommand implements Callable<Integer> {
  private final Session session;

  LogoutCommand(Session session) {
    this.session = session;
  }

  CommandSpec spec() {
    var spec = CommandSpec.wrapWithoutInspection(this).name("logout");
    spec.usageMessage().description("Forget the connection that login kept.");
    CommonOptions.addHelp(spec);
    return spec;
  }

  @Override
  public Integer call() {
    var saved = new SavedConnection(session.surroundings());
    try {
      session.terminal().err().println(saved.delete() ? "Forgotten." : "There was none.");
      return ExitCode.DONE;
    } catch (IOException e) {
      throw new WrongUsage(saved.file() + " cannot be deleted");
    }
  }
}
