package dev.crest.cli.doctor;

import dev.crest.cli.terminal.PlainText;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Findings as people and programs read them.
 *
 * @param unicode whether the marks may be other than ASCII
 * @param width how many columns a line may take
 */
public record Report(PrintStream out, boolean unicode, int width) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TITLE = 20;

  /** Whether a terminal with these variables shows UTF-8 (POSIX, XBD 8.2). */
  public static boolean unicode(Map<String, String> environment) {
    for (var name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      var value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
      }
    }
    return false;
  }

  /** Prints one: its line, and below it the cure. */
  public void print(Finding finding) {
    var mark = finding.state().mark(unicode) + " ";
    var margin = " ".repeat(mark.length() + TITLE);
    var title = finding.check().title();
    var head = mark + title + " ".repeat(TITLE - title.length());
    var what = wrapped(PlainText.line(finding.what()), width - margin.length());
    for (int i = 0; i < what.size(); i++) {
      out.println((i == 0 ? head : margin) + what.get(i));
    }
    var arrow = unicode ? "→ " : "> ";
    for (var line : finding.cure().lines().toList()) {
      var cure = wrapped(PlainText.line(line), width - margin.length() - arrow.length());
      for (int i = 0; i < cure.size(); i++) {
        out.println(margin + (i == 0 ? arrow : "  ") + cure.get(i));
      }
    }
    if (!finding.command().isEmpty()) {
      // On one line, so that it can be copied.
      out.println();
      out.println("    " + PlainText.line(finding.command()));
      out.println();
    }
  }

  /** Prints how many there are of which kind. */
  public void summarize(List<Finding> findings) {
    long problems = count(findings, State.PROBLEM);
    long warnings = count(findings, State.WARNING);
    var parts = new ArrayList<String>();
    parts.add(problems == 0 ? "no problem" : counted(problems, "problem"));
    if (warnings > 0) {
      parts.add(counted(warnings, "warning"));
    }
    parts.add(count(findings, State.OK) + " in order");
    if (count(findings, State.SKIPPED) > 0) {
      parts.add(count(findings, State.SKIPPED) + " not checked");
    }
    out.println();
    out.println(String.join(", ", parts) + ".");
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static long count(List<Finding> findings, State state) {
    return findings.stream().filter(finding -> finding.state() == state).count();
  }

  /** Breaks between words; a word that is too long stands on a line of its own. */
  private static List<String> wrapped(String text, int room) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Returns all of them as one object. */
  public static ObjectNode json(List<Finding> findings) {
    var json = JSON.createObjectNode();
    json.put("healthy", count(findings, State.PROBLEM) == 0);
    json.put("problems", count(findings, State.PROBLEM));
    json.put("warnings", count(findings, State.WARNING));
    var list = json.putArray("findings");
    for (var finding : findings) {
      var each = list.addObject();
      each.put("check", finding.check().word());
      each.put("state", finding.state().word());
      each.put("what", finding.what());
      each.put("cure", finding.cure());
      each.put("command", finding.command());
    }
    return json;
  }
}
