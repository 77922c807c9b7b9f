package dev.crest.server.auth;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A passcode in the clear: it exists only between being made and being shown once.
 *
 * @param value 20 to 64 characters of {@code 0-9A-Za-z}
 * @param generated whether this server made it
 */
public record PasscodeValue(String value, boolean generated) {
  /** Fewest characters; also the usual number. */
  public static final int SHORTEST = 20;

  /** Most characters. */
  public static final int LONGEST = 64;

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int SHOWN_OF_GENERATED = 5;
  private static final int SHOWN_OF_CHOSEN = 2;

  /**
   * @throws IllegalArgumentException if it is no passcode; {@link #chosen} is for what people enter
   */
  public PasscodeValue {
    if (!faults(value).isEmpty()) {
      throw new IllegalArgumentException("not a passcode");
    }
  }

  /**
   * Draws a passcode.
   *
   * @param length 20 to 64
   */
  public static PasscodeValue generate(SecureRandom random, int length) {
    if (length < SHORTEST || length > LONGEST) {
      throw new IllegalArgumentException("20 to 64 characters, not " + length);
    }
    var characters = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      characters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new PasscodeValue(characters.toString(), true);
  }

  /**
   * Takes a value that an administrator chose.
   *
   * @throws Refused {@code INVALID} with every fault, field {@code passcode.value}
   */
  public static PasscodeValue chosen(String value) {
    var faults = faults(value);
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, "passcode-value", faults);
    }
    return new PasscodeValue(value, false);
  }

  private static List<Fault> faults(String value) {
    var faults = new ArrayList<Fault>();
    if (value.length() < SHORTEST || value.length() > LONGEST) {
      faults.add(Fault.of("passcode.value", "A passcode has 20 to 64 characters."));
    }
    if (!value.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)) {
      faults.add(
          Fault.of("passcode.value", "A passcode has only the characters 0-9, A-Z and a-z."));
    }
    return faults;
  }

  /**
   * Returns how it begins, for telling passcodes apart later: five characters, or two of a chosen
   * one.
   */
  public String shownPrefix() {
    return value.substring(0, generated ? SHOWN_OF_GENERATED : SHOWN_OF_CHOSEN);
  }

  @Override
  public String toString() {
    return "PasscodeValue[withheld]";
  }
}
