package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.refusal.Kind;
import dev.crest.server.store.Accounts.Plan;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.Lifecycle.Noun;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
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
  @DisplayName("accounts and divisions: names are checked and unique")
  void accounts() {
    var accounts = catalog.accounts();
    Refusals.refused(
        Kind.CONFLICT, () -> accounts.create(Domain.ADMIN, "Acme", Plan.ADVANCED), "name");
    Refusals.refused(Kind.INVALID, () -> accounts.create(Domain.ADMIN, " ", Plan.ADVANCED), "name");
    Refusals.refused(
        Kind.INVALID, () -> accounts.create(Domain.ADMIN, "a\u202eb", Plan.ADVANCED), "name");
    Refusals.refused(
        Kind.INVALID,
        () -> accounts.createDivision(Domain.ADMIN, "none", "", "x\u0007"),
        "name",
        "description",
        "account_id");
    Refusals.refused(
        Kind.CONFLICT,
        () -> accounts.createDivision(Domain.ADMIN, domain.accountId, "Plant", ""),
        "name");
    assertThat(accounts.all()).extracting(Accounts.Account::name).containsExactly("Acme");
  }

  @Test
  @DisplayName("a profile only narrows its template, and every field that goes beyond it is named")
  void profiles() {
    var server = ShippedProfiles.server();
    Refusals.refused(
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
        "profile.subject_alt_names[0].most",
        "profile.subject_alt_names[1].most",
        "profile.extended_key_usage.required",
        "profile.extended_key_usage.required");
    Refusals.refused(
        Kind.INVALID,
        () ->
            catalog
                .profiles()
                .create(
                    Domain.ADMIN,
                    new Profiles.Draft("none", "none", "Other", "", server, Set.of())),
        "account_id",
        "template_id");
    Refusals.refused(
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
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            catalog
                .profiles()
                .createTemplate(Domain.ADMIN, Optional.of(domain.accountId), "Device", "", server),
        "name");
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
    Refusals.refused(
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
        "registered_values[0].field",
        "registered_values[0].values",
        "registered_values[1].values");

    domain.passcode(Terms.unlimited("shared"));
    Refusals.refused(
        Kind.CONFLICT, () -> domain.passcode(Terms.unlimited("shared")), "name", "passcode");
    var root = Domain.ROOT.certificate();
    Refusals.refused(
        Kind.INVALID,
        () ->
            policies.addAuthenticationCertificate(
                Domain.ADMIN, domain.authenticationPolicyId, Terms.unlimited("c"), root),
        "certificate");
    Refusals.refused(
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
    Refusals.refused(
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
    Refusals.refused(
        Kind.INVALID, () -> policies.create(Domain.ADMIN, "none", "x", ""), "division_id");
    Refusals.refused(
        Kind.CONFLICT,
        () -> policies.create(Domain.ADMIN, domain.divisionId, "Line 1", ""),
        "name");
  }

  private List<AuditEvent> events() {
    return domain.events(store);
  }
}
