package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.KeyType;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.refusal.Kind;
import dev.crest.server.store.Accounts.Plan;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import dev.crest.server.store.Lifecycle.Noun;
import dev.crest.testkit.HeldCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Making certificate management policies, and the life of what they are made of. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class PolicyCatalogTest {
  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Domain domain;
  private Catalog catalog;

  PolicyCatalogTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    domain = Domain.in(store);
    catalog = domain.catalog;
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @DisplayName(
      "a policy names every wrong field: model against plan, other tenants' things, labels, keys, restrictions")
  void policies() {
    var other = Domain.named(store, "Other");
    var wrong =
        new PolicyDraft(
            "",
            domain.divisionId,
            Set.of(),
            Model.DEVICE_LIFECYCLE,
            List.of("cacerts", "cacerts"),
            false,
            Optional.of(other.authenticationPolicyId),
            new Restrictions(
                List.of(),
                Optional.empty(),
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH)),
            other.profileId,
            other.authorityId,
            KeypairGeneration.LOCAL,
            Optional.of(KeyType.RSA_2048),
            true,
            Reenrollment.KEEP_IDENTITY,
            ChannelBinding.OPTIONAL,
            Duration.ofDays(2));
    Refusals.refused(
        Kind.INVALID,
        () -> catalog.policies().create(Domain.ADMIN, wrong),
        "name",
        "model",
        "methods",
        "authentication_policy_id",
        "authority_id",
        "profile_id",
        "labels",
        "labels",
        "restrictions.end",
        "resubmission_window");
    Refusals.refused(
        Kind.INVALID,
        () ->
            catalog
                .policies()
                .create(
                    Domain.ADMIN,
                    domain
                        .policy("Keys")
                        .withKeys(KeypairGeneration.LOCAL, Optional.of(KeyType.ED448), true)),
        "default_key_type",
        "default_key_type",
        "requester_chooses_key_type");
    assertThat(domain.events(store))
        .extracting(AuditEvent::action)
        .doesNotContain("certificate-management-policy.create");
  }

  @Test
  @DisplayName("S-URI-03 a label and the default belong to one policy, also across accounts")
  void labelsAreUnique() {
    var other = Domain.named(store, "Other");
    catalog
        .policies()
        .create(Domain.ADMIN, domain.policy("One").servedAt(List.of("sensors"), true));
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            catalog
                .policies()
                .create(Domain.ADMIN, other.policy("One").servedAt(List.of("sensors"), true)),
        "labels",
        "is_default");
    Refusals.refused(
        Kind.CONFLICT, () -> catalog.policies().create(Domain.ADMIN, domain.policy("One")), "name");
    catalog.policies().create(Domain.ADMIN, other.policy("One"));
  }

  @Test
  @DisplayName("the lifecycle model needs an Advanced plan")
  void lifecycleModel() {
    var accounts = catalog.accounts();
    var advanced = accounts.create(Domain.ADMIN, "Advanced", Plan.ADVANCED);
    var division = accounts.createDivision(Domain.ADMIN, advanced.id(), "Plant", "");
    var authentication =
        catalog.authenticationPolicies().create(Domain.ADMIN, division.id(), "Line", "");
    var profile =
        catalog
            .profiles()
            .create(
                Domain.ADMIN,
                new Profiles.Draft(
                    advanced.id(),
                    catalog
                        .profiles()
                        .createTemplate(
                            Domain.ADMIN,
                            Optional.of(advanced.id()),
                            "T",
                            "",
                            ShippedProfiles.deviceClient()),
                    "P",
                    "",
                    ShippedProfiles.deviceClient(),
                    Set.of(division.id())));
    var root =
        authority(advanced.id(), "Root", Optional.empty(), AuthorityRecords.Kind.ROOT, Domain.ROOT);
    var issuing =
        authority(
            advanced.id(),
            "Issuing",
            Optional.of(root),
            AuthorityRecords.Kind.ISSUING,
            Domain.ISSUING);
    var draft = PolicyDraft.forEst("Fleet", division.id(), authentication, profile, issuing);

    var made =
        catalog
            .policies()
            .create(
                Domain.ADMIN,
                draft.managing(Model.DEVICE_LIFECYCLE, Set.of(Method.EST, Method.BATCH_REQUEST)));
    assertThat(made.model()).isEqualTo(Model.DEVICE_LIFECYCLE);
    assertThat(made.methods()).containsExactlyInAnyOrder(Method.EST, Method.BATCH_REQUEST);
    Refusals.refused(
        Kind.INVALID,
        () ->
            catalog
                .policies()
                .create(
                    Domain.ADMIN,
                    PolicyDraft.forEst("Root", division.id(), authentication, profile, root)),
        "authority_id");
  }

  @Test
  @DisplayName("what is in use is not deleted; what is restored must fit again")
  void lifecycle() {
    var lifecycle = catalog.lifecycle();
    var policy = catalog.policies().create(Domain.ADMIN, domain.policy("Sensors"));
    Refusals.refused(
        Kind.CONFLICT,
        () -> lifecycle.delete(Domain.ADMIN, Noun.CERTIFICATE_TEMPLATE, domain.templateId));
    Refusals.refused(
        Kind.CONFLICT,
        () -> lifecycle.delete(Domain.ADMIN, Noun.CERTIFICATE_PROFILE, domain.profileId));
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            lifecycle.delete(
                Domain.ADMIN, Noun.AUTHENTICATION_POLICY, domain.authenticationPolicyId));
    Refusals.refused(Kind.NOT_FOUND, () -> lifecycle.delete(Domain.ADMIN, Noun.CREDENTIAL, "none"));
    Refusals.refused(
        Kind.NOT_FOUND,
        () -> lifecycle.restore(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id()));

    lifecycle.delete(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id());
    lifecycle.delete(Domain.ADMIN, Noun.CERTIFICATE_PROFILE, domain.profileId);
    Refusals.refused(
        Kind.CONFLICT,
        () -> lifecycle.restore(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id()));
    lifecycle.restore(Domain.ADMIN, Noun.CERTIFICATE_PROFILE, domain.profileId);
    catalog.policies().create(Domain.ADMIN, domain.policy("Sensors"));
    // Its name was taken meanwhile.
    Refusals.refused(
        Kind.CONFLICT,
        () -> lifecycle.restore(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id()));
    assertThat(domain.events(store))
        .extracting(AuditEvent::action)
        .endsWith(
            "certificate-management-policy.delete",
            "certificate-profile.delete",
            "certificate-profile.restore",
            "certificate-management-policy.create");
  }

  private String authority(
      String account,
      String name,
      Optional<String> parent,
      AuthorityRecords.Kind kind,
      HeldCertificate held) {
    var id = Identifiers.next(Instant.now());
    store
        .authorities()
        .add(
            new StoredAuthority(
                id, account, name, parent, kind, held.certificate(), new byte[] {1}, true));
    return id;
  }
}
