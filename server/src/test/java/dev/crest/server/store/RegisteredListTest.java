package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploaded lists of registered values. */
class RegisteredListTest {
  private static List<String> read(String csv) {
    return RegisteredList.read(csv.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("one value a line or the first column; blank lines, spaces and repeats do not count")
  void lists() {
    assertThat(read("A-1\nA-2\r\nA-3")).containsExactly("A-1", "A-2", "A-3");
    assertThat(read("\ufeffA-1,plant 1\n\n  A-2 ,x,y\nA-1,again\n")).containsExactly("A-1", "A-2");
    assertThat(read("\"a, b\",1\n\"say \"\"hi\"\"\"\nüñ"))
        .containsExactly("a, b", "say \"hi\"", "üñ");
    assertThat(read("+4912345\n-77\n@home\n=A7")).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n \n",
        ",x",
        "\"open",
        "a\tb",
        "a\u0000b",
        "a\u0085b",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1-1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1:A2)",
        "\"=HYPERLINK(\"\"http://x\"\")\",1",
        "="
      })
  @DisplayName("what is no value, or a spreadsheet's formula, is refused by its line")
  void refused(String csv) {
    var refused = catchThrowableOfType(Refused.class, () -> read(csv));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused.faults()).isNotEmpty();
  }

  @Test
  @DisplayName("too long a value, too many values, too many bytes, no UTF-8")
  void limits() {
    assertThat(read("x".repeat(1024))).hasSize(1);
    Refusals.refused(Kind.INVALID, () -> read("x".repeat(1025)), "values");
    var most =
        IntStream.range(0, 100_000).mapToObj(i -> "A-" + i).collect(Collectors.joining("\n"));
    assertThat(read(most)).hasSize(100_000);
    Refusals.refused(Kind.INVALID, () -> read(most + "\nB"), "values");
    Refusals.refused(
        Kind.TOO_LARGE, () -> RegisteredList.read(new byte[RegisteredList.LARGEST + 1]));
    Refusals.refused(
        Kind.INVALID, () -> RegisteredList.read(new byte[] {(byte) 0xc3, 0x28}), "values");
    var bad = catchThrowableOfType(Refused.class, () -> read("\t=1+1\n".repeat(1000)));
    assertThat(bad.faults()).hasSize(21);
  }

  @Test
  @DisplayName("whatever bytes come, there are good values or a refusal")
  void fuzz() {
    var random = new Random(7030);
    var alphabet = "a1,\"\n\r=+-@ \t;é\u0000";
    for (int i = 0; i < 5000; i++) {
      var text =
          IntStream.range(0, random.nextInt(40))
              .mapToObj(_ -> "" + alphabet.charAt(random.nextInt(alphabet.length())))
              .collect(Collectors.joining());
      try {
        assertThat(read(text))
            .isNotEmpty()
            .doesNotHaveDuplicates()
            .allMatch(RegisteredValueRules::good);
      } catch (Refused e) {
        assertThat(e.faults()).isNotEmpty();
      }
    }
  }
}
