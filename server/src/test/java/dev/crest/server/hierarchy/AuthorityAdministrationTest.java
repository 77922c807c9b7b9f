package dev.crest.server.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.ca.issuance.CertificateContent;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthorityRecord;
import dev.crest.server.store.AuthorityRecord.Status;
import dev.crest.server.store.AuthorityRecords.Kind;
import dev.crest.server.store.Reach;
import dev.crest.testkit.OpenSsl;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Making, renewing and switching CAs. */
class AuthorityAdministrationTest {
  static final Actor ADMIN =
      new Actor("user:ada", Optional.of("request-1"), Optional.of("192.0.2.7"));
  private static final OptionalLong ANY = OptionalLong.empty();
  private static final Duration YEAR = Duration.ofDays(365);

  @TempDir private Path folder;
  private AHierarchy hierarchy;
  private Authorities authorities;
  private AuthorityAdministration administration;
  private Reach reach;

  @BeforeEach
  void open() {
    hierarchy = new AHierarchy(folder).completed();
    authorities = hierarchy.authorities();
    administration = administration(hierarchy, authorities);
    reach = Reach.account(hierarchy.account);
  }

  static AuthorityAdministration administration(AHierarchy hierarchy, Authorities authorities) {
    return new AuthorityAdministration(
        hierarchy.store.authorityCatalog(),
        hierarchy.records(),
        hierarchy.protection,
        authorities,
        hierarchy.clock);
  }

  @AfterEach
  void close() {
    hierarchy.close();
  }

  private static AuthorityDraft draft(String name, Kind kind, Optional<String> parent) {
    return draft(name, kind, parent, KeyType.EC_P256);
  }

  private static AuthorityDraft draft(
      String name, Kind kind, Optional<String> parent, KeyType type) {
    return new AuthorityDraft(
        name, kind, parent, Map.of("common_name", name), type, OptionalInt.empty(), YEAR);
  }

  private AuthorityRecord make(String name, Kind kind, Optional<String> parent) {
    return administration.create(ADMIN, reach, draft(name, kind, parent));
  }

  private Certificate device(String authorityId) {
    return authorities
        .issuer(authorityId)
        .prepare(
            ShippedProfiles.deviceClient(),
            new CertificateContent(
                new X500Name("CN=device"),
                Optional.empty(),
                Keys.info(Keys.generate(KeyType.EC_P256).getPublic()),
                Set.of(),
                Set.of(),
                Optional.empty()))
        .sign();
  }

  private void openSslVerifies(Certificate certificate, String authorityId) {
    var chain = authorities.chain(authorityId);
    new OpenSsl(folder).verify(certificate, chain.subList(0, chain.size() - 1), chain.getLast());
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"EC_P256", "EC_P384", "EC_P521", "RSA_2048", "RSA_3072", "RSA_4096", "ED25519"})
  @DisplayName(
      "root, intermediate and issuing CA with every kind of key; openssl verifies a device")
  void threeLevels(KeyType type) {
    var root = administration.create(ADMIN, reach, draft("R", Kind.ROOT, Optional.empty(), type));
    var between =
        administration.create(
            ADMIN, reach, draft("M", Kind.INTERMEDIATE, Optional.of(root.id()), type));
    var issuing =
        administration.create(
            ADMIN, reach, draft("I", Kind.ISSUING, Optional.of(between.id()), type));
    assertThat(issuing.keyType()).contains(type);
    assertThat(issuing.parentId()).contains(between.id());
    assertThat(authorities.chain(issuing.id())).hasSize(3);
    openSslVerifies(device(issuing.id()), issuing.id());
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
  @DisplayName("ML-DSA CAs issue too")
  void mlDsa(KeyType type) {
    var root = administration.create(ADMIN, reach, draft("R", Kind.ROOT, Optional.empty(), type));
    var issuing =
        administration.create(ADMIN, reach, draft("I", Kind.ISSUING, Optional.of(root.id()), type));
    assertThat(device(issuing.id()).isSignedBy(issuing.certificate().orElseThrow())).isTrue();
  }

  @Test
  @DisplayName("the name in the certificate is the administrator's, the widest attribute first")
  void subject() {
    var attributes =
        Map.of(
            "common_name", "Acmé Root",
            "organization_name", "Acme",
            "organization_unit", "PKI",
            "country", "DE",
            "state", "Bayern",
            "locality", "Bad Tölz");
    var made =
        administration.create(
            ADMIN,
            reach,
            new AuthorityDraft(
                "Acme",
                Kind.ROOT,
                Optional.empty(),
                attributes,
                KeyType.EC_P384,
                OptionalInt.empty(),
                YEAR));
    assertThat(
            new OpenSsl(folder)
                .run(
                    "x509",
                    "-noout",
                    "-subject",
                    "-nameopt",
                    "RFC2253,-esc_msb,utf8",
                    "-in",
                    new OpenSsl(folder)
                        .pem("subject.pem", List.of(made.certificate().orElseThrow()))))
        .contains("CN=Acmé Root,OU=PKI,O=Acme,L=Bad Tölz,ST=Bayern,C=DE");
    var event = hierarchy.store.audit().list(reach, dev.crest.server.store.ListQuery.first());
    assertThat(event.items().getFirst().event())
        .satisfies(record -> {
          assertThat(record.action()).isEqualTo("certificate-authority.create");
          assertThat(record.actor()).isEqualTo("user:ada");
          assertThat(record.details()).containsEntry("after.kind", "root");
        });
  }

  static Stream<Arguments> refusals() {
    var none = Optional.<String>empty();
    var root = Optional.of("root");
    var name = Map.of("common_name", "X");
    var levels = OptionalInt.empty();
    var p256 = KeyType.EC_P256;
    return Stream.of(
        row("kind", new AuthorityDraft("X", Kind.INFRASTRUCTURE, root, name, p256, levels, YEAR)),
        row("parent_id", new AuthorityDraft("X", Kind.ROOT, root, name, p256, levels, YEAR)),
        row("parent_id", new AuthorityDraft("X", Kind.ISSUING, none, name, p256, levels, YEAR)),
        row(
            "parent_id",
            new AuthorityDraft(
                "X", Kind.ISSUING, Optional.of("issuing"), name, p256, levels, YEAR)),
        row(
            "parent_id",
            new AuthorityDraft("X", Kind.ISSUING, Optional.of("nobody"), name, p256, levels, YEAR)),
        row(
            "key_type",
            new AuthorityDraft("X", Kind.ROOT, none, name, KeyType.ED448, levels, YEAR)),
        row(
            "path_length",
            new AuthorityDraft("X", Kind.ISSUING, root, name, p256, OptionalInt.of(1), YEAR)),
        row(
            "path_length",
            new AuthorityDraft("X", Kind.INTERMEDIATE, root, name, p256, OptionalInt.of(0), YEAR)),
        row(
            "path_length",
            new AuthorityDraft("X", Kind.INTERMEDIATE, root, name, p256, OptionalInt.of(6), YEAR)),
        row(
            "validity",
            new AuthorityDraft("X", Kind.ROOT, none, name, p256, levels, Duration.ofMinutes(59))),
        row(
            "validity",
            new AuthorityDraft("X", Kind.ROOT, none, name, p256, levels, Duration.ofDays(40000))),
        row("name", new AuthorityDraft("", Kind.ROOT, none, name, p256, levels, YEAR)),
        row("name", new AuthorityDraft("Crest Root CA", Kind.ROOT, none, name, p256, levels, YEAR)),
        row("subject", named(Map.of("common_name", "X", "shoe_size", "43"))),
        row("subject", named(Map.of("common_name", "Crest Root CA", "organization_name", "Crest"))),
        row("subject.common_name", named(Map.of("organization_name", "Acme"))),
        row("subject.common_name", named(Map.of("common_name", " X"))),
        row("subject.common_name", named(Map.of("common_name", "x".repeat(65)))),
        row("subject.common_name", named(Map.of("common_name", "a\nb"))),
        row("subject.country", named(Map.of("common_name", "X", "country", "Germany"))));
  }

  private static AuthorityDraft named(Map<String, String> subject) {
    return new AuthorityDraft(
        "X", Kind.ROOT, Optional.empty(), subject, KeyType.EC_P256, OptionalInt.empty(), YEAR);
  }

  private static Arguments row(String field, AuthorityDraft draft) {
    return Arguments.of(field, draft);
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("each field that is wrong is named, and nothing is kept")
  void refusals(String field, AuthorityDraft draft) {
    var parent =
        draft
            .parentId()
            .map(text ->
                switch (text) {
                  case "root" -> hierarchy.first(Kind.ROOT).id();
                  case "issuing" -> hierarchy.first(Kind.ISSUING).id();
                  default -> text;
                });
    var meant =
        new AuthorityDraft(
            draft.name(),
            draft.kind(),
            parent,
            draft.subject(),
            draft.keyType(),
            draft.pathLength(),
            draft.length());
    assertThat(fields(() -> administration.create(ADMIN, reach, meant))).contains(field);
    assertThat(hierarchy.records().all()).hasSize(3);
  }

  private static List<String> fields(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    var refused = catchThrowableOfType(Refused.class, call);
    assertThat(refused).isNotNull();
    return refused.faults().stream().map(Fault::field).flatMap(Optional::stream).toList();
  }

  private static dev.crest.server.refusal.Kind kind(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    var refused = catchThrowableOfType(Refused.class, call);
    assertThat(refused).isNotNull();
    return refused.kind();
  }

  @Test
  @DisplayName("a CA never outlives the one above it, and never goes deeper than that one allows")
  void withinParent() {
    var root = make("R", Kind.ROOT, Optional.empty());
    var long10 =
        new AuthorityDraft(
            "M",
            Kind.INTERMEDIATE,
            Optional.of(root.id()),
            Map.of("common_name", "M"),
            KeyType.EC_P256,
            OptionalInt.of(1),
            YEAR.multipliedBy(10));
    var between = administration.create(ADMIN, reach, long10);
    assertThat(between.certificate().orElseThrow().notAfter())
        .isEqualTo(root.certificate().orElseThrow().notAfter());
    var tooDeep =
        catchThrowableOfType(
            Refused.class, () -> make("D", Kind.INTERMEDIATE, Optional.of(between.id())));
    assertThat(tooDeep.kind()).isEqualTo(dev.crest.server.refusal.Kind.INVALID);
    assertThat(tooDeep.faults()).isNotEmpty();
    assertThat(make("I", Kind.ISSUING, Optional.of(between.id())).status())
        .isEqualTo(Status.ENABLED);
  }

  @Test
  @DisplayName(
      "a disabled CA issues nothing to devices and certifies no CA, and goes on afterwards")
  void disabled() {
    var root = make("R", Kind.ROOT, Optional.empty());
    var issuing = make("I", Kind.ISSUING, Optional.of(root.id()));
    administration.setEnabled(ADMIN, reach, issuing.id(), ANY, false);
    administration.setEnabled(ADMIN, reach, root.id(), ANY, false);
    assertThat(kind(() -> device(issuing.id())))
        .isEqualTo(dev.crest.server.refusal.Kind.UNAVAILABLE);
    assertThat(fields(() -> make("J", Kind.ISSUING, Optional.of(root.id()))))
        .containsExactly("parent_id");
    assertThat(authorities.chain(issuing.id())).hasSize(2);
    administration.setEnabled(ADMIN, reach, issuing.id(), ANY, true);
    openSslVerifies(device(issuing.id()), issuing.id());
  }

  @Test
  @DisplayName("the CA of this server's own certificate cannot be disabled")
  void infrastructure() {
    var id = hierarchy.first(Kind.INFRASTRUCTURE).id();
    assertThat(kind(() -> administration.setEnabled(ADMIN, reach, id, ANY, false)))
        .isEqualTo(dev.crest.server.refusal.Kind.CONFLICT);
  }

  @Test
  @DisplayName("another node notices a new, a disabled and a renewed CA")
  void otherNode() {
    var elsewhere = hierarchy.authorities();
    var root = make("R", Kind.ROOT, Optional.empty());
    var issuing = make("I", Kind.ISSUING, Optional.of(root.id()));
    // Whoever asks for one that is not known yet makes it look.
    assertThat(elsewhere.issuer(issuing.id())).isNotNull();
    administration.setEnabled(ADMIN, reach, issuing.id(), ANY, false);
    elsewhere.refreshIfChanged();
    assertThat(kind(() -> elsewhere.issuer(issuing.id())))
        .isEqualTo(dev.crest.server.refusal.Kind.UNAVAILABLE);
    administration.setEnabled(ADMIN, reach, issuing.id(), ANY, true);
    var renewed = administration.renew(ADMIN, reach, issuing.id(), ANY, YEAR);
    elsewhere.refreshIfChanged();
    assertThat(elsewhere.issuer(issuing.id()).certificate())
        .isEqualTo(renewed.certificate().orElseThrow());
  }

  @Test
  @DisplayName("renewed: same name and key, later end; devices verify with either certificate")
  void renewed() {
    var root = make("R", Kind.ROOT, Optional.empty());
    var half =
        new AuthorityDraft(
            "I",
            Kind.ISSUING,
            Optional.of(root.id()),
            Map.of("common_name", "I"),
            KeyType.EC_P256,
            OptionalInt.empty(),
            YEAR.dividedBy(2));
    var before = administration.create(ADMIN, reach, half);
    var device = device(before.id());
    hierarchy.clock.turn(Duration.ofDays(10));
    var after = administration.renew(ADMIN, reach, before.id(), OptionalLong.of(1), YEAR);

    var old = before.certificate().orElseThrow();
    var fresh = after.certificate().orElseThrow();
    assertThat(after.version()).isEqualTo(2);
    assertThat(after.formerCertificates()).containsExactly(old);
    assertThat(fresh.subject()).isEqualTo(old.subject());
    assertThat(fresh.publicKeyInfo()).isEqualTo(old.publicKeyInfo());
    assertThat(fresh.subjectKeyIdentifier().orElseThrow())
        .isEqualTo(old.subjectKeyIdentifier().orElseThrow());
    assertThat(fresh.serialNumber()).isNotEqualTo(old.serialNumber());
    assertThat(fresh.notAfter()).isAfter(old.notAfter().plus(100, ChronoUnit.DAYS));
    var openSsl = new OpenSsl(folder);
    openSsl.verify(device, List.of(old), root.certificate().orElseThrow());
    var later = Long.toString(hierarchy.clock.instant().getEpochSecond());
    openSsl.verify(device, List.of(fresh), root.certificate().orElseThrow(), "-attime", later);
    openSsl.verify(
        device(before.id()), List.of(fresh), root.certificate().orElseThrow(), "-attime", later);
  }

  @Test
  @DisplayName("a root, an unknown CA and one that was changed meanwhile are not renewed")
  void notRenewed() {
    var root = make("R", Kind.ROOT, Optional.empty());
    var issuing = make("I", Kind.ISSUING, Optional.of(root.id()));
    assertThat(kind(() -> administration.renew(ADMIN, reach, root.id(), ANY, YEAR)))
        .isEqualTo(dev.crest.server.refusal.Kind.CONFLICT);
    assertThat(kind(() -> administration.renew(ADMIN, reach, "nobody", ANY, YEAR)))
        .isEqualTo(dev.crest.server.refusal.Kind.NOT_FOUND);
    assertThat(
            fields(
                () -> administration.renew(ADMIN, reach, issuing.id(), OptionalLong.of(7), YEAR)))
        .containsExactly("version");
    assertThat(fields(() -> administration.renew(ADMIN, reach, issuing.id(), ANY, Duration.ZERO)))
        .containsExactly("validity");
    administration.setEnabled(ADMIN, reach, root.id(), ANY, false);
    assertThat(kind(() -> administration.renew(ADMIN, reach, issuing.id(), ANY, YEAR)))
        .isEqualTo(dev.crest.server.refusal.Kind.CONFLICT);
  }

  @Test
  @DisplayName("keys reach the store sealed only")
  void sealed() {
    var made = make("R", Kind.ROOT, Optional.empty());
    var stored =
        hierarchy.records().all().stream()
            .filter(authority -> authority.id().equals(made.id()))
            .findFirst()
            .orElseThrow();
    assertThat(hierarchy.protection.unsealKey(made.id(), stored.encryptedKey())).isNotNull();
    assertThat(new String(stored.encryptedKey(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(
            new String(
                made.publicKey().getPublicKeyData().getOctets(),
                java.nio.charset.StandardCharsets.ISO_8859_1));
  }
}
