package dev.crest.ca.profile;

import java.util.List;

/** A profile that contradicts itself or asks for what must not be issued: every problem at once. */
public final class InvalidProfile extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /**
   * One thing that is wrong.
   *
   * @param field the field it is about, such as {@code subject[2].fixedValue}
   * @param message what is wrong with it, in words that may be shown
   */
  public record Problem(String field, String message) {
    @Override
    public String toString() {
      return field + " " + message;
    }
  }

  public InvalidProfile(List<Problem> problems) {
    super("the profile is not valid: " + problems);
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
