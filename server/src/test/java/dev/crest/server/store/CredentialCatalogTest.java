package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.auth.Credential;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.Credential.Proof.AuthenticationAuthority;
import dev.crest.server.auth.Credential.Revocation;
import dev.crest.server.auth.Crls;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.refusal.Kind;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.CredentialDraft.Proof;
import dev.crest.server.store.CredentialDraft.Update;
import dev.crest.server.store.CredentialRecord.Status;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.TurnableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Authentication policies and what is in them, as administrators make and change them. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class CredentialCatalogTest {
  private static final OptionalLong ANY = OptionalLong.empty();

  @TempDir Path folder;
  private final RealDatabase database;
  private final TurnableClock clock = TurnableClock.atPresent();
  private Store store;
  private Domain domain;
  private AuthenticationPolicies policies;
  private Credentials credentials;
  private Reach all;

  CredentialCatalogTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), clock);
    domain = Domain.in(store);
    policies = domain.catalog.authenticationPolicies();
    credentials = domain.catalog.credentials();
    all = Reach.account(domain.accountId);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static CredentialDraft passcode(Terms terms) {
    return new CredentialDraft(
        terms, new Proof.Passcode(Domain.verifier(terms.name()), "abcde", Optional.of("fab")));
  }

  private static CredentialDraft authority(String name, Optional<Revocation> revocation) {
    return new CredentialDraft(
        Terms.unlimited(name),
        new Proof.AuthenticationAuthority(Domain.ROOT.certificate(), true, false, revocation));
  }

  private CredentialRecord add(CredentialDraft draft) {
    return credentials.create(Domain.ADMIN, all, domain.authenticationPolicyId, draft);
  }

  private List<String> names(ListQuery query) {
    return credentials.list(all, domain.authenticationPolicyId, query).items().stream()
        .map(CredentialRecord::name)
        .toList();
  }

  @Test
  @DisplayName("an authentication policy is made together with its credentials, or not at all")
  void together() {
    var draft = new AuthenticationPolicies.Draft(domain.divisionId, "Line 2", "");
    var twice = List.of(passcode(Terms.unlimited("a")), passcode(Terms.unlimited("a")));
    Refusals.refused(
        Kind.CONFLICT,
        () -> policies.create(Domain.ADMIN, all, draft, twice),
        "credentials[1].name",
        "credentials[1].passcode");
    var wrong =
        new CredentialDraft(
            Terms.unlimited(""), new Proof.AuthenticationCertificate(Domain.ROOT.certificate()));
    Refusals.refused(
        Kind.INVALID,
        () ->
            policies.create(
                Domain.ADMIN,
                all,
                new AuthenticationPolicies.Draft("none", "", ""),
                List.of(passcode(Terms.unlimited("a")), wrong)),
        "name",
        "division_id",
        "credentials[1].name",
        "credentials[1].certificate");
    assertThat(policies.list(all, ListQuery.first()).items())
        .extracting(AuthenticationPolicyRecord::name)
        .containsExactly("Line 1");

    var made =
        policies.create(
            Domain.ADMIN,
            all,
            draft,
            List.of(passcode(Terms.unlimited("a")), authority("ca", Optional.empty())));
    assertThat(made.credentials()).hasSize(2);
    assertThat(store.credentials().passcodes(Domain.verifier("a"))).hasSize(1);
    assertThat(domain.events(store))
        .extracting(event -> event.action())
        .endsWith("authentication-policy.create", "credential.create", "credential.create");
  }

  @Test
  @DisplayName("an authentication policy: changed, switched, deleted, restored, within reach")
  void policyLife() {
    var id = domain.authenticationPolicyId;
    var draft = new AuthenticationPolicies.Draft(domain.divisionId, "Line A", "text");
    var changed = policies.update(Domain.ADMIN, all, id, OptionalLong.of(1), draft);
    assertThat(changed.name()).isEqualTo("Line A");
    assertThat(changed.version()).isEqualTo(2);
    Refusals.refused(
        Kind.CONFLICT,
        () -> policies.update(Domain.ADMIN, all, id, OptionalLong.of(1), draft),
        "version");
    policies.create(Domain.ADMIN, domain.divisionId, "Line B", "");
    Refusals.refused(
        Kind.INVALID,
        () ->
            policies.update(
                Domain.ADMIN, all, id, ANY, new AuthenticationPolicies.Draft("x", "Line B", "")),
        "division_id",
        "name");

    domain.passcode(Terms.unlimited("p"));
    assertThat(policies.setEnabled(Domain.ADMIN, all, id, ANY, false).status())
        .isEqualTo(AuthenticationPolicyRecord.Status.DISABLED);
    assertThat(store.credentials().passcodes(Domain.verifier("p"))).noneMatch(Credential::enabled);
    assertThat(policies.list(all, ListQuery.first().with("status", "disabled")).items()).hasSize(1);

    var policy = domain.catalog.policies().create(Domain.ADMIN, domain.policy("Sensors"));
    Refusals.refused(Kind.CONFLICT, () -> policies.delete(Domain.ADMIN, all, id, ANY));
    domain.catalog.policies().delete(Domain.ADMIN, all, policy.id(), ANY);
    policies.delete(Domain.ADMIN, all, id, ANY);
    assertThat(store.credentials().passcodes(Domain.verifier("p"))).isEmpty();
    assertThat(policies.list(all, ListQuery.first()).items()).hasSize(1);
    assertThat(policies.list(all, ListQuery.first().with("status", "deleted")).items()).hasSize(1);
    Refusals.refused(Kind.NOT_FOUND, () -> policies.update(Domain.ADMIN, all, id, ANY, draft));
    var restored = policies.restore(Domain.ADMIN, all, id, ANY);
    assertThat(restored.deleted()).isFalse();
    assertThat(restored.enabled()).isFalse();
  }

  @Test
  @DisplayName("nobody sees or changes what is in another division or account")
  void reach() {
    var id = add(passcode(Terms.unlimited("p"))).id();
    var other = Domain.named(store, "Other");
    var elsewhere = other.catalog.divisions().create(Domain.ADMIN, domain.accountId, "B", "");
    for (var foreign :
        List.of(
            Reach.account(other.accountId),
            Reach.divisions(domain.accountId, Set.of(elsewhere.id())))) {
      var draft = new Update(Terms.unlimited("x"), Optional.empty(), false, false);
      var policy = domain.authenticationPolicyId;
      assertThat(credentials.find(foreign, id)).isEmpty();
      assertThat(policies.find(foreign, policy)).isEmpty();
      assertThat(policies.list(foreign, ListQuery.first().with("search", "Line 1")).items())
          .noneMatch(found -> found.id().equals(policy));
      Refusals.refused(Kind.NOT_FOUND, () -> credentials.list(foreign, policy, ListQuery.first()));
      Refusals.refused(
          Kind.NOT_FOUND,
          () -> credentials.create(Domain.ADMIN, foreign, policy, passcode(Terms.unlimited("q"))));
      Refusals.refused(
          Kind.NOT_FOUND, () -> credentials.update(Domain.ADMIN, foreign, id, ANY, draft));
      Refusals.refused(
          Kind.NOT_FOUND, () -> credentials.setEnabled(Domain.ADMIN, foreign, id, ANY, false));
      Refusals.refused(Kind.NOT_FOUND, () -> credentials.delete(Domain.ADMIN, foreign, id, ANY));
      Refusals.refused(Kind.NOT_FOUND, () -> credentials.registeredValues(foreign, id));
      Refusals.refused(Kind.NOT_FOUND, () -> policies.delete(Domain.ADMIN, foreign, policy, ANY));
      Refusals.refused(
          Kind.INVALID,
          () ->
              policies.create(
                  Domain.ADMIN,
                  foreign,
                  new AuthenticationPolicies.Draft(domain.divisionId, "Mine", ""),
                  List.of()),
          "division_id");
    }
    assertThat(credentials.find(all, id)).isPresent();
  }

  @Test
  @DisplayName("credentials are listed by kind, status and name, with what is known of them")
  void lists() {
    var now = clock.instant();
    var hour = Duration.ofHours(1);
    var limited = add(passcode(Terms.unlimited("used").limited(1)));
    add(
        passcode(
            new Terms("soon", "", ANY, Optional.of(now.plus(hour)), Optional.empty(), List.of())));
    add(
        passcode(
            new Terms("short", "", ANY, Optional.empty(), Optional.of(now.plus(hour)), List.of())));
    var off = add(passcode(Terms.unlimited("off")));
    var gone = add(passcode(Terms.unlimited("gone")));
    add(authority("ca", Optional.empty()));
    credentials.setEnabled(Domain.ADMIN, all, off.id(), OptionalLong.of(1), false);
    credentials.delete(Domain.ADMIN, all, gone.id(), ANY);
    store.ledger().commit(domain.issuance(Optional.of(limited.id())));
    clock.turnTo(now.plus(hour));

    assertThat(names(ListQuery.first())).containsExactly("ca", "off", "short", "soon", "used");
    for (var row :
        List.of(
            List.of("active", "ca", "soon"),
            List.of("disabled", "off"),
            List.of("deleted", "gone"),
            List.of("expired", "short"),
            List.of("used_up", "used"),
            List.of("used_up,expired", "short", "used"))) {
      assertThat(names(ListQuery.first().with("status", row.getFirst())))
          .containsExactlyElementsOf(row.subList(1, row.size()));
    }
    assertThat(names(ListQuery.first().with("kind", "authentication_authority")))
        .containsExactly("ca");
    assertThat(names(ListQuery.first().with("name_prefix", "S"))).containsExactly("short", "soon");
    assertThat(names(ListQuery.first().with("name", "FF"))).containsExactly("off");
    clock.turnTo(now);
    assertThat(names(ListQuery.first().with("status", "not_yet_valid"))).containsExactly("soon");
    var used = credentials.find(all, limited.id()).orElseThrow();
    assertThat(used.status()).isEqualTo(Status.USED_UP);
    assertThat(used.uses()).isEqualTo(1);
    assertThat(used.lastUsed()).isPresent();
    assertThat(used.shownPrefix()).contains("abcde");
    assertThat(used.toString()).doesNotContain("verifier");
  }

  @Test
  @DisplayName("a credential is changed as a whole, seen at once, and what proves it stays")
  void update() {
    var made = add(passcode(Terms.unlimited("p")));
    var terms =
        new Terms(
            "p2",
            "text",
            OptionalLong.of(9),
            Optional.empty(),
            Optional.of(clock.instant().plusSeconds(60)),
            List.of(new RegisteredValue("subject.common_name", Match.STARTS_WITH, List.of("d"))));
    var changed =
        credentials.update(
            Domain.ADMIN,
            all,
            made.id(),
            OptionalLong.of(1),
            new Update(terms, Optional.empty(), false, false));
    assertThat(changed.version()).isEqualTo(2);
    assertThat(changed.usageLimit()).hasValue(9);
    var seen = store.credentials().passcodes(Domain.verifier("p")).getFirst();
    assertThat(seen.name()).isEqualTo("p2");
    assertThat(seen.usageLimit()).hasValue(9);
    assertThat(seen.registeredValues()).isEqualTo(terms.registeredValues());
    assertThat(domain.events(store).getLast().details())
        .containsEntry("before.name", "p")
        .containsEntry("after.name", "p2")
        .containsEntry("before.user_name", "fab")
        .containsEntry("after.usage_limit", "9")
        .doesNotContainKey("before.description_");

    // What has ended already may keep its end.
    clock.turnTo(clock.instant().plusSeconds(120));
    credentials.update(
        Domain.ADMIN, all, made.id(), ANY, new Update(terms, Optional.of("fab"), false, false));
    var late =
        new Terms(
            "p2",
            "",
            ANY,
            Optional.empty(),
            Optional.of(clock.instant().minusSeconds(1)),
            List.of());
    Refusals.refused(
        Kind.INVALID,
        () ->
            credentials.update(
                Domain.ADMIN, all, made.id(), ANY, new Update(late, Optional.of(":"), true, false)),
        "end",
        "user_name",
        "bind_name");
  }

  @Test
  @DisplayName("an authentication CA stays bound to names unless that is waived each time")
  void binding() {
    var made = add(authority("ca", Optional.empty()));
    var terms = Terms.unlimited("ca");
    Refusals.refused(
        Kind.INVALID,
        () ->
            credentials.update(
                Domain.ADMIN,
                all,
                made.id(),
                ANY,
                new Update(terms, Optional.of("x"), false, false)),
        "bind_name",
        "user_name");
    var waived =
        credentials.update(
            Domain.ADMIN, all, made.id(), ANY, new Update(terms, Optional.empty(), false, true));
    assertThat(waived.unbound()).isTrue();
  }

  @Test
  @DisplayName("a list of 100,000 values is kept apart, found whole, and replaced")
  void longList() {
    var made = add(passcode(Terms.unlimited("p")));
    var values = IntStream.range(0, 100_000).mapToObj(i -> "SN-" + i).toList();
    var field = "subject.serial_number";
    var listed =
        credentials.setList(Domain.ADMIN, all, made.id(), OptionalLong.of(1), field, values);
    assertThat(listed.registeredValues()).hasSize(1);
    assertThat(listed.registeredValues().getFirst().values()).isEmpty();
    assertThat(listed.registeredValues().getFirst().size()).isEqualTo(100_000);
    assertThat(domain.events(store).getLast().details().get("after.registered_values"))
        .hasSizeLessThan(300);
    var value =
        store
            .credentials()
            .passcodes(Domain.verifier("p"))
            .getFirst()
            .registeredValues()
            .getFirst();
    assertThat(value.lists("SN-99999")).isTrue();
    assertThat(value.lists("SN-100000")).isFalse();
    assertThat(credentials.registeredValues(all, made.id()).getFirst().values()).isEqualTo(values);

    // The same list is not read again from the store, the credential is.
    credentials.setEnabled(Domain.ADMIN, all, made.id(), ANY, false);
    assertThat(
            store
                .credentials()
                .passcodes(Domain.verifier("p"))
                .getFirst()
                .registeredValues()
                .getFirst())
        .isSameAs(value);

    credentials.setList(Domain.ADMIN, all, made.id(), ANY, field, values.subList(0, 50_000));
    credentials.setList(Domain.ADMIN, all, made.id(), ANY, field, List.of("SN-1"));
    assertThat(store.credentials().passcodes(Domain.verifier("p")).getFirst().registeredValues())
        .containsExactly(new RegisteredValue(field, Match.IN_LIST, List.of("SN-1")));
    assertThat(contents()).isLessThanOrEqualTo(1);
    Refusals.refused(
        Kind.INVALID,
        () -> credentials.setList(Domain.ADMIN, all, made.id(), ANY, "no.field", List.of("")),
        "registered_values[1].field",
        "registered_values[1].values");
  }

  private long contents() {
    return store
        .database()
        .read(c ->
            Sql.first(
                    c,
                    "select count(*) as number from credential_content",
                    row -> row.number("number"))
                .orElseThrow());
  }

  @Test
  @DisplayName("a CA's CRL is kept, shown and replaced by newer ones of that CA only")
  void revocationList() {
    var now = Instant.now().minusSeconds(60);
    var first = Crls.of(Domain.ROOT, now, Optional.of(now.plusSeconds(3600)), 7L);
    var made = add(authority("ca", Optional.of(new Revocation(first, true))));
    assertThat(made.revocationList().orElseThrow().size()).isEqualTo(1);
    assertThat(kept()).contains(new Revocation(first, true));

    var second = Crls.of(Domain.ROOT, now.plusSeconds(10), Optional.empty(), 7L, 8L);
    var changed =
        credentials.setRevocationList(
            Domain.ADMIN, all, made.id(), ANY, Optional.of(new Revocation(second, false)));
    assertThat(changed.revocationList().orElseThrow().hard()).isFalse();
    assertThat(changed.revocationList().orElseThrow().nextUpdate()).isEmpty();
    assertThat(kept()).contains(new Revocation(second, false));
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            credentials.setRevocationList(
                Domain.ADMIN, all, made.id(), ANY, Optional.of(new Revocation(first, true))),
        "revocation_list");
    var stranger = new HeldCertificate.Builder().commonName("Root").certificateAuthority().build();
    var forged = Crls.of(stranger, now.plusSeconds(20), Optional.empty());
    Refusals.refused(
        Kind.INVALID,
        () ->
            credentials.setRevocationList(
                Domain.ADMIN, all, made.id(), ANY, Optional.of(new Revocation(forged, true))),
        "revocation_list");
    var passcode = add(passcode(Terms.unlimited("p")));
    Refusals.refused(
        Kind.INVALID,
        () ->
            credentials.setRevocationList(
                Domain.ADMIN, all, passcode.id(), ANY, Optional.of(new Revocation(first, true))),
        "revocation_list");
    credentials.setRevocationList(Domain.ADMIN, all, made.id(), ANY, Optional.empty());
    assertThat(kept()).isEmpty();
  }

  private Optional<Revocation> kept() {
    var kept = store.credentials().authenticationAuthorities().getFirst().kind();
    return ((AuthenticationAuthority) kept).revocation();
  }

  @Test
  @DisplayName("a deleted credential comes back, unless its name or value was taken meanwhile")
  void restore() {
    var made = add(passcode(Terms.unlimited("p")));
    credentials.delete(Domain.ADMIN, all, made.id(), OptionalLong.of(1));
    assertThat(store.credentials().passcodes(Domain.verifier("p"))).isEmpty();
    Refusals.refused(
        Kind.NOT_FOUND, () -> credentials.setEnabled(Domain.ADMIN, all, made.id(), ANY, true));
    var back = credentials.restore(Domain.ADMIN, all, made.id(), OptionalLong.of(2));
    assertThat(back.status()).isEqualTo(Status.ACTIVE);
    assertThat(back.version()).isEqualTo(3);
    credentials.delete(Domain.ADMIN, all, made.id(), ANY);
    add(passcode(Terms.unlimited("p")));
    Refusals.refused(Kind.CONFLICT, () -> credentials.restore(Domain.ADMIN, all, made.id(), ANY));
  }
}
