package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.KeyType;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Profiles.Draft;
import dev.crest.server.store.Profiles.ProfileRecord;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificate profiles: who sees and changes which, and what must still fit then. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class ProfileCatalogTest {
  private static final OptionalLong ANY = OptionalLong.empty();

  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Domain domain;
  private Profiles profiles;
  private Reach whole;
  private String otherDivision;
  private Reach limited;

  ProfileCatalogTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    domain = Domain.in(store);
    profiles = store.catalog().profiles();
    store.catalog().templates().ship();
    whole = Reach.account(domain.accountId);
    otherDivision =
        store
            .catalog()
            .accounts()
            .createDivision(Domain.ADMIN, domain.accountId, "Other plant", "")
            .id();
    limited = Reach.divisions(domain.accountId, Set.of(domain.divisionId));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Draft draft(String name, String content, String... divisions) {
    return new Draft(domain.accountId, "device-tls-client", name, "d", content, Set.of(divisions));
  }

  /** Returns a draft of the profile that the domain has. */
  private Draft sensor(String part, String... divisions) {
    var content = ProfileJson.write(profiles.find(whole, domain.profileId).orElseThrow().content());
    return new Draft(
        domain.accountId,
        domain.templateId,
        "Sensor",
        "",
        ProfileJson.merge(content, part),
        Set.of(divisions));
  }

  private List<String> names(Reach reach, ListQuery query) {
    return profiles.list(reach, query).map(ProfileRecord::name).items();
  }

  @Test
  @DisplayName("a new profile is a part of a document over the content of its template")
  void made() {
    var made = profiles.create(Domain.ADMIN, whole, draft("P", "{\"serial_octets\":16}"));
    assertThat(made.version()).isEqualTo(1);
    assertThat(made.templateName()).isEqualTo("Device TLS client");
    assertThat(made.content().serialOctets()).isEqualTo(16);
    assertThat(made.content().subject()).isEqualTo(ShippedProfiles.deviceClient().subject());
    assertThat(made.allDivisions()).isTrue();
    assertThat(profiles.find(whole, made.id())).contains(made);
    assertThat(domain.events(store).getLast().details())
        .containsEntry("after.divisions", "all")
        .containsEntry("after.name", "P");

    Refusals.refused(
        Kind.INVALID,
        () ->
            profiles.create(
                Domain.ADMIN,
                whole,
                draft(
                    "",
                    "{\"serial_octets\":16,\"keys\":{\"allowed\":[\"ed25519\",\"ec_p256\"]}}",
                    "none")),
        "name",
        "divisions",
        "profile.keys.allowed");
    Refusals.refused(
        Kind.INVALID,
        () ->
            profiles.create(
                Domain.ADMIN,
                whole,
                new Draft(domain.accountId, "none", "Q", "", "{\"a\":1", Set.of())),
        "template_id",
        "profile");
  }

  @Test
  @DisplayName("a profile is changed from its version on; its template stays")
  void changed() {
    var made = profiles.create(Domain.ADMIN, whole, draft("P", "{}"));
    var content = ProfileJson.merge(ProfileJson.write(made.content()), "{\"drop_unlisted\":true}");
    var changed =
        profiles.update(
            Domain.ADMIN,
            whole,
            made.id(),
            OptionalLong.of(1),
            draft("P2", content, domain.divisionId, otherDivision));
    assertThat(changed.version()).isEqualTo(2);
    assertThat(changed.content().dropUnlisted()).isTrue();
    assertThat(changed.allDivisions()).isFalse();
    assertThat(changed.divisions()).containsExactlyInAnyOrder(domain.divisionId, otherDivision);
    assertThat(domain.events(store).getLast().details())
        .containsEntry("before.name", "P")
        .containsEntry("after.name", "P2")
        .containsEntry("before.divisions", "all")
        .doesNotContainKey("after.description");
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            profiles.update(
                Domain.ADMIN, whole, made.id(), OptionalLong.of(1), draft("P3", content)),
        "version");
    Refusals.refused(
        Kind.INVALID,
        () ->
            profiles.update(
                Domain.ADMIN,
                whole,
                made.id(),
                ANY,
                new Draft(domain.accountId, "user", "P3", "", "{}", Set.of())),
        allFields());
  }

  private static String[] allFields() {
    var refused = catchThrowableOfType(Refused.class, () -> ProfileJson.read("{}"));
    var fields =
        new java.util.ArrayList<>(
            refused.faults().stream().map(Fault::field).flatMap(Optional::stream).toList());
    fields.add("template_id");
    return fields.toArray(String[]::new);
  }

  @Test
  @DisplayName("a reach of some divisions sees what they may use, and not who else may")
  void seen() {
    var here = profiles.create(Domain.ADMIN, whole, draft("Here", "{}", domain.divisionId)).id();
    var there = profiles.create(Domain.ADMIN, whole, draft("There", "{}", otherDivision)).id();
    var both =
        profiles
            .create(Domain.ADMIN, whole, draft("Both", "{}", domain.divisionId, otherDivision))
            .id();

    assertThat(names(whole, ListQuery.first())).containsExactly("Both", "Here", "Sensor", "There");
    assertThat(names(limited, ListQuery.first())).containsExactly("Both", "Here", "Sensor");
    assertThat(profiles.find(limited, here)).isPresent();
    assertThat(profiles.find(limited, there)).isEmpty();
    assertThat(profiles.find(limited, both).orElseThrow().divisions())
        .containsExactly(domain.divisionId);
    assertThat(names(Reach.divisions(domain.accountId, Set.of()), ListQuery.first()))
        .containsExactly("Sensor");
    var other = Reach.account(Domain.named(store, "Other").accountId);
    assertThat(profiles.find(other, here)).isEmpty();

    assertThat(names(whole, ListQuery.first().with("division_id", otherDivision)))
        .containsExactly("Both", "Sensor", "There");
    assertThat(names(whole, ListQuery.first().with("template_id", domain.templateId)))
        .containsExactly("Sensor");
    assertThat(names(whole, ListQuery.first().with("name", "HER")))
        .containsExactly("Here", "There");
  }

  @Test
  @DisplayName("a reach of some divisions changes what no other division may use, and nothing else")
  void reach() {
    var there = profiles.create(Domain.ADMIN, whole, draft("There", "{}", otherDivision)).id();
    var both =
        profiles
            .create(Domain.ADMIN, whole, draft("Both", "{}", domain.divisionId, otherDivision))
            .id();
    for (var id : List.of(domain.profileId, both)) {
      Refusals.refused(
          Kind.FORBIDDEN, () -> profiles.update(Domain.ADMIN, limited, id, ANY, draft("X", "{}")));
      Refusals.refused(Kind.FORBIDDEN, () -> profiles.delete(Domain.ADMIN, limited, id, ANY));
      Refusals.refused(
          Kind.FORBIDDEN, () -> profiles.setEnabled(Domain.ADMIN, limited, id, ANY, false));
    }
    Refusals.refused(Kind.NOT_FOUND, () -> profiles.delete(Domain.ADMIN, limited, there, ANY));

    Refusals.refused(
        Kind.INVALID,
        () -> profiles.create(Domain.ADMIN, limited, draft("Mine", "{}")),
        "divisions");
    Refusals.refused(
        Kind.INVALID,
        () -> profiles.create(Domain.ADMIN, limited, draft("Mine", "{}", otherDivision)),
        "divisions");
    var mine = profiles.create(Domain.ADMIN, limited, draft("Mine", "{}", domain.divisionId));
    var content = ProfileJson.write(mine.content());
    Refusals.refused(
        Kind.INVALID,
        () -> profiles.update(Domain.ADMIN, limited, mine.id(), ANY, draft("Mine", content)),
        "divisions");
    profiles.update(
        Domain.ADMIN, limited, mine.id(), ANY, draft("Mine", content, domain.divisionId));
    profiles.delete(Domain.ADMIN, limited, mine.id(), ANY);
  }

  @Test
  @DisplayName("policies that use a profile stay consistent with it, and are named where not")
  void policiesStayConsistent() {
    var policies = store.catalog().policies();
    policies.create(
        Domain.ADMIN,
        domain
            .policy("Sensors")
            .withKeys(KeypairGeneration.SERVER_SIDE, Optional.of(KeyType.RSA_3072), false));
    var refused =
        catchThrowableOfType(
            Refused.class,
            () ->
                profiles.update(
                    Domain.ADMIN,
                    whole,
                    domain.profileId,
                    ANY,
                    sensor(
                        """
                        {"keys":{"allowed":["ec_p256"]},"signature_algorithm":"sha256WithRSAEncryption"}\
                        """,
                        otherDivision)));
    assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused.faults())
        .allMatch(fault -> fault.message().endsWith("Sensors"))
        .extracting(fault -> fault.field().orElseThrow())
        .containsExactly("profile.keys.allowed", "profile.signature_algorithm", "divisions");
    profiles.update(
        Domain.ADMIN,
        whole,
        domain.profileId,
        ANY,
        sensor(
            """
            {"keys":{"allowed":["ec_p256","rsa_3072"]},"signature_algorithm":"ecdsa-with-SHA512"}\
            """,
            domain.divisionId));
  }

  @Test
  @DisplayName("a changed profile counts for the next request")
  void cache() {
    var policy = store.catalog().policies().create(Domain.ADMIN, domain.policy("Sensors"));
    assertThat(store.policies().byId(policy.id()).orElseThrow().profile().serialOctets())
        .isEqualTo(20);
    profiles.update(Domain.ADMIN, whole, domain.profileId, ANY, sensor("{\"serial_octets\":17}"));
    assertThat(store.policies().byId(policy.id()).orElseThrow().profile().serialOctets())
        .isEqualTo(17);
    profiles.setEnabled(Domain.ADMIN, whole, domain.profileId, ANY, false);
    assertThat(store.policies().byId(policy.id()).orElseThrow().enabled()).isFalse();
  }

  @Test
  @DisplayName("what is in use is not deleted, and says by what; what is restored must fit again")
  void lifecycle() {
    var policy = store.catalog().policies().create(Domain.ADMIN, domain.policy("Sensors"));
    var used =
        catchThrowableOfType(
            Refused.class, () -> profiles.delete(Domain.ADMIN, whole, domain.profileId, ANY));
    assertThat(used.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(used.faults().getFirst().message())
        .isEqualTo("Certificate management policies use it: Sensors.");
    store
        .catalog()
        .lifecycle()
        .delete(Domain.ADMIN, Lifecycle.Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id());
    profiles.delete(Domain.ADMIN, whole, domain.profileId, ANY);
    assertThat(names(whole, ListQuery.first())).isEmpty();
    assertThat(names(whole, ListQuery.first().with("status", "deleted"))).containsExactly("Sensor");

    var templates = store.catalog().templates();
    var template = templates.find(whole, domain.templateId).orElseThrow();
    var narrow =
        ProfileJson.merge(ProfileJson.write(template.content()), "{\"subject_alt_names\":[]}");
    templates.update(
        Domain.ADMIN, whole, template.id(), ANY, new Templates.Draft(template.name(), "", narrow));
    templates.delete(Domain.ADMIN, whole, template.id(), ANY);
    profiles.create(Domain.ADMIN, whole, draft("Sensor", "{}"));
    Refusals.refused(
        Kind.CONFLICT,
        () -> profiles.restore(Domain.ADMIN, whole, domain.profileId, ANY),
        "template_id",
        "profile",
        "name");
  }
}
