package dev.crest.cli.device;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.terminal.PlainText;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.EstException;
import dev.crest.pkix.MalformedInput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command of devices: its options, and one sentence that says what to do for each way in which it
 * can fail.
 */
abstract class DeviceCommand implements Callable<Integer> {
  static final JsonMapper JSON = new JsonMapper();

  final Terminal terminal;
  final Options options;
  final InputFiles files;
  private final CommandSpec spec;

  DeviceCommand(String name, String description, Terminal terminal, Surroundings surroundings) {
    this.terminal = terminal;
    this.spec = CommandSpec.wrapWithoutInspection(this).name(name);
    this.options = new Options(spec);
    this.files = new InputFiles(terminal, surroundings);
    spec.usageMessage().description(description).footer("", DeviceExit.EXPLAINED);
    options.addHelp();
  }

  /** Returns it with all its options. */
  final CommandSpec spec() {
    describe();
    options.add("Output", Options.flag(Options.JSON, "Print JSON."));
    return spec;
  }

  final String name() {
    return spec.name();
  }

  final String description() {
    return spec.usageMessage().description()[0];
  }

  /** Adds the options of the command. */
  abstract void describe();

  abstract int run() throws EstException, InterruptedException;

  @Override
  public final Integer call() {
    try {
      return run();
    } catch (EstException e) {
      return failed(
          DeviceExit.of(e), DeviceExit.code(e), String.valueOf(e.getMessage()), DeviceExit.cure(e));
    } catch (FileTrouble e) {
      return failed(DeviceExit.FILES, "files", String.valueOf(e.getMessage()), "");
    } catch (MalformedInput e) {
      return failed(DeviceExit.USAGE, "usage", String.valueOf(e.getMessage()), "");
    } catch (WrongUsage e) {
      return failed(DeviceExit.USAGE, "usage", String.valueOf(e.getMessage()), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(DeviceExit.FAILED, "interrupted", "interrupted", "");
    }
  }

  final int failed(int exit, String code, String message, String cure) {
    if (options.given(Options.JSON)) {
      var error = JSON.createObjectNode();
      error.putObject("error").put("code", code).put("message", message).put("cure", cure);
      terminal.err().println(JSON.writeValueAsString(error));
      return exit;
    }
    terminal.err().println("crest: " + PlainText.line(message));
    if (!cure.isEmpty()) {
      terminal.err().println(cure);
    }
    return exit;
  }

  void print(ObjectNode json) {
    terminal.out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
  }

  /** Tells a person how it goes; programs that want JSON are not told. */
  void say(String line) {
    if (!options.given(Options.JSON)) {
      terminal.err().println(line);
    }
  }

  String onlyArgument(String what) {
    var given = options.positional();
    if (given.size() != 1) {
      throw new WrongUsage("one argument is expected: " + what);
    }
    return given.getFirst();
  }
}
