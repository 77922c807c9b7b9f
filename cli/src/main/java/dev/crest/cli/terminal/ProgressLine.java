package dev.crest.cli.terminal;

import java.io.PrintStream;

/**
 * Shows how far something is: one line that is drawn again on a terminal, else a new line whenever
 * something has changed. Not thread-safe.
 */
public final class ProgressLine {
  private static final int BAR = 30;

  private final PrintStream out;
  private final boolean redraw;
  private String last = "";

  public ProgressLine(PrintStream out, boolean redraw) {
    this.out = out;
    this.redraw = redraw;
  }

  /**
   * Shows a state.
   *
   * @param total of how many; 0 or less where that is not known yet
   */
  public void show(String state, long done, long total, String remark) {
    var line = new StringBuilder();
    if (total > 0) {
      long part = Math.clamp(done * 100 / total, 0, 100);
      if (redraw) {
        int full = (int) (part * BAR / 100);
        line.append('[').append("#".repeat(full)).append(".".repeat(BAR - full)).append("] ");
      }
      line.append(String.format("%3d %%  %,d of %,d", part, done, total));
    } else {
      line.append(String.format("%,d done", done));
    }
    line.append("  ").append(PlainText.line(state)).append(remark);
    if (redraw) {
      out.print("\r" + PlainText.padded(line.toString(), PlainText.width(last)));
      out.flush();
    } else if (!last.contentEquals(line)) {
      out.println(line);
    }
    last = line.toString();
  }

  /** Ends the line. */
  public void end() {
    if (redraw && !last.isEmpty()) {
      out.println();
    }
  }
}
