package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.Der;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.Credential.Proof;
import dev.crest.server.auth.IssuedCertificate.Status;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.csr.KnownKeys.Holder;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.Lifecycle.Noun;
import dev.crest.testkit.HeldCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What authentication, policy and the request checks read, and how soon they see changes. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class DirectoryTest {
  @TempDir Path folder;
  private final RealDatabase database;
  private final AtomicLong nanos = new AtomicLong();
  private Store store;
  private Store other;
  private Domain domain;

  DirectoryTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    var settings = database.fresh(folder);
    store = Store.open(settings, InstantSource.system());
    other = Store.open(settings.named("other"), InstantSource.system(), nanos::get);
    domain = Domain.in(store);
  }

  @AfterEach
  void close() {
    other.close();
    store.close();
  }

  @Test
  @DisplayName("a passcode is found by its verifier, with everything that was said about it")
  void passcode() {
    var start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var values =
        List.of(new RegisteredValue("subject.serial_number", Match.IN_LIST, List.of("A-1", "A-2")));
    var terms =
        new Terms(
            "Line 1",
            "text",
            OptionalLong.of(7),
            Optional.of(start),
            Optional.of(start.plusSeconds(60)),
            values);
    var id =
        domain
            .catalog
            .authenticationPolicies()
            .addPasscode(
                Domain.ADMIN,
                domain.authenticationPolicyId,
                terms,
                Domain.verifier("secret"),
                "secre",
                Optional.of("fab"));

    assertThat(store.credentials().passcodes(Domain.verifier("secret")))
        .containsExactly(
            new Credential(
                id,
                domain.authenticationPolicyId,
                "Line 1",
                new Proof.Passcode(Optional.of("fab")),
                true,
                Optional.of(start),
                Optional.of(start.plusSeconds(60)),
                OptionalLong.of(7),
                0,
                Optional.empty(),
                values));
    assertThat(store.credentials().passcodes(Domain.verifier("other"))).isEmpty();
  }

  @Test
  @DisplayName("the same passcode in two containers is found in both")
  void passcodeInTwoContainers() {
    var second =
        domain
            .catalog
            .authenticationPolicies()
            .create(Domain.ADMIN, domain.divisionId, "Line 2", "");
    domain.passcode(Terms.unlimited("shared"));
    domain
        .catalog
        .authenticationPolicies()
        .addPasscode(
            Domain.ADMIN,
            second,
            Terms.unlimited("shared"),
            Domain.verifier("shared"),
            "share",
            Optional.empty());

    assertThat(store.credentials().passcodes(Domain.verifier("shared")))
        .extracting(Credential::authenticationPolicyId)
        .containsExactlyInAnyOrder(domain.authenticationPolicyId, second);
  }

  @Test
  @DisplayName(
      "authentication certificates and authentication CAs are found, and never one for the other")
  void certificates() {
    var leaf = new HeldCertificate.Builder().commonName("line").build().certificate();
    var policies = domain.catalog.authenticationPolicies();
    var leafId =
        policies.addAuthenticationCertificate(
            Domain.ADMIN, domain.authenticationPolicyId, Terms.unlimited("leaf"), leaf);
    var authorityId =
        policies.addAuthenticationAuthority(
            Domain.ADMIN,
            domain.authenticationPolicyId,
            Terms.unlimited("authority"),
            Domain.ROOT.certificate(),
            true,
            false);

    assertThat(store.credentials().authenticationCertificates(hex(leaf.fingerprint())))
        .singleElement()
        .satisfies(c -> {
          assertThat(c.id()).isEqualTo(leafId);
          assertThat(c.kind())
              .isEqualTo(new Proof.AuthenticationCertificate(hex(leaf.fingerprint())));
        });
    assertThat(
            store
                .credentials()
                .authenticationCertificates(hex(Domain.ROOT.certificate().fingerprint())))
        .isEmpty();
    assertThat(store.credentials().authenticationAuthorities())
        .singleElement()
        .satisfies(c -> {
          assertThat(c.id()).isEqualTo(authorityId);
          assertThat(c.kind())
              .isEqualTo(new Proof.AuthenticationAuthority(Domain.ROOT.certificate(), true));
        });
  }

  @Test
  @DisplayName(
      "switching a credential or its container off, deleting and restoring it shows at once here, within a second elsewhere")
  void credentialChangesShow() {
    var id = domain.passcode(Terms.unlimited("shared"));
    var verifier = Domain.verifier("shared");
    var lifecycle = domain.catalog.lifecycle();
    assertThat(store.credentials().passcodes(verifier))
        .extracting(Credential::enabled)
        .containsExactly(true);
    assertThat(other.credentials().passcodes(verifier))
        .extracting(Credential::enabled)
        .containsExactly(true);

    lifecycle.setEnabled(Domain.ADMIN, Noun.CREDENTIAL, id, false);
    assertThat(store.credentials().passcodes(verifier))
        .extracting(Credential::enabled)
        .containsExactly(false);
    assertThat(other.credentials().passcodes(verifier))
        .extracting(Credential::enabled)
        .containsExactly(true);
    aSecondPasses();
    assertThat(other.credentials().passcodes(verifier))
        .extracting(Credential::enabled)
        .containsExactly(false);

    lifecycle.delete(Domain.ADMIN, Noun.CREDENTIAL, id);
    assertThat(store.credentials().passcodes(verifier)).isEmpty();
    aSecondPasses();
    assertThat(other.credentials().passcodes(verifier)).isEmpty();

    lifecycle.restore(Domain.ADMIN, Noun.CREDENTIAL, id);
    lifecycle.setEnabled(Domain.ADMIN, Noun.CREDENTIAL, id, true);
    lifecycle.setEnabled(
        Domain.ADMIN, Noun.AUTHENTICATION_POLICY, domain.authenticationPolicyId, false);
    assertThat(store.credentials().passcodes(verifier))
        .extracting(Credential::enabled)
        .containsExactly(false);
    lifecycle.delete(Domain.ADMIN, Noun.AUTHENTICATION_POLICY, domain.authenticationPolicyId);
    assertThat(store.credentials().passcodes(verifier)).isEmpty();
  }

  @Test
  @DisplayName("uses and last use are at most a second old")
  void usesShow() {
    var id = domain.passcode(Terms.unlimited("shared"));
    assertThat(other.credentials().passcodes(Domain.verifier("shared")).getFirst().uses()).isZero();
    var issuance = domain.issuance(Optional.of(id));
    store.ledger().commit(issuance);
    aSecondPasses();
    var used = other.credentials().passcodes(Domain.verifier("shared")).getFirst();
    assertThat(used.uses()).isEqualTo(1);
    assertThat(used.lastUsed()).isPresent();
  }

  @Test
  @DisplayName(
      "an issued certificate is found by its fingerprint; suspension, resumption and revocation show at once on every node")
  void issuedStatusIsCurrent() {
    var issuance = domain.issuance(Optional.empty());
    store.ledger().commit(issuance);
    var fingerprint = hex(issuance.certificate().fingerprint());
    var certificates = domain.catalog.certificates();
    var found = other.credentials().issued(fingerprint).orElseThrow();
    assertThat(found.id()).isEqualTo(issuance.certificateId());
    assertThat(found.policyId()).isEqualTo("IOT_test");
    assertThat(found.certificate()).isEqualTo(issuance.certificate());
    assertThat(found.status()).isEqualTo(Status.VALID);

    certificates.suspend(Domain.ADMIN, issuance.certificateId());
    assertThat(bothSay(fingerprint)).containsExactly(Status.SUSPENDED, Status.SUSPENDED);
    certificates.resume(Domain.ADMIN, issuance.certificateId());
    assertThat(bothSay(fingerprint)).containsExactly(Status.VALID, Status.VALID);
    certificates.revoke(Domain.ADMIN, issuance.certificateId(), RevocationReason.SUPERSEDED);
    assertThat(bothSay(fingerprint)).containsExactly(Status.REVOKED, Status.REVOKED);
    assertThat(store.credentials().issued("00".repeat(32))).isEmpty();
  }

  private List<Status> bothSay(String fingerprint) {
    return List.of(
        store.credentials().issued(fingerprint).orElseThrow().status(),
        other.credentials().issued(fingerprint).orElseThrow().status());
  }

  @Test
  @DisplayName(
      "a policy is found by id, by label and as the default, with everything that was said about it")
  void policy() {
    var restrictions =
        new Restrictions(
            List.of("10.0.0.0/8", "2001:db8::/32"),
            Optional.of(
                new Restrictions.Hours(
                    ZoneId.of("Europe/Berlin"),
                    Set.of(DayOfWeek.MONDAY),
                    LocalTime.of(8, 0),
                    LocalTime.of(17, 30))),
            Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
            Optional.empty());
    var draft =
        domain
            .policy("Sensors")
            .servedAt(List.of("sensors", "old-sensors"), true)
            .judging(
                restrictions,
                CertificateManagementPolicy.Reenrollment.RFC_7030,
                CertificateManagementPolicy.ChannelBinding.REQUIRED,
                Duration.ofMinutes(3));
    var made = domain.catalog.policies().create(Domain.ADMIN, draft);

    assertThat(made.id()).matches("IOT_[0-9a-f-]{36}");
    assertThat(made.profile()).isEqualTo(ShippedProfiles.deviceClient());
    assertThat(made.restrictions()).isEqualTo(restrictions);
    assertThat(made.labels()).containsExactly("old-sensors", "sensors");
    assertThat(made.resubmissionWindow()).isEqualTo(Duration.ofMinutes(3));
    for (var node : List.of(store, other)) {
      assertThat(node.policies().byId(made.id())).contains(made);
      assertThat(node.policies().byLabel("sensors")).contains(made);
      assertThat(node.policies().byDefault()).contains(made);
      assertThat(node.policies().byId("IOT_none")).isEmpty();
      assertThat(node.policies().byLabel("Sensors")).isEmpty();
      assertThat(node.policies().byId("IOT_\u0000")).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "changes of policies show at once here, within a second elsewhere; a disabled profile disables its policies")
  void policyChangesShow() {
    assertThat(other.policies().byLabel("sensors")).isEmpty();
    var made =
        domain
            .catalog
            .policies()
            .create(Domain.ADMIN, domain.policy("Sensors").servedAt(List.of("sensors"), true));
    assertThat(store.policies().byLabel("sensors")).contains(made);
    assertThat(other.policies().byLabel("sensors")).isEmpty();
    aSecondPasses();
    assertThat(other.policies().byLabel("sensors")).contains(made);

    domain
        .catalog
        .lifecycle()
        .setEnabled(Domain.ADMIN, Noun.CERTIFICATE_PROFILE, domain.profileId, false);
    assertThat(store.policies().byId(made.id()).orElseThrow().enabled()).isFalse();
    domain
        .catalog
        .lifecycle()
        .setEnabled(Domain.ADMIN, Noun.CERTIFICATE_PROFILE, domain.profileId, true);
    domain.catalog.lifecycle().delete(Domain.ADMIN, Noun.CERTIFICATE_MANAGEMENT_POLICY, made.id());
    assertThat(store.policies().byId(made.id()).orElseThrow().deleted()).isTrue();
    assertThat(store.policies().byDefault()).isEmpty();
    aSecondPasses();
    assertThat(other.policies().byId(made.id()).orElseThrow().deleted()).isTrue();
  }

  @Test
  @DisplayName(
      "A-23 a key of a CA, of another subject, of another account or a compromised one is known")
  void knownKeys() {
    var issuance = domain.issuance(Optional.empty());
    store.ledger().commit(issuance);
    var certificate = issuance.certificate();
    var key = Der.of(encoded(certificate.publicKeyInfo())).sha256();
    var own = encoded(certificate.subject());
    var keys = store.knownKeys(asked -> Arrays.equals(asked, Domain.sha256("authority")));

    assertThat(keys.holder(Domain.sha256("authority"), domain.accountId, own))
        .isEqualTo(Holder.AUTHORITY);
    assertThat(keys.holder(Domain.sha256("fresh"), domain.accountId, own)).isEqualTo(Holder.NOBODY);
    assertThat(keys.holder(key, domain.accountId, own)).isEqualTo(Holder.NOBODY);
    var sameButShouting =
        encoded(new X500Name(certificate.subject().toString().toUpperCase(Locale.ROOT)));
    assertThat(keys.holder(key, domain.accountId, sameButShouting)).isEqualTo(Holder.NOBODY);
    assertThat(keys.holder(key, domain.accountId, encoded(new X500Name("CN=other"))))
        .isEqualTo(Holder.ANOTHER_SUBJECT);
    assertThat(keys.holder(key, "another account", own)).isEqualTo(Holder.ANOTHER_SUBJECT);

    domain
        .catalog
        .certificates()
        .revoke(Domain.ADMIN, issuance.certificateId(), RevocationReason.KEY_COMPROMISE);
    assertThat(keys.holder(key, domain.accountId, own)).isEqualTo(Holder.COMPROMISED);
    assertThat(other.knownKeys(asked -> false).holder(key, domain.accountId, own))
        .isEqualTo(Holder.COMPROMISED);
  }

  @Test
  @DisplayName("CAs and sealed secrets are kept; a secret of a name is kept once")
  void authorities() {
    assertThat(other.authorities().all())
        .extracting(AuthorityRecords.StoredAuthority::name)
        .containsExactly("Root", "Issuing");
    var issuing = other.authorities().all().getLast();
    assertThat(issuing.certificate()).isEqualTo(Domain.ISSUING.certificate());
    assertThat(issuing.encryptedKey()).containsExactly(2);
    assertThat(issuing.parentId()).contains(other.authorities().all().getFirst().id());

    assertThat(store.authorities().secret("passcode-key")).isEmpty();
    store.authorities().secretIfAbsent("passcode-key", new byte[] {1, 2, 3});
    other.authorities().secretIfAbsent("passcode-key", new byte[] {4});
    assertThat(other.authorities().secret("passcode-key"))
        .hasValueSatisfying(s -> assertThat(s).containsExactly(1, 2, 3));
  }

  private void aSecondPasses() {
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] encoded(ASN1Object value) {
    try {
      return value.getEncoded("DER");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
