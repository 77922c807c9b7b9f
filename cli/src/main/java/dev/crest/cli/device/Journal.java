package dev.crest.cli.device;

import dev.crest.cli.terminal.PlainText;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/** What a daemon tells: one line an event, for people or as JSON. Thread-safe. */
final class Journal {
  private final PrintStream out;
  private final boolean json;
  private final InstantSource clock;

  /** What happens. */
  enum Event {
    STARTED,
    WATCHING,
    GONE,
    RENEWED,
    PENDING,
    FAILED,
    HOOK_FAILED,
    EXPIRED,
    CLOCK,
    TRUST_CHANGED,
    TRUST_FAILED,
    METRICS_FAILED,
    RECOVERED,
    STOPPED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Journal(PrintStream out, boolean json, InstantSource clock) {
    this.out = out;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Tells an event.
   *
   * @param identity the name of a folder, or the folder that is watched
   * @param facts for programs; what they say is in the message, too, where people need it
   */
  synchronized void tell(Event event, String identity, String message, Map<String, String> facts) {
    var time = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (!json) {
      out.println(PlainText.line(time + " " + event.word() + " " + identity + ": " + message));
      return;
    }
    var line = DeviceCommand.JSON.createObjectNode();
    line.put("time", time.toString());
    line.put("event", event.word());
    line.put("identity", identity);
    line.put("message", message);
    facts.forEach(line::put);
    out.println(DeviceCommand.JSON.writeValueAsString(line));
  }
}
