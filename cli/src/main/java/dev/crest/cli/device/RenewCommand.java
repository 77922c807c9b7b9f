package dev.crest.cli.device;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.Enrollment.Pending;
import dev.crest.estclient.EstException;
import dev.crest.estclient.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Renews the certificate of a folder when it is time: once, or from then on. */
final class RenewCommand extends DeviceCommand {
  static final String NEW_KEY = "--new-key";
  private static final String FORCE = "--force";
  private static final String ALL = "--all";
  private static final String DAEMON = "--daemon";
  private static final String HOOK = "--hook";
  private static final String HOOK_TIME = "--hook-time";
  private static final String METRICS = "--metrics";
  private static final Duration LOOK = Duration.ofSeconds(30);

  private final Disk disk;
  private final InstantSource clock;
  private final ServerChoice server;

  RenewCommand(Terminal terminal, Surroundings surroundings, Disk disk, InstantSource clock) {
    super(
        "renew",
        "Renew the certificate that crest enroll left in a folder, if it is time.",
        terminal,
        surroundings);
    this.disk = disk;
    this.clock = clock;
    this.server = new ServerChoice(options, files);
  }

  @Override
  void describe() {
    options.add(
        "Which, and when",
        Options.text(
            Options.DIRECTORY, "<folder>", "The folder with device.json, else the working folder."),
        Options.text(ALL, "<folder>", "Every folder in this one, and itself, instead."),
        Options.text(
            DAEMON, "<folder>", "The same, from now on: keep running and renew each in time."),
        Options.flag(FORCE, "Renew it although it is not time."),
        Options.flag(NEW_KEY, "Make a new key; else the old one is certified again."));
    options.add(
        "And then",
        Options.text(
            HOOK, "<program>", "Run this after a renewal; if it fails the old files are put back."),
        Options.text(HOOK_TIME, "<time>", "How long it may take, such as 90s; else 60s."),
        Options.text(
            METRICS, "<file>", "With --all or --daemon: write a file for Prometheus to read."));
    server.addCredential();
  }

  @Override
  int run() throws EstException, InterruptedException {
    var many = many();
    var hook = hook();
    if (many.isEmpty()) {
      if (options.value(METRICS).isPresent()) {
        throw new WrongUsage(METRICS + " goes with --all or --daemon");
      }
      return one(hook);
    }
    server.refuseInput();
    var directory = files.path(many.get());
    if (!Files.isDirectory(directory)) {
      throw new FileTrouble(directory + " is no folder; make it, or give another");
    }
    var pace = Pace.real(clock);
    var journal = new Journal(terminal.out(), options.given(Options.JSON), pace);
    var tending = new Tending(server, options.given(NEW_KEY), hook, pace, journal);
    var metrics = options.value(METRICS).map(files::path).map(Metrics::new);
    var watch = new Watch(directory, disk, tending, journal, pace, metrics, LOOK);
    return options.value(DAEMON).isPresent()
        ? daemon(directory, watch)
        : watch.once(options.given(FORCE));
  }

  /** Returns the folder of many identities, if that is what is wanted. */
  private Optional<String> many() {
    var given = List.of(Options.DIRECTORY, ALL, DAEMON);
    if (given.stream().filter(name -> options.value(name).isPresent()).count() > 1) {
      throw new WrongUsage("give one of " + String.join(", ", given));
    }
    if (options.value(DAEMON).isPresent() && options.given(FORCE)) {
      throw new WrongUsage("--daemon renews when it is time; use --all with --force");
    }
    return options.value(ALL).or(() -> options.value(DAEMON));
  }

  private Optional<Hook> hook() {
    var longest =
        options.value(HOOK_TIME).map(RequestOptions::duration).orElse(Duration.ofMinutes(1));
    var program = options.value(HOOK).map(files::path).map(Path::toAbsolutePath);
    if (program.isPresent() && !Files.isExecutable(program.get())) {
      throw new WrongUsage(program.get() + " is no program that can be run");
    }
    return program.map(file -> new Hook(file, longest));
  }

  private static int daemon(Path directory, Watch watch) {
    try (var _ = Stop.onSignal();
        var _ = FolderLock.ofDaemon(directory)) {
      watch.run();
    }
    return DeviceExit.DONE;
  }

  private int one(Optional<Hook> hook) throws EstException, InterruptedException {
    var folder = new DeviceFolder(files.path(options.value(Options.DIRECTORY).orElse(".")), disk);
    if (!Files.isDirectory(folder.path())) {
      throw new FileTrouble(
          folder.path().normalize() + " is no folder; crest enroll makes it, --directory names it");
    }
    try (var _ = FolderLock.ofIdentity(folder.path())) {
      return renewed(folder, new Handover(folder, hook, clock));
    } catch (Hook.Failed e) {
      return failed(
          DeviceExit.FAILED,
          "hook",
          String.valueOf(e.getMessage()),
          "Mend the hook and run this again.");
    }
  }

  private int renewed(DeviceFolder folder, Handover handover)
      throws EstException, Hook.Failed, InterruptedException {
    if (folder.recover()) {
      say("A replacement that was cut off has been brought to its end.");
    }
    if (handover.isOpen()) {
      handover.complete();
      say("The hook has been run for the certificate that was renewed before.");
    }
    var renewal = new Renewal(folder, server, options.given(NEW_KEY), clock);
    var record = renewal.record();
    var old = renewal.identity();
    var due = RenewalTime.of(old.certificate());
    if (clock.instant().isBefore(due) && !options.given(FORCE)) {
      return notDue(old, due.toString());
    }
    say("Asking " + record.url() + " ...");
    return switch (renewal.ask(old, record)) {
      case Issued issued -> {
        handover.announce(issued.certificate());
        renewal.place(issued, record);
        handover.complete();
        yield new Told(this, folder).issued(issued);
      }
      case Pending pending -> {
        say(
            "Not decided yet: somebody has to approve the renewal. Run this again in "
                + pending.retryAfter().toSeconds()
                + " seconds.");
        yield DeviceExit.PENDING;
      }
    };
  }

  private int notDue(Identity old, String due) {
    if (options.given(Options.JSON)) {
      var json = JSON.createObjectNode();
      json.put("status", "not_due");
      json.put("renew_at", due);
      json.put("not_after", old.certificate().notAfter().toString());
      print(json);
    }
    say("Nothing to do before " + due + "; --force renews it now.");
    return DeviceExit.DONE;
  }
}
