package dev.crest.cli.device;

import dev.crest.estclient.Enrollment.Issued;
import dev.crest.pkix.Names;
import java.util.List;

/** Tells what was issued. */
final class Told {
  private final DeviceCommand command;
  private final DeviceFolder folder;

  Told(DeviceCommand command, DeviceFolder folder) {
    this.command = command;
    this.folder = folder;
  }

  int issued(Issued issued) {
    var due = RenewalTime.of(issued.certificate());
    if (command.options.given(Options.JSON)) {
      var json = DeviceCommand.JSON.createObjectNode();
      json.put("status", "issued");
      json.set("certificate", Facts.of(issued.certificate()));
      json.put("names_as_requested", issued.namesAsRequested());
      json.put("renew_at", due.toString());
      var written = json.putObject("files");
      for (var name :
          List.of(
              DeviceFolder.KEY,
              DeviceFolder.CERTIFICATE,
              DeviceFolder.CHAIN,
              DeviceFolder.RECORD)) {
        if (folder.content(name).isPresent()) {
          written.put(name, folder.path().resolve(name).normalize().toString());
        }
      }
      command.print(json);
      return DeviceExit.DONE;
    }
    command.say(
        "%s is certified until %s; the files are in %s. It is due for renewal at %s: crest renew."
            .formatted(
                Names.text(issued.certificate().subject()),
                issued.certificate().notAfter(),
                folder.path().normalize().toAbsolutePath(),
                due));
    if (!issued.namesAsRequested()) {
      command.say("The CA has changed the names that were asked for.");
    }
    return DeviceExit.DONE;
  }
}
