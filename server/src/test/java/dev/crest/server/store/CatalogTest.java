package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.KeyType;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.audit.ChainedEvent;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.Credential.RegisteredValue;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Accounts.Plan;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import dev.crest.server.store.Lifecycle.Noun;
import dev.crest.testkit.HeldCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the catalog takes, what it refuses, and what it leaves in the audit log. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class CatalogTest {
  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Domain domain;
  private Catalog catalog;

  CatalogTest(RealDatabase database) {
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
  @DisplayName("every change leaves an audit record with its actor and what is after it")
  void audited() {
    domain.passcode(Terms.unlimited("shared"));
    var policy = catalog.policies().create(Domain.ADMIN, domain.policy("Sensors"));
    catalog
        .lifecycle()
        .setEnabled(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id(), false);
    catalog
        .lifecycle()
        .setEnabled(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id(), false);

    var events = events();
    assertThat(events)
        .extracting(AuditEvent::action)
        .containsExactly(
            "account.create",
            "division.create",
            "certificate-authority.create",
            "certificate-authority.create",
            "certificate-template.create",
            "certificate-profile.create",
            "authentication-policy.create",
            "credential.create",
            "certificate-management-policy.create",
            "certificate-management-policy.disable");
    var disabled = events.getLast();
    assertThat(disabled.actor()).isEqualTo("user:ada");
    assertThat(disabled.requestId()).contains("request-1");
    assertThat(disabled.address()).contains("192.0.2.7");
    assertThat(disabled.accountId()).contains(domain.accountId);
    assertThat(disabled.divisionId()).contains(domain.divisionId);
    assertThat(disabled.resourceId()).contains(policy.id());
    assertThat(disabled.details())
        .containsEntry("before.enabled", "true")
        .containsEntry("after.enabled", "false");
    assertThat(store.audit().verify("main")).isInstanceOf(AuditVerdict.Intact.class);
  }

  @Test
  @DisplayName("A-37 no audit record holds a passcode's verifier or its first characters")
  void noSecrets() {
    domain.passcode(Terms.unlimited("shared"));
    var verifier = HexFormat.of().formatHex(Domain.verifier("shared"));
    assertThat(events().toString()).doesNotContain(verifier).doesNotContain("abcde");
  }

  @Test
  @DisplayName(
      "accounts and divisions: names are checked and unique, a division in use cannot be deleted")
  void accounts() {
    var accounts = catalog.accounts();
    refused(Kind.CONFLICT, () -> accounts.create(Domain.ADMIN, "Acme", Plan.ADVANCED), "name");
    refused(Kind.INVALID, () -> accounts.create(Domain.ADMIN, " ", Plan.ADVANCED), "name");
    refused(Kind.INVALID, () -> accounts.create(Domain.ADMIN, "a\u202eb", Plan.ADVANCED), "name");
    refused(
        Kind.INVALID,
        () -> accounts.createDivision(Domain.ADMIN, "none", "", "x\u0007"),
        "name",
        "description",
        "account_id");
    refused(
        Kind.CONFLICT,
        () -> accounts.createDivision(Domain.ADMIN, domain.accountId, "Plant", ""),
        "name");
    refused(Kind.CONFLICT, () -> accounts.deleteDivision(Domain.ADMIN, domain.divisionId));
    refused(Kind.NOT_FOUND, () -> accounts.deleteDivision(Domain.ADMIN, "none"));

    var spare = accounts.createDivision(Domain.ADMIN, domain.accountId, "Spare", "two\nlines");
    assertThat(accounts.divisions(domain.accountId))
        .extracting(Accounts.Division::name)
        .containsExactly("Plant", "Spare");
    accounts.deleteDivision(Domain.ADMIN, spare.id());
    assertThat(accounts.divisions(domain.accountId))
        .extracting(Accounts.Division::name)
        .containsExactly("Plant");
    assertThat(accounts.all()).extracting(Accounts.Account::name).containsExactly("Acme");
  }

  @Test
  @DisplayName("a profile only narrows its template, and every field that goes beyond it is named")
  void profiles() {
    var server = ShippedProfiles.server();
    refused(
        Kind.INVALID,
        () ->
            catalog
                .profiles()
                .create(
                    Domain.ADMIN,
                    new Profiles.Draft(
                        domain.accountId, domain.templateId, "", "", server, Set.of("none"))),
        "name",
        "divisions",
        "profile.san.dns_name",
        "profile.san.ip_address",
        "profile.extended_key_usage",
        "profile.extended_key_usage.required");
    refused(
        Kind.INVALID,
        () ->
            catalog
                .profiles()
                .create(
                    Domain.ADMIN,
                    new Profiles.Draft("none", "none", "Other", "", server, Set.of())),
        "account_id",
        "template_id");
    refused(
        Kind.CONFLICT,
        () ->
            catalog
                .profiles()
                .create(
                    Domain.ADMIN,
                    new Profiles.Draft(
                        domain.accountId,
                        domain.templateId,
                        "Sensor",
                        "",
                        ShippedProfiles.deviceClient(),
                        Set.of())),
        "name");
    refused(
        Kind.CONFLICT,
        () ->
            catalog
                .profiles()
                .createTemplate(Domain.ADMIN, Optional.of(domain.accountId), "Device", "", server),
        "name");
    var shipped =
        catalog.profiles().createTemplate(Actor.system(), Optional.empty(), "Server", "", server);
    assertThat(catalog.profiles().template(domain.accountId, "Server"))
        .contains(new Profiles.Template(shipped, Optional.empty(), "Server", server));
  }

  @Test
  @DisplayName("credentials: every wrong field is named at once")
  void credentials() {
    var policies = catalog.authenticationPolicies();
    var past = Instant.parse("2020-01-01T00:00:00Z");
    var wrong =
        new Terms(
            "",
            "",
            OptionalLong.of(0),
            Optional.of(past.plusSeconds(1)),
            Optional.of(past),
            List.of(
                new RegisteredValue("no.such_field", Match.EQUALS, List.of("a", "b")),
                new RegisteredValue("subject.common_name", Match.REGEX, List.of("("))));
    refused(
        Kind.INVALID,
        () ->
            policies.addPasscode(
                Domain.ADMIN, "none", wrong, new byte[31], "toolong", Optional.of("a:b")),
        "verifier",
        "shown_prefix",
        "user_name",
        "authentication_policy_id",
        "name",
        "usage_limit",
        "end",
        "end",
        "registered_values.values[0].field",
        "registered_values.values[0].values",
        "registered_values.values[1].values");

    domain.passcode(Terms.unlimited("shared"));
    refused(Kind.CONFLICT, () -> domain.passcode(Terms.unlimited("shared")), "name", "passcode");
    var root = Domain.ROOT.certificate();
    refused(
        Kind.INVALID,
        () ->
            policies.addAuthenticationCertificate(
                Domain.ADMIN, domain.authenticationPolicyId, Terms.unlimited("c"), root),
        "certificate");
    refused(
        Kind.INVALID,
        () ->
            policies.addAuthenticationAuthority(
                Domain.ADMIN,
                domain.authenticationPolicyId,
                Terms.unlimited("c"),
                Domain.certificate(),
                false,
                false),
        "certificate",
        "bind_name");
    policies.addAuthenticationAuthority(
        Domain.ADMIN, domain.authenticationPolicyId, Terms.unlimited("ca"), root, false, true);
    refused(
        Kind.CONFLICT,
        () ->
            policies.addAuthenticationAuthority(
                Domain.ADMIN,
                domain.authenticationPolicyId,
                Terms.unlimited("ca 2"),
                root,
                true,
                false),
        "certificate");
    refused(Kind.INVALID, () -> policies.create(Domain.ADMIN, "none", "x", ""), "division_id");
    refused(
        Kind.CONFLICT,
        () -> policies.create(Domain.ADMIN, domain.divisionId, "Line 1", ""),
        "name");
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
            other.authenticationPolicyId,
            new Restrictions(
                List.of("10.0.0.0/33"), Optional.empty(), Optional.empty(), Optional.empty()),
            other.profileId,
            other.authorityId,
            KeypairGeneration.LOCAL,
            Optional.of(KeyType.RSA_2048),
            true,
            Reenrollment.KEEP_IDENTITY,
            ChannelBinding.OPTIONAL,
            Duration.ofDays(2));
    refused(
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
        "restrictions.addresses",
        "resubmission_window");
    refused(
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
    assertThat(events())
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
    refused(
        Kind.CONFLICT,
        () ->
            catalog
                .policies()
                .create(Domain.ADMIN, other.policy("One").servedAt(List.of("sensors"), true)),
        "labels",
        "is_default");
    refused(
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
    refused(
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
    refused(
        Kind.CONFLICT,
        () -> lifecycle.delete(Domain.ADMIN, Noun.CERTIFICATE_TEMPLATE, domain.templateId));
    refused(
        Kind.CONFLICT,
        () -> lifecycle.delete(Domain.ADMIN, Noun.CERTIFICATE_PROFILE, domain.profileId));
    refused(
        Kind.CONFLICT,
        () ->
            lifecycle.delete(
                Domain.ADMIN, Noun.AUTHENTICATION_POLICY, domain.authenticationPolicyId));
    refused(Kind.NOT_FOUND, () -> lifecycle.delete(Domain.ADMIN, Noun.CREDENTIAL, "none"));
    refused(
        Kind.NOT_FOUND,
        () -> lifecycle.restore(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id()));

    lifecycle.delete(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id());
    lifecycle.delete(Domain.ADMIN, Noun.CERTIFICATE_PROFILE, domain.profileId);
    refused(
        Kind.CONFLICT,
        () -> lifecycle.restore(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id()));
    lifecycle.restore(Domain.ADMIN, Noun.CERTIFICATE_PROFILE, domain.profileId);
    catalog.policies().create(Domain.ADMIN, domain.policy("Sensors"));
    // Its name was taken meanwhile.
    refused(
        Kind.CONFLICT,
        () -> lifecycle.restore(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, policy.id()));
    assertThat(events())
        .extracting(AuditEvent::action)
        .endsWith(
            "certificate-management-policy.delete",
            "certificate-profile.delete",
            "certificate-profile.restore",
            "certificate-management-policy.create");
  }

  @Test
  @DisplayName(
      "a certificate is revoked once, but may be found compromised later; suspension is undone only by resuming or revoking")
  void certificateStatus() {
    var certificates = catalog.certificates();
    var issuance = domain.issuance(Optional.empty());
    store.ledger().commit(issuance);
    var id = issuance.certificateId();
    refused(
        Kind.NOT_FOUND,
        () -> certificates.revoke(Domain.ADMIN, "none", RevocationReason.UNSPECIFIED));
    refused(Kind.CONFLICT, () -> certificates.resume(Domain.ADMIN, id));
    refused(
        Kind.INVALID,
        () -> certificates.revoke(Domain.ADMIN, id, RevocationReason.CERTIFICATE_HOLD));
    certificates.suspend(Domain.ADMIN, id);
    refused(Kind.CONFLICT, () -> certificates.suspend(Domain.ADMIN, id));
    certificates.revoke(Domain.ADMIN, id, RevocationReason.CESSATION_OF_OPERATION);
    refused(Kind.CONFLICT, () -> certificates.resume(Domain.ADMIN, id));
    refused(
        Kind.CONFLICT, () -> certificates.revoke(Domain.ADMIN, id, RevocationReason.UNSPECIFIED));
    certificates.revoke(Domain.ADMIN, id, RevocationReason.KEY_COMPROMISE);
    refused(
        Kind.CONFLICT,
        () -> certificates.revoke(Domain.ADMIN, id, RevocationReason.KEY_COMPROMISE));

    var found =
        certificates
            .bySerialNumber(domain.authorityId, issuance.certificate().serialNumber())
            .orElseThrow();
    assertThat(found.reason()).contains(RevocationReason.KEY_COMPROMISE);
    assertThat(found.certificate()).isEqualTo(issuance.certificate());
    assertThat(events().getLast().details())
        .containsEntry("before.reason", "cessation_of_operation")
        .containsEntry("after.reason", "key_compromise");
  }

  @Test
  @DisplayName("a renewed certificate and the one that renewed it know each other")
  void renewalChain() {
    var first = domain.issuance(Optional.empty());
    store.ledger().commit(first);
    var second = renewing(domain.issuance(Optional.empty()), first.certificateId());
    store.ledger().commit(second);

    var certificates = catalog.certificates();
    assertThat(certificates.find(second.certificateId()).orElseThrow().renews())
        .contains(first.certificateId());
    assertThat(certificates.find(first.certificateId()).orElseThrow().supersededBy())
        .contains(second.certificateId());
  }

  private static Issuance renewing(Issuance issuance, String renewed) {
    return new Issuance(
        issuance.certificateId(),
        issuance.certificate(),
        issuance.authorityId(),
        issuance.policyId(),
        issuance.profileId(),
        issuance.accountId(),
        issuance.divisionId(),
        issuance.credentialId(),
        issuance.usageLimit(),
        Optional.of(renewed),
        issuance.resubmission(),
        issuance.event());
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

  private List<AuditEvent> events() {
    var events = new ArrayList<AuditEvent>();
    store
        .audit()
        .events("main", 0)
        .forEachRemaining((ChainedEvent event) -> events.add(event.event()));
    return events;
  }

  private static void refused(Kind kind, ThrowingCallable call, String... fields) {
    var refused = catchThrowableOfType(Refused.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(kind);
    assertThat(
            refused.faults().stream()
                .map(Fault::field)
                .flatMap(Optional::stream)
                .collect(Collectors.toList()))
        .containsExactlyInAnyOrder(fields);
  }
}
