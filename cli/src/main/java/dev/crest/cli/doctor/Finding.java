package dev.crest.cli.doctor;

/**
 * What a check found. It never has a secret in it.
 *
 * @param what was found, a sentence or two; foreign text in it is not yet fit for a terminal
 * @param cure what to do about it; empty where there is nothing to do
 * @param command a command line that does it, or a part of it; empty where there is none
 */
public record Finding(Check check, State state, String what, String cure, String command) {
  static Finding ok(Check check, String what) {
    return new Finding(check, State.OK, what, "", "");
  }

  static Finding warning(Check check, String what, String cure) {
    return new Finding(check, State.WARNING, what, cure, "");
  }

  static Finding problem(Check check, String what, String cure) {
    return new Finding(check, State.PROBLEM, what, cure, "");
  }

  static Finding skipped(Check check, String why) {
    return new Finding(check, State.SKIPPED, why, "", "");
  }

  /** Returns the same with a command to copy. */
  Finding running(String line) {
    return new Finding(check, state, what, cure, line);
  }
}
