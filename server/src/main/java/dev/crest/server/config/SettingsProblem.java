package dev.crest.server.config;

import java.util.List;

/** The configuration cannot be used: every problem at once, each naming its key. */
public final class SettingsProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<String> problems;

  public SettingsProblem(List<String> problems) {
    super(
        "the configuration has "
            + problems.size()
            + (problems.size() == 1 ? " problem" : " problems"));
    this.problems = List.copyOf(problems);
  }

  /** Returns sentences such as {@code est.port: must be a whole number from 0 to 65535}. */
  public List<String> problems() {
    return problems;
  }
}
