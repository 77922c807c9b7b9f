package dev.crest.ca.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.MalformedInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden files: each breaks the rule that it is named after. */
class RulebookTest {
  private static final Path FILES = Path.of("src/test/resources/lint");
  private static final Map<String, Purpose> PURPOSES =
      Map.of(
          "end-entity", Purpose.END_ENTITY,
          "authority", Purpose.AUTHORITY,
          "constrained", Purpose.END_ENTITY);

  static Stream<Path> bad() {
    return files().filter(file -> !file.endsWith("good.der"));
  }

  static Stream<Path> good() {
    return files().filter(file -> file.endsWith("good.der"));
  }

  private static Stream<Path> files() {
    return PURPOSES.keySet().stream()
        .sorted()
        .flatMap(directory -> {
          try (var list = Files.list(FILES.resolve(directory))) {
            return list.sorted().map(FILES::relativize).toList().stream();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static List<Rulebook.Breach> breaches(Path file) throws IOException {
    var directory = file.getParent().toString();
    return Rulebook.breaches(
        Candidate.read(
            Der.of(Files.readAllBytes(FILES.resolve(file))),
            PURPOSES.get(directory),
            Optional.of(issuer(directory))));
  }

  private static IssuingAuthority issuer(String directory) throws IOException {
    var file = FILES.resolve("issuers").resolve(directory + ".der");
    return new IssuingAuthority(Certificate.read(Der.of(Files.readAllBytes(file))), List.of());
  }

  private static String ruleOf(Path file) {
    return file.getFileName().toString().split("--", 2)[0];
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  @DisplayName("CERT-21 a bad certificate breaks the rule that its file is named after")
  void badCertificates(Path file) throws IOException {
    assertThat(breaches(file))
        .extracting(breach -> breach.rule().id())
        .as(file.toString())
        .contains(ruleOf(file));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  @DisplayName("CERT-21 a good certificate breaks no rule")
  void goodCertificates(Path file) throws IOException {
    assertThat(breaches(file)).isEmpty();
  }

  @Test
  @DisplayName("CERT-21 every rule has a bad certificate, a source and a name of its own")
  void everyRuleIsShown() {
    assertThat(bad().map(RulebookTest::ruleOf).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(Rulebook.rules().stream().map(Rule::id).toList());
    assertThat(Rulebook.rules())
        .allSatisfy(rule -> assertThat(rule.citation()).matches("(RFC \\d+|X\\.\\d+|Crest) .+"));
    assertThat(Rulebook.rules()).extracting(Rule::id).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("CERT-15, S-RA-04 only the CA's own services may be a registration authority")
  void registrationAuthority() throws IOException {
    var file = FILES.resolve("end-entity/extended-key-usage--cmc-ra.der");
    var candidate =
        Candidate.read(
            Der.of(Files.readAllBytes(file)), Purpose.SERVICE, Optional.of(issuer("end-entity")));
    assertThat(Rulebook.breaches(candidate)).isEmpty();
  }

  @Test
  @DisplayName("A-20 mutated certificates are linted or refused as malformed, and nothing else")
  void fuzz() throws IOException {
    var issuer = Optional.of(issuer("end-entity"));
    var seeds = new ArrayList<byte[]>();
    for (var file : files().toList()) {
      seeds.add(Files.readAllBytes(FILES.resolve(file)));
    }
    var random = new Random(20261123);
    int read = 0;
    for (int round = 0; round < 10_000; round++) {
      var bytes = seeds.get(random.nextInt(seeds.size())).clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Rulebook.breaches(Candidate.read(Der.of(bytes), Purpose.END_ENTITY, issuer));
        read++;
      } catch (MalformedInput e) {
        assertThat(e).hasMessage("expected a TBSCertificate");
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  @DisplayName("what is no TBSCertificate at all is malformed")
  void malformed() {
    for (var bytes : List.of(new byte[0], new byte[] {0x30, 0}, new byte[] {5, 0})) {
      assertThatThrownBy(() -> Candidate.read(Der.of(bytes), Purpose.END_ENTITY, Optional.empty()))
          .isInstanceOf(MalformedInput.class);
    }
  }
}
