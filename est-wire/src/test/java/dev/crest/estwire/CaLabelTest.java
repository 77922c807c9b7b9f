package dev.crest.estwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaLabelTest {
  @ParameterizedTest(name = "{0}")
  @DisplayName("S-URI-03 an operation's name cannot be a label")
  @ValueSource(
      strings = {
        "cacerts",
        "simpleenroll",
        "simplereenroll",
        "fullcmc",
        "serverkeygen",
        "csrattrs",
        "pal",
        "eecerts",
        "crls",
        "symmetrickeys",
        "firmware",
        "tamp",
        "return",
        "crts",
        "sen",
        "sren",
        "skg",
        "skc",
        "att",
        "requestvoucher",
        "voucher_status",
        "requestauditlog",
        "enrollstatus",
        "renewal-info",
        "devicetrustmanager",
        "CACERTS",
        "SimpleEnroll",
        "DeviceTrustManager"
      })
  void reserved(String name) {
    assertThat(CaLabel.isValid(name)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new CaLabel(name));
  }

  @Test
  @DisplayName("S-URI-03 every operation that is served is reserved")
  void everyOperationIsReserved() {
    for (var operation : EstOperation.values()) {
      assertThat(CaLabel.isValid(operation.segment())).as(operation.segment()).isFalse();
    }
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-URI-09 labels are made of unreserved and sub-delim characters")
  @ValueSource(
      strings = {"fleet", "IoT-2026", "a", "plant_7.line~3", "!$&'()*+,;=", "cacerts2", "...", "0"})
  void allowed(String label) {
    assertThat(CaLabel.isValid(label)).isTrue();
    assertThat(new CaLabel(label).value()).isEqualTo(label);
  }

  @ParameterizedTest(name = "[{index}]")
  @DisplayName("A-07 what could travel in a path cannot be a label")
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "..;",
        ".;x",
        "a/b",
        "a\\b",
        "a b",
        "a%2fb",
        "a:b",
        "a@b",
        "a?b",
        "a#b",
        "a\u0000b",
        "a\r\nb",
        "ä",
        "\u2024\u2024",
        "a|b",
        "a\"b",
        "<a>",
        "\u212Aelvin"
      })
  void notAllowed(String label) {
    assertThat(CaLabel.isValid(label)).isFalse();
  }

  @Test
  @DisplayName("S-URI-09 a label has at most 128 characters")
  void length() {
    assertThat(CaLabel.isValid("a".repeat(128))).isTrue();
    assertThat(CaLabel.isValid("a".repeat(129))).isFalse();
    assertThat(CaLabel.isValid("a".repeat(10_000))).isFalse();
  }
}
