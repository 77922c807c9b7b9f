package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads an uploaded list of registered values: UTF-8, one value a line, or the first column of a
 * CSV (RFC 4180, commas). Blank lines are skipped, spaces around a value are dropped, a value that
 * comes again counts once. There is no header line.
 *
 * <p>What a spreadsheet would take for a formula is refused, since these lists travel through
 * spreadsheets in both directions: a value that begins with {@code = + - @} may have only letters
 * and digits behind that. Pure functions; thread-safe.
 */
public final class RegisteredList {
  /** Largest upload, in bytes. */
  public static final int LARGEST = 10 << 20;

  private static final int MOST_FAULTS = 20;
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\" *(?:,.*)?");
  private static final Pattern FORMULA = Pattern.compile("[=+\\-@].*[^0-9A-Za-z].*|[=+\\-@]");
  private static final Pattern BREAK = Pattern.compile("\r\n|\n|\r");

  private RegisteredList() {}

  /**
   * Reads a list.
   *
   * @return 1 to 100,000 values, each 1 to 1,024 characters, in their order
   * @throws Refused {@code TOO_LARGE}; {@code INVALID} naming the first lines that are wrong
   */
  public static List<String> read(byte[] csv) {
    if (csv.length > LARGEST) {
      throw Refused.of(Kind.TOO_LARGE, "list-too-large", "A list has at most 10 MB.");
    }
    var values = new LinkedHashSet<String>();
    var faults = new ArrayList<Fault>();
    int number = 0;
    for (var line : BREAK.split(text(csv), -1)) {
      number++;
      if (!line.isBlank()) {
        line(line, number, values, faults);
      }
    }
    if (values.isEmpty() && faults.isEmpty()) {
      faults.add(Fault.of("values", "There is no value in the list."));
    }
    if (values.size() > RegisteredValueRules.MOST_LISTED) {
      faults.add(Fault.of("values", "A list has at most 100,000 values."));
    }
    refuse(faults);
    return List.copyOf(values);
  }

  private static void refuse(List<Fault> faults) {
    if (faults.size() > MOST_FAULTS) {
      int more = faults.size() - MOST_FAULTS;
      faults.subList(MOST_FAULTS, faults.size()).clear();
      faults.add(Fault.of("values", "Further lines are wrong: " + more + "."));
    }
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, "list-invalid", faults);
    }
  }

  private static void line(String line, int number, Set<String> values, List<Fault> faults) {
    var value = firstColumn(line);
    if (line.length() > 64 * RegisteredValueRules.LONGEST) {
      faults.add(fault(number, "is too long"));
    } else if (value.indexOf('"') == 0) {
      faults.add(fault(number, "has a quotation mark that is not closed"));
    } else if (!RegisteredValueRules.good(value)) {
      faults.add(
          fault(
              number,
              value.isEmpty()
                  ? "has no value in its first column"
                  : "has a control character, or more than 1,024 characters"));
    } else if (FORMULA.matcher(value).matches()) {
      faults.add(fault(number, "would be taken for a formula by a spreadsheet"));
    } else {
      values.add(value);
    }
  }

  private static Fault fault(int number, String message) {
    return Fault.of("values", "Line " + number + " " + message + ".");
  }

  private static String firstColumn(String line) {
    var text = line.strip();
    if (text.startsWith("\"")) {
      var quoted = QUOTED.matcher(text);
      return quoted.matches() ? quoted.group(1).replace("\"\"", "\"").strip() : text;
    }
    int comma = text.indexOf(',');
    return comma < 0 ? text : text.substring(0, comma).strip();
  }

  private static String text(byte[] csv) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(csv)).toString();
      // Spreadsheets put a byte order mark first.
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw Refused.of(
          Kind.INVALID,
          "list-not-utf8",
          List.of(Fault.of("values", "The list is not UTF-8 text.")));
    }
  }
}
