package dev.crest.cli.doctor;

import java.util.Locale;

/** What came of a check. */
public enum State {
  OK("✓", "ok  "),
  WARNING("!", "WARN"),
  PROBLEM("✗", "FAIL"),
  SKIPPED("–", "skip");

  private final String mark;
  private final String plainMark;

  State(String mark, String plainMark) {
    this.mark = mark;
    this.plainMark = plainMark;
  }

  /**
   * Returns what stands before its line.
   *
   * @param unicode whether the terminal shows more than ASCII
   */
  String mark(boolean unicode) {
    return unicode ? mark : plainMark;
  }

  /** Returns the word for programs. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
