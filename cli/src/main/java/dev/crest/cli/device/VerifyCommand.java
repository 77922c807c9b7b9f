package dev.crest.cli.device;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.terminal.PlainText;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.Certificates;
import dev.crest.estclient.Identity;
import dev.crest.estclient.Trust;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Names;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says whether a certificate is good: its chain, its time, and whether the key is its own. */
final class VerifyCommand extends DeviceCommand {
  private static final String ANCHOR = "--trust-anchor";
  private static final String KEY = "--key";
  private static final String PASSPHRASE = "--key-passphrase-file";

  private final InstantSource clock;

  VerifyCommand(Terminal terminal, Surroundings surroundings, InstantSource clock) {
    super(
        "verify",
        "Say whether a certificate is good: the one of the folder, or of a file.",
        terminal,
        surroundings);
    this.clock = clock;
  }

  @Override
  void describe() {
    options.addPositional(
        "<file>", "0..*", "A certificate with its chain; else that of the folder.");
    options.add(
        "By what",
        Options.texts(ANCHOR, "<file>", "Trust anchors; else those of device.json."),
        Options.text(KEY, "<file>", "The key that should be its own; else that of the folder."),
        Options.text(PASSPHRASE, "<file>", "The passphrase of the key."),
        Options.text(
            Options.DIRECTORY,
            "<folder>",
            "The folder with device.json, else the working folder."));
  }

  @Override
  int run() {
    var folder =
        new DeviceFolder(files.path(options.value(Options.DIRECTORY).orElse(".")), Disk.real());
    var given = options.positional();
    if (given.size() > 1) {
      throw new WrongUsage("one file at most is expected");
    }
    var chain =
        Certificates.read(
            given.isEmpty() ? content(folder, DeviceFolder.CHAIN) : files.bytes(given.getFirst()));
    var fault = fault(folder, chain, given.isEmpty());
    return told(chain.getFirst(), fault);
  }

  private static byte[] content(DeviceFolder folder, String name) {
    return folder
        .content(name)
        .orElseThrow(() ->
            new FileTrouble(
                "there is no "
                    + name
                    + " in "
                    + folder.path().normalize()
                    + "; name a file, or give --directory"));
  }

  /** Returns what is wrong, if anything. */
  private Optional<String> fault(DeviceFolder folder, List<Certificate> chain, boolean ofFolder) {
    var key = key(folder, ofFolder);
    if (key.isPresent()) {
      try {
        Identity.read(
            key.get(),
            options.value(PASSPHRASE).map(files::secret).orElse(new char[0]),
            Certificates.pem(List.of(chain.getFirst())));
      } catch (MalformedInput e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
    var trust = trust(folder);
    var others = new ArrayList<>(chain.subList(1, chain.size()));
    others.addAll(trust.intermediates());
    var anchors = new ArrayList<>(trust.explicit());
    anchors.addAll(trust.issuers());
    return switch (CertificationPath.validate(chain.getFirst(), others, anchors, clock.instant())) {
      case Outcome.Valid _ -> Optional.empty();
      case Outcome.Invalid(var reason) -> Optional.of(reason);
    };
  }

  private Optional<byte[]> key(DeviceFolder folder, boolean ofFolder) {
    if (options.value(KEY).isPresent()) {
      return options.value(KEY).map(files::bytes);
    }
    return ofFolder ? folder.content(DeviceFolder.KEY) : Optional.empty();
  }

  private Trust trust(DeviceFolder folder) {
    var anchors = new ArrayList<Certificate>();
    options.values(ANCHOR).forEach(name -> anchors.addAll(Certificates.read(files.bytes(name))));
    return anchors.isEmpty()
        ? DeviceRecord.read(content(folder, DeviceFolder.RECORD)).trust()
        : Trust.anchors(anchors);
  }

  private int told(Certificate certificate, Optional<String> fault) {
    if (options.given(Options.JSON)) {
      var json = JSON.createObjectNode();
      json.put("valid", fault.isEmpty());
      fault.ifPresent(reason -> json.put("reason", reason));
      json.put("renew_at", RenewalTime.of(certificate).toString());
      json.set("certificate", Facts.of(certificate));
      print(json);
    } else if (fault.isPresent()) {
      terminal.out().println("Not valid: " + PlainText.line(fault.get()));
    } else {
      terminal
          .out()
          .println(
              "Valid: %s until %s; due for renewal at %s."
                  .formatted(
                      Names.text(certificate.subject()),
                      certificate.notAfter(),
                      RenewalTime.of(certificate)));
    }
    return fault.isEmpty() ? DeviceExit.DONE : DeviceExit.FAILED;
  }
}
