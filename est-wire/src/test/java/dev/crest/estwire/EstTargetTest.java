package dev.crest.estwire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estwire.EstTarget.PolicySelector;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstTargetTest {
  private static final String POLICY = "IOT_b0c9be31-6160-4fc5-9041-84b71a4c02fe";
  private static final String GROUP = "0198c1f0-7d2e-7c11-8a55-0242ac120002";
  private static final String BASE = "/.well-known/est/";

  @ParameterizedTest
  @EnumSource(EstOperation.class)
  @DisplayName("S-URI-01 S-URI-02 every operation answers without and with a label")
  void defaultAndLabel(EstOperation operation) {
    assertThat(EstTarget.parse(BASE + operation.segment()))
        .contains(new EstTarget(operation, new PolicySelector.Default()));
    assertThat(EstTarget.parse(BASE + "fleet/" + operation.segment()))
        .contains(new EstTarget(operation, new PolicySelector.Label(new CaLabel("fleet"))));
  }

  @ParameterizedTest
  @EnumSource(EstOperation.class)
  @DisplayName("S-URI-02 the URL shapes of policies and device groups are understood")
  void policyAndGroup(EstOperation operation) {
    var prefix = BASE + "devicetrustmanager/" + POLICY + "/";
    assertThat(EstTarget.parse(prefix + operation.segment()))
        .contains(new EstTarget(operation, new PolicySelector.Policy(POLICY)));
    assertThat(EstTarget.parse(prefix + "device-group/" + GROUP + "/" + operation.segment()))
        .contains(new EstTarget(operation, new PolicySelector.DeviceGroup(POLICY, GROUP)));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-URI-04 an operation that is not served has no target")
  @ValueSource(
      strings = {
        "/.well-known/est/fullcmc",
        "/.well-known/est/pal",
        "/.well-known/est/fleet/fullcmc",
        "/.well-known/est/crts",
        "/.well-known/est/unknown",
        "/.well-known/est/",
        "/.well-known/est",
        "/.well-known/cmp/cacerts",
        "/.well-known/brski/requestvoucher",
        "/est/cacerts",
        "/cacerts",
        "/",
        "",
        "*",
        "cacerts",
        "https://est.example/.well-known/est/cacerts"
      })
  void notServed(String target) {
    assertThat(EstTarget.parse(target)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-URI-07 paths are case-sensitive")
  @ValueSource(
      strings = {
        "/.well-known/est/CACERTS",
        "/.Well-Known/est/cacerts",
        "/.well-known/EST/cacerts",
        "/.well-known/est/DeviceTrustManager/IOT_b0c9be31-6160-4fc5-9041-84b71a4c02fe/cacerts",
        "/.well-known/est/devicetrustmanager/iot_b0c9be31-6160-4fc5-9041-84b71a4c02fe/cacerts",
        "/.well-known/est/devicetrustmanager/IOT_B0C9BE31-6160-4FC5-9041-84B71A4C02FE/cacerts"
      })
  void caseSensitive(String target) {
    assertThat(EstTarget.parse(target)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-URI-07 a path is percent-decoded exactly once")
  @CsvSource({
    "/.well-known/est/cacert%73,            cacerts",
    "/%2ewell-known/est/cacerts,            cacerts",
    "/.well-known/%65%73%74/simpleenroll,   simpleenroll",
    "/.well-known/est/fl%65et/cacerts,      cacerts",
    "/.well-known/est/fl%65%65t/csr%61ttrs, csrattrs"
  })
  void decodedOnce(String target, String operation) {
    assertThat(EstTarget.parse(target))
        .hasValueSatisfying(t -> assertThat(t.operation().segment()).isEqualTo(operation));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @DisplayName("S-URI-07 A-07 tricks with encoding, dots, slashes and parameters are never routed")
  @ValueSource(
      strings = {
        "/.well-known/est/fleet%2fcacerts",
        "/.well-known/est%2fcacerts",
        "/.well-known/est/a%2Fb/cacerts",
        "/.well-known/est/%2e%2e/cacerts",
        "/.well-known/est/%2e/cacerts",
        "/.well-known/est/../cacerts",
        "/.well-known/est/./cacerts",
        "/.well-known/est/fleet/../cacerts",
        "/.well-known/est/..%2fest/cacerts",
        "/.well-known/est/%252e%252e/cacerts",
        "/.well-known/est/cacert%2573",
        "/.well-known/est//cacerts",
        "//.well-known/est/cacerts",
        "/.well-known//est/cacerts",
        "/.well-known/est/cacerts//",
        "/.well-known/est/cacerts;jsessionid=1",
        "/.well-known/est;a=b/cacerts",
        "/.well-known/est/..;/cacerts",
        "/.well-known/est/devicetrustmanager/IOT_b0c9be31-6160-4fc5-9041-84b71a4c02fe;x/cacerts",
        "/.well-known/est/fleet%00/cacerts",
        "/.well-known/est/cacerts%00",
        "/.well-known/est/fl\u0000eet/cacerts",
        "/.well-known/est/%c0%ae%c0%ae/cacerts",
        "/.well-known/est/%e0%80%af/cacerts",
        "/.well-known/est/%ef%bc%8f/cacerts",
        "/.well-known/est/\u2024\u2024/cacerts",
        "/.well-known/est/\uff0e\uff0e/cacerts",
        "/.well-known/est/fleet\\cacerts",
        "/.well-known/est/fleet%5ccacerts",
        "/.well-known/est/fleet%/cacerts",
        "/.well-known/est/fleet%4/cacerts",
        "/.well-known/est/fleet%zz/cacerts",
        "/.well-known/est/fleet%4\u0661/cacerts",
        "/.well-known/est/fleet%0d%0aX:y/cacerts",
        "/.well-known/est/fleet\r\nX:y/cacerts",
        "/.well-known/est/cacerts/cacerts",
        "/.well-known/est/CACERTS/cacerts",
        "/.well-known/est/simpleenroll/cacerts",
        "/.well-known/est/devicetrustmanager/cacerts",
        "/.well-known/est/devicetrustmanager/fleet/cacerts",
        "/.well-known/est/devicetrustmanager/IOT_b0c9be31/cacerts",
        "/.well-known/est/a/b/cacerts",
        "/.well-known/est/a/b/c/d/cacerts",
        "/.well-known/est/cacerts#fragment"
      })
  void neverRouted(String target) {
    assertThat(EstTarget.parse(target)).isEmpty();
  }

  @ParameterizedTest(name = "[{index}]")
  @DisplayName("S-URI-07 a device group's path has exactly its shape")
  @ValueSource(
      strings = {
        "device-group/not-a-uuid/cacerts",
        "device-groups/" + GROUP + "/cacerts",
        "device-group/cacerts",
        "device-group/" + GROUP + "/x/cacerts",
        GROUP + "/cacerts"
      })
  void groupShape(String rest) {
    assertThat(EstTarget.parse(BASE + "devicetrustmanager/" + POLICY + "/" + rest)).isEmpty();
  }

  @Test
  @DisplayName("S-URI-07 a parameter behind a label makes it another label")
  void parameterIsAnotherLabel() {
    assertThat(EstTarget.parse(BASE + "fleet;v=1/cacerts"))
        .hasValueSatisfying(t ->
            assertThat(t.policy())
                .isEqualTo(new PolicySelector.Label(new CaLabel("fleet;v=1")))
                .isNotEqualTo(new PolicySelector.Label(new CaLabel("fleet"))));
  }

  @Test
  @DisplayName("A-07 a label of 10 kB is no label")
  void longLabel() {
    assertThat(EstTarget.parse(BASE + "a".repeat(128) + "/cacerts")).isPresent();
    assertThat(EstTarget.parse(BASE + "%61".repeat(128) + "/cacerts")).isPresent();
    assertThat(EstTarget.parse(BASE + "a".repeat(129) + "/cacerts")).isEmpty();
    assertThat(EstTarget.parse(BASE + "a".repeat(10_000) + "/cacerts")).isEmpty();
  }

  @Test
  @DisplayName("S-URI-08 one trailing slash is accepted")
  void trailingSlash() {
    assertThat(EstTarget.parse(BASE + "cacerts/")).isEqualTo(EstTarget.parse(BASE + "cacerts"));
    assertThat(EstTarget.parse(BASE + "fleet/simpleenroll/"))
        .isEqualTo(EstTarget.parse(BASE + "fleet/simpleenroll"));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-URI-12 a query never changes the target")
  @ValueSource(
      strings = {"?", "?label=other", "?a/../b", "?/.well-known/est/other/cacerts", "?%00", "?a?b"})
  void queryIgnored(String query) {
    assertThat(EstTarget.parse(BASE + "fleet/cacerts" + query))
        .isEqualTo(EstTarget.parse(BASE + "fleet/cacerts"));
    assertThat(EstTarget.parse(BASE + "fleet/cacerts?" + "q".repeat(10_000))).isPresent();
  }

  @Test
  @DisplayName("S-URI-09 every label round-trips through its path")
  void roundTrip() {
    for (var operation : EstOperation.values()) {
      for (var selector :
          new PolicySelector[] {
            new PolicySelector.Default(),
            new PolicySelector.Label(new CaLabel("-._~!$&'()*+,;=aZ9")),
            new PolicySelector.Label(new CaLabel("x".repeat(128))),
            new PolicySelector.Policy(POLICY),
            new PolicySelector.DeviceGroup(POLICY, GROUP)
          }) {
        var target = new EstTarget(operation, selector);
        assertThat(EstTarget.parse(target.path())).contains(target);
      }
    }
    assertThat(new EstTarget(EstOperation.SIMPLEENROLL, new PolicySelector.Policy(POLICY)).path())
        .isEqualTo("/.well-known/est/devicetrustmanager/" + POLICY + "/simpleenroll");
  }

  @Test
  @DisplayName("S-URI-07 whatever a path is mutated to, what is parsed is exactly what was written")
  void fuzz() {
    var random = new Random(7030);
    var seeds =
        new String[] {
          BASE + "cacerts",
          BASE + "fleet/simpleenroll",
          BASE + "devicetrustmanager/" + POLICY + "/simplereenroll",
          BASE + "devicetrustmanager/" + POLICY + "/device-group/" + GROUP + "/csrattrs"
        };
    int parsed = 0;
    for (int i = 0; i < 200_000; i++) {
      var text = mutate(seeds[random.nextInt(seeds.length)], random);
      var target = EstTarget.parse(text);
      if (target.isPresent()) {
        parsed++;
        assertThat(EstTarget.parse(target.get().path())).isEqualTo(target);
      }
    }
    assertThat(parsed).isPositive();
  }

  private static String mutate(String seed, Random random) {
    var text = new StringBuilder(seed);
    for (int n = random.nextInt(3); n >= 0; n--) {
      int at = random.nextInt(text.length());
      var inserts = new String[] {"/", "%", "%2f", "%2e", ".", ";", "?", "\\", "\u0000", "é", "a"};
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, inserts[random.nextInt(inserts.length)]);
        case 1 -> text.setCharAt(at, (char) random.nextInt(0x180));
        default -> text.deleteCharAt(at);
      }
    }
    return text.toString();
  }
}
