package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.KeyType;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Lifecycle.Noun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Certificate management policies after they are made: listed, changed, switched, deleted,
 * restored.
 */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class PolicyUpdateTest {
  private static final OptionalLong ANY = OptionalLong.empty();

  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Domain domain;
  private CertificateManagementPolicies policies;
  private Reach all;

  PolicyUpdateTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    domain = Domain.in(store);
    policies = domain.catalog.policies();
    all = Reach.account(domain.accountId);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private PolicyRecord made(PolicyDraft draft) {
    return policies.create(Domain.ADMIN, all, draft, List.of());
  }

  private List<String> names(Map<String, String> filters) {
    var query = new ListQuery(50, Optional.empty(), Optional.empty(), filters);
    return policies.list(all, query).items().stream().map(r -> r.policy().name()).toList();
  }

  @Test
  @DisplayName("everything but id and division changes, enrolment sees it at once, audit says what")
  void update() {
    var made = made(domain.policy("Sensors").servedAt(List.of("a", "b"), true));
    assertThat(store.policies().byLabel("a").orElseThrow().name()).isEqualTo("Sensors");
    var draft =
        domain
            .policy("Meters")
            .servedAt(List.of("b", "c"), false)
            .withKeys(KeypairGeneration.SERVER_SIDE, Optional.of(KeyType.EC_P256), true)
            .managing(Model.CERTIFICATE_ISSUANCE, Set.of(Method.EST, Method.SINGLE_REQUEST))
            .judging(
                new Restrictions(
                    List.of("10.0.0.0/8"), Optional.empty(), Optional.empty(), Optional.empty()),
                Reenrollment.RFC_7030,
                ChannelBinding.REQUIRED,
                Duration.ofMinutes(1));
    var changed =
        policies.update(Domain.ADMIN, all, made.id(), OptionalLong.of(1), draft, List.of());
    assertThat(changed.version()).isEqualTo(2);
    assertThat(PolicyDraft.of(changed.policy())).isEqualTo(draft);
    assertThat(store.policies().byLabel("a")).isEmpty();
    assertThat(store.policies().byLabel("c")).contains(changed.policy());
    assertThat(store.policies().byDefault()).isEmpty();
    assertThat(domain.events(store).getLast().details())
        .containsEntry("before.name", "Sensors")
        .containsEntry("after.name", "Meters")
        .containsEntry("before.labels", "a b")
        .containsEntry("after.labels", "b c")
        .containsEntry("after.channel_binding", "required")
        .doesNotContainKey("after.profile_id");

    var elsewhere = domain.catalog.divisions().create(Domain.ADMIN, domain.accountId, "B", "");
    made(domain.policy("Other").servedAt(List.of("x"), true));
    var bad =
        PolicyDraft.forEst(
                "Other",
                elsewhere.id(),
                domain.authenticationPolicyId,
                domain.profileId,
                domain.authorityId)
            .servedAt(List.of("x"), true);
    Refusals.refused(
        Kind.INVALID,
        () -> policies.update(Domain.ADMIN, all, made.id(), ANY, bad, List.of()),
        "division_id",
        "authentication_policy_id",
        "labels",
        "name",
        "is_default");
    Refusals.refused(
        Kind.CONFLICT,
        () -> policies.update(Domain.ADMIN, all, made.id(), OptionalLong.of(1), draft, List.of()),
        "version");
  }

  @Test
  @DisplayName("a policy whose profile or CA is switched off can still be changed, no new one made")
  void usesWhatIsOff() {
    var made = made(domain.policy("Sensors"));
    domain
        .catalog
        .lifecycle()
        .setEnabled(Domain.ADMIN, Noun.CERTIFICATE_PROFILE, domain.profileId, false);
    var changed =
        policies.update(Domain.ADMIN, all, made.id(), ANY, domain.policy("Meters"), List.of());
    assertThat(changed.enabled()).isTrue();
    assertThat(changed.policy().enabled()).isFalse();
    Refusals.refused(Kind.INVALID, () -> made(domain.policy("New")), "profile_id");
  }

  @Test
  @DisplayName("a CA whose key cannot do the profile's signature algorithm is refused")
  void signatureAlgorithm() {
    var usual = ShippedProfiles.deviceClient();
    var rsa =
        new Profile(
            usual.subject(),
            usual.subjectAltNames(),
            usual.dropUnlisted(),
            usual.commonNameToDns(),
            usual.keyUsage(),
            usual.extendedKeyUsage(),
            usual.basicConstraints(),
            usual.certificatePolicies(),
            usual.keys(),
            Optional.of("sha256WithRSAEncryption"),
            usual.validity(),
            usual.serialOctets(),
            usual.renewal());
    var profiles = domain.catalog.profiles();
    var template =
        profiles.createTemplate(Domain.ADMIN, Optional.of(domain.accountId), "RSA", "", rsa);
    var profile =
        profiles.create(
            Domain.ADMIN, new Profiles.Draft(domain.accountId, template, "RSA", "", rsa, Set.of()));
    var draft =
        PolicyDraft.forEst(
            "RSA", domain.divisionId, domain.authenticationPolicyId, profile, domain.authorityId);
    Refusals.refused(Kind.INVALID, () -> made(draft), "authority_id");
  }

  @Test
  @DisplayName("only EST needs an authentication policy")
  void withoutAuthentication() {
    var est = domain.policy("Batch");
    var none =
        new PolicyDraft(
            est.name(),
            est.divisionId(),
            est.methods(),
            est.model(),
            est.labels(),
            false,
            Optional.empty(),
            est.restrictions(),
            est.profileId(),
            est.authorityId(),
            est.keypairGeneration(),
            est.defaultKeyType(),
            false,
            est.reenrollment(),
            est.channelBinding(),
            est.resubmissionWindow());
    Refusals.refused(Kind.INVALID, () -> made(none), "authentication_policy_id");
    var batch = Set.of(Method.BATCH_REQUEST, Method.SINGLE_REQUEST);
    var made = made(none.managing(Model.CERTIFICATE_ISSUANCE, batch));
    assertThat(made.policy().authenticationPolicyId()).isEmpty();
    Refusals.refused(
        Kind.INVALID,
        () -> policies.update(Domain.ADMIN, all, made.id(), ANY, none, List.of()),
        "authentication_policy_id");
    policies.delete(Domain.ADMIN, all, made.id(), ANY);
    assertThat(policies.restore(Domain.ADMIN, all, made.id(), ANY).policy().methods())
        .isEqualTo(batch);
  }

  @Test
  @DisplayName("lists by name, division, status, method, model and what is used")
  void lists() {
    made(domain.policy("Alpha"));
    var beta =
        made(
            domain
                .policy("beta")
                .managing(
                    Model.CERTIFICATE_ISSUANCE,
                    Set.of(Method.SINGLE_REQUEST, Method.BATCH_REQUEST)));
    var gone = made(domain.policy("Gone"));
    policies.setEnabled(Domain.ADMIN, all, beta.id(), ANY, false);
    policies.delete(Domain.ADMIN, all, gone.id(), ANY);
    assertThat(names(Map.of())).containsExactly("Alpha", "beta");
    assertThat(names(Map.of("name", "ALP"))).containsExactly("Alpha");
    assertThat(names(Map.of("status", "disabled"))).containsExactly("beta");
    assertThat(names(Map.of("status", "deleted"))).containsExactly("Gone");
    assertThat(names(Map.of("status", "active,deleted"))).containsExactly("Alpha", "Gone");
    assertThat(names(Map.of("method", "est"))).containsExactly("Alpha");
    assertThat(names(Map.of("method", "batch_request"))).containsExactly("beta");
    assertThat(names(Map.of("model", "device_lifecycle"))).isEmpty();
    assertThat(names(Map.of("division_id", domain.divisionId, "profile_id", domain.profileId)))
        .hasSize(2);
    assertThat(names(Map.of("authority_id", "none"))).isEmpty();
    assertThat(names(Map.of("authentication_policy_id", domain.authenticationPolicyId))).hasSize(2);
    Refusals.refused(Kind.INVALID, () -> names(Map.of("method", "scep")), "method");
  }

  @Test
  @DisplayName("nobody sees or changes what is in another division or account")
  void reach() {
    var made = made(domain.policy("Sensors"));
    var elsewhere = domain.catalog.divisions().create(Domain.ADMIN, domain.accountId, "B", "");
    for (var foreign :
        List.of(
            Reach.account("other"), Reach.divisions(domain.accountId, Set.of(elsewhere.id())))) {
      assertThat(policies.find(foreign, made.id())).isEmpty();
      assertThat(policies.list(foreign, ListQuery.first()).items()).isEmpty();
      Refusals.refused(
          Kind.NOT_FOUND,
          () ->
              policies.update(
                  Domain.ADMIN, foreign, made.id(), ANY, domain.policy("x"), List.of()));
      Refusals.refused(
          Kind.NOT_FOUND, () -> policies.setEnabled(Domain.ADMIN, foreign, made.id(), ANY, false));
      Refusals.refused(
          Kind.NOT_FOUND, () -> policies.delete(Domain.ADMIN, foreign, made.id(), ANY));
      Refusals.refused(
          Kind.INVALID,
          () -> policies.create(Domain.ADMIN, foreign, domain.policy("Mine"), List.of()),
          "division_id");
    }
    policies.delete(Domain.ADMIN, all, made.id(), ANY);
    Refusals.refused(
        Kind.NOT_FOUND,
        () -> policies.restore(Domain.ADMIN, Reach.account("other"), made.id(), ANY));
  }

  @Test
  @DisplayName("a deleted policy's labels and being the default are free, and do not come back")
  void freed() {
    var first = made(domain.policy("First").servedAt(List.of("a", "b"), true));
    policies.delete(Domain.ADMIN, all, first.id(), OptionalLong.of(1));
    var second = made(domain.policy("Second").servedAt(List.of("a"), true));
    var restored = policies.restore(Domain.ADMIN, all, first.id(), OptionalLong.of(2));
    assertThat(restored.policy().labels()).containsExactly("b");
    assertThat(restored.policy().isDefault()).isFalse();
    assertThat(store.policies().byLabel("a").orElseThrow().id()).isEqualTo(second.id());
    assertThat(store.policies().byDefault().orElseThrow().id()).isEqualTo(second.id());
    Refusals.refused(
        Kind.CONFLICT,
        () -> policies.setEnabled(Domain.ADMIN, all, first.id(), OptionalLong.of(2), false),
        "version");
  }

  @Test
  @DisplayName("100 parallel updates of one policy: one wins per version, none is lost or corrupt")
  void parallel() throws InterruptedException, ExecutionException {
    var made = made(domain.policy("Sensors"));
    var attempts = new ArrayList<Callable<List<Long>>>();
    IntStream.range(0, 100).forEach(i -> attempts.add(() -> untilItWins(made.id(), i)));
    var won = new ArrayList<Long>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var attempt : threads.invokeAll(attempts)) {
        won.addAll(attempt.get());
      }
    }
    assertThat(won)
        .hasSize(100)
        .doesNotHaveDuplicates()
        .allMatch(version -> version >= 2 && version <= 101);
    var last = policies.find(all, made.id()).orElseThrow();
    assertThat(last.version()).isEqualTo(101);
    var number = last.policy().name().substring("Sensors ".length());
    assertThat(last.policy().labels()).containsExactly("label-" + number);
    assertThat(domain.events(store))
        .filteredOn(event -> event.action().equals("certificate-management-policy.update"))
        .hasSize(100)
        .extracting(event -> event.details().get("after.name"))
        .doesNotHaveDuplicates();
    // Each change began where the one before it had ended.
    var updates =
        domain.events(store).stream()
            .filter(event -> event.action().equals("certificate-management-policy.update"))
            .toList();
    for (int i = 1; i < updates.size(); i++) {
      assertThat(updates.get(i).details().get("before.name"))
          .isEqualTo(updates.get(i - 1).details().get("after.name"));
    }
  }

  /** Returns the version that its one success made. */
  private List<Long> untilItWins(String id, int number) {
    while (true) {
      long seen = policies.find(all, id).orElseThrow().version();
      var draft = domain.policy("Sensors " + number).servedAt(List.of("label-" + number), false);
      try {
        var changed =
            policies.update(Domain.ADMIN, all, id, OptionalLong.of(seen), draft, List.of());
        return List.of(changed.version());
      } catch (Refused e) {
        assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
      }
    }
  }
}
