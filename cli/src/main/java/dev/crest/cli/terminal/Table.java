package dev.crest.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Prints rows below one another. The first rows decide how wide the columns are, so that a list of
 * any length can be printed as it comes. Not thread-safe.
 */
public final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 6;

  private final PrintStream out;
  private final List<String> names;
  private final OptionalInt room;
  private int[] widths = new int[0];

  /**
   * @param names of the columns
   * @param room columns of the terminal; empty where nothing is to be cut
   */
  public Table(PrintStream out, List<String> names, OptionalInt room) {
    this.out = out;
    this.names = List.copyOf(names);
    this.room = room;
  }

  /** Prints rows, with the heading before the first ones. */
  public void print(List<List<String>> rows) {
    var plain = rows.stream().map(row -> row.stream().map(PlainText::line).toList()).toList();
    if (widths.length == 0) {
      var heading =
          names.stream().map(name -> name.toUpperCase(Locale.ROOT).replace('_', ' ')).toList();
      var all = new ArrayList<List<String>>(plain);
      all.add(heading);
      widths = fitting(all);
      line(heading);
    }
    plain.forEach(this::line);
  }

  private int[] fitting(List<List<String>> rows) {
    var wide = new int[names.size()];
    for (var row : rows) {
      for (int i = 0; i < wide.length; i++) {
        wide[i] = Math.max(wide[i], PlainText.width(row.get(i)));
      }
    }
    if (room.isPresent()) {
      while (total(wide) > room.getAsInt()) {
        int widest = 0;
        for (int i = 1; i < wide.length; i++) {
          widest = wide[i] > wide[widest] ? i : widest;
        }
        if (wide[widest] <= NARROWEST) {
          break;
        }
        wide[widest]--;
      }
    }
    return wide;
  }

  private static int total(int[] wide) {
    int sum = GAP.length() * (wide.length - 1);
    for (int each : wide) {
      sum += each;
    }
    return sum;
  }

  private void line(List<String> cells) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      var cell = room.isPresent() ? PlainText.cut(cells.get(i), widths[i]) : cells.get(i);
      line.append(i == 0 ? "" : GAP).append(PlainText.padded(cell, widths[i]));
    }
    out.println(line.toString().stripTrailing());
  }
}
