package dev.crest.server.device;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names and values of devices' attributes. Values are kept in one spelling, so that a device is
 * found however its attributes are written: MAC addresses as {@code 00:1b:44:11:3a:b7}, everything
 * else without white space at its ends. Pure functions; thread-safe.
 */
public final class DeviceAttributes {
  /** What every device may have, and what can make its identity. */
  public static final Set<String> INVENTORY =
      Set.of(
          "mac_address",
          "serial_number",
          "hardware_model",
          "manufacturer",
          "location",
          "operating_system",
          "os_version",
          "firmware_version",
          "ip_address",
          "cpu_id");

  /** Longest value, in characters. */
  public static final int LONGEST = 255;

  /** Most attributes that together make an identity. */
  public static final int MOST_OF_IDENTITY = 3;

  private static final String MAC = "mac_address";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern MAC_TEXT =
      Pattern.compile(
          "[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\\1){4}[0-9a-f]{2}"
              + "|[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\\2){6}[0-9a-f]{2}"
              + "|[0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4}(?:\\.[0-9a-f]{4})?");

  private DeviceAttributes() {}

  /** Whether a text can be the name of an attribute. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Returns a value's one spelling, or empty where an attribute of this name has no such value. */
  public static Optional<String> normalised(String name, String value) {
    var text = value.strip();
    if (text.isEmpty() || text.length() > LONGEST || !printable(text)) {
      return Optional.empty();
    }
    return name.equals(MAC) ? macAddress(text) : Optional.of(text);
  }

  /** Returns what a value must be, as the end of a sentence. */
  public static String rule(String name) {
    return name.equals(MAC)
        ? "must be a MAC address such as 00:1b:44:11:3a:b7"
        : "must have 1 to " + LONGEST + " printable characters";
  }

  /** EUI-48 and EUI-64, in the spellings that people and systems use. */
  private static Optional<String> macAddress(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (!MAC_TEXT.matcher(lower).matches()) {
      return Optional.empty();
    }
    var spelled = new StringBuilder();
    lower
        .chars()
        .filter(c -> Character.digit(c, 16) >= 0)
        .forEach(digit -> {
          if (spelled.length() % 3 == 2) {
            spelled.append(':');
          }
          spelled.append((char) digit);
        });
    return Optional.of(spelled.toString());
  }

  private static boolean printable(String text) {
    return text.codePoints()
        .noneMatch(point ->
            switch (Character.getType(point)) {
              case Character.CONTROL,
                  Character.FORMAT,
                  Character.SURROGATE,
                  Character.LINE_SEPARATOR,
                  Character.PARAGRAPH_SEPARATOR ->
                  true;
              default -> false;
            });
  }
}
