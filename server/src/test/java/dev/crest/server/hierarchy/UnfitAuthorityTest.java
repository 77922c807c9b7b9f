package dev.crest.server.hierarchy;

import static dev.crest.server.hierarchy.AuthorityAdministrationTest.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.pkix.KeyType;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthorityRecord;
import dev.crest.server.store.AuthorityRecords.Kind;
import dev.crest.server.store.Reach;
import dev.crest.testkit.HeldCertificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CAs from elsewhere that are not fit: one row a reason. */
class UnfitAuthorityTest {
  private static final Optional<char[]> NONE = Optional.empty();

  @TempDir private Path folder;
  private AHierarchy hierarchy;
  private AuthorityAdministration administration;

  @BeforeEach
  void open() {
    hierarchy = new AHierarchy(folder).completed();
    administration = AuthorityAdministrationTest.administration(hierarchy, hierarchy.authorities());
  }

  @AfterEach
  void close() {
    hierarchy.close();
  }

  private AuthorityRecord imported(Kind kind, byte[] file, Optional<char[]> passphrase) {
    return administration.importAuthority(
        ADMIN, Reach.account(hierarchy.account), "Imported", kind, file, passphrase);
  }

  private record Held(HeldCertificate root, HeldCertificate issuing) {
    byte[] file() {
      return (issuing.privateKeyPkcs8Pem() + issuing.certificatePem() + root.certificatePem())
          .getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static HeldCertificate.Builder root() {
    return new HeldCertificate.Builder().commonName("Root").certificateAuthority(1);
  }

  private static Held held(
      HeldCertificate root, Function<HeldCertificate.Builder, HeldCertificate.Builder> change) {
    var issuing =
        new HeldCertificate.Builder().commonName("Issuing").certificateAuthority(0).signedBy(root);
    return new Held(root, change.apply(issuing).build());
  }

  static Stream<Arguments> unfit() {
    var root = root().build();
    var past = Instant.now().minus(Duration.ofDays(2));
    var device = new HeldCertificate.Builder().commonName("Device").signedBy(root).build();
    return Stream.of(
        Arguments.of("is not one of a CA", new Held(root, device).file()),
        Arguments.of(
            "is not one of a CA", held(root, ca -> ca.keyUsage(KeyUsage.digitalSignature)).file()),
        Arguments.of(
            "is not one of a CA", held(root, ca -> ca.withoutExtension(Extension.keyUsage)).file()),
        Arguments.of(
            "no subjectKeyIdentifier",
            held(root, ca -> ca.withoutExtension(Extension.subjectKeyIdentifier)).file()),
        Arguments.of(
            "is not valid now",
            held(root, ca -> ca.notBefore(past.minus(Duration.ofDays(1))).notAfter(past)).file()),
        Arguments.of("has a key that is", held(root, ca -> ca.keyType(KeyType.ED448)).file()),
        Arguments.of("chain is not complete", held(root, ca -> ca.corruptSignature()).file()),
        Arguments.of("path length", held(root().certificateAuthority(0).build(), ca -> ca).file()),
        Arguments.of(
            "the certificate of CN=Root is not one of a CA",
            held(new HeldCertificate.Builder().commonName("Root").build(), ca -> ca).file()),
        Arguments.of(
            "no certificate for its private key",
            (device.privateKeyPkcs8Pem() + root.certificatePem())
                .getBytes(StandardCharsets.US_ASCII)),
        Arguments.of(
            "one private key, not 0", root.certificatePem().getBytes(StandardCharsets.US_ASCII)),
        Arguments.of(
            "one private key, not 2",
            (device.privateKeyPkcs8Pem() + root.privateKeyPkcs8Pem() + root.certificatePem())
                .getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("a CA that is not fit is refused with the reason, and nothing is kept")
  void unfit(String message, byte[] file) {
    ForeignAuthorityTest.refused("file", message, () -> imported(Kind.ISSUING, file, NONE));
    assertThat(hierarchy.records().all()).hasSize(3);
  }

  @Test
  @DisplayName("a chain of more certificates than a chain has, and a file that is too large")
  void tooMuch() {
    var root = root().build();
    var many = held(root, ca -> ca);
    var file =
        (new String(many.file(), StandardCharsets.US_ASCII) + root.certificatePem().repeat(20))
            .getBytes(StandardCharsets.US_ASCII);
    ForeignAuthorityTest.refused("file", "at most 20", () -> imported(Kind.ISSUING, file, NONE));
    var large =
        catchThrowableOfType(Refused.class, () -> imported(Kind.ISSUING, new byte[300_000], NONE));
    assertThat(large.kind()).isEqualTo(dev.crest.server.refusal.Kind.TOO_LARGE);
  }
}
