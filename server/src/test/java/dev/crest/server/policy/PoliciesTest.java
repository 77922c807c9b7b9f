package dev.crest.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.estwire.CaLabel;
import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.server.auth.ACredential;
import dev.crest.server.auth.Caller;
import dev.crest.server.auth.Caller.PasscodeHolder;
import dev.crest.server.auth.Credential;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.TurnableClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PoliciesTest {
  private static final Instant NOW = Instant.parse("2026-11-06T12:00:00Z");
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");
  private static final PolicySelector SELECTOR = new PolicySelector.Policy(APolicy.ID);

  private static Policies policies(APolicy policy) {
    return new Policies(new HeldPolicies(policy.build()), TurnableClock.at(NOW));
  }

  private static Caller holding(String userName, Credential... candidates) {
    return new PasscodeHolder(ADDRESS, userName, List.of(candidates), Optional.empty());
  }

  private static Caller holding(ACredential candidate) {
    return holding("", candidate.build());
  }

  private static Refused refused(APolicy policy, Caller caller, EstOperation operation) {
    var refused =
        catchThrowableOfType(
            Refused.class, () -> policies(policy).permit(caller, SELECTOR, operation));
    assertThat(refused).isNotNull();
    return refused;
  }

  static Stream<PolicySelector> selectors() {
    return Stream.of(
        new PolicySelector.Default(),
        new PolicySelector.Label(new CaLabel("label")),
        new PolicySelector.Policy(APolicy.ID));
  }

  @ParameterizedTest
  @MethodSource("selectors")
  @DisplayName("S-URI-02 a policy is found by id, by label and as the default")
  void found(PolicySelector selector) {
    assertThat(policies(new APolicy()).find(selector).id()).isEqualTo(APolicy.ID);
  }

  static Stream<Arguments> unknown() {
    var active = new APolicy();
    return Stream.of(
        arguments("unknown id", active, new PolicySelector.Policy("IOT_none")),
        arguments("unknown label", active, new PolicySelector.Label(new CaLabel("none"))),
        arguments("device group", active, new PolicySelector.DeviceGroup(APolicy.ID, "a-group")),
        arguments("disabled", new APolicy().disabled(), SELECTOR),
        arguments("deleted", new APolicy().deleted(), SELECTOR),
        arguments("no EST", new APolicy().methods(Method.BATCH_REQUEST), SELECTOR),
        arguments(
            "disabled label",
            new APolicy().disabled(),
            new PolicySelector.Label(new CaLabel("label"))),
        arguments("disabled default", new APolicy().disabled(), new PolicySelector.Default()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-URI-05 whatever does not serve is unknown, in the very same words, to anyone")
  void unknown(String name, APolicy policy, PolicySelector selector) {
    var reference =
        catchThrowableOfType(
            Refused.class,
            () -> policies(new APolicy()).find(new PolicySelector.Policy("IOT_never")));
    assertThat(reference.kind()).isEqualTo(Kind.NOT_FOUND);
    var good = holding(ACredential.passcode("p"));
    var anonymous = new Caller.Anonymous(ADDRESS);
    for (var refused :
        List.of(
            catchThrowableOfType(Refused.class, () -> policies(policy).find(selector)),
            catchThrowableOfType(
                Refused.class,
                () -> policies(policy).permit(good, selector, EstOperation.SIMPLEENROLL)),
            catchThrowableOfType(
                Refused.class,
                () -> policies(policy).permit(anonymous, selector, EstOperation.SIMPLEENROLL)))) {
      assertThat(refused.kind()).isEqualTo(reference.kind());
      assertThat(refused.reason()).isEqualTo(reference.reason());
      assertThat(refused.faults()).isEqualTo(reference.faults());
      assertThat(refused.credentialId()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EstOperation.class,
      names = {"SIMPLEENROLL", "SIMPLEREENROLL", "SERVERKEYGEN"})
  @DisplayName("S-RA-01 nobody gets anything without a credential")
  void anonymous(EstOperation operation) {
    for (var generation : KeypairGeneration.values()) {
      var policy =
          new APolicy()
              .generation(generation)
              .restrictions(
                  new Restrictions(
                      List.of("10.0.0.0/8"), Optional.empty(), Optional.empty(), Optional.empty()));
      var refused = refused(policy, new Caller.Anonymous(ADDRESS), operation);
      assertThat(refused.kind()).as("nothing of the policy shows").isEqualTo(Kind.UNAUTHENTICATED);
      assertThat(refused.reason()).isEqualTo("no-credential");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EstOperation.class,
      names = {"CACERTS", "CSRATTRS"})
  @DisplayName("operations that need no caller need no grant")
  void noGrant(EstOperation operation) {
    assertThatThrownBy(() ->
            policies(new APolicy()).permit(new Caller.Anonymous(ADDRESS), SELECTOR, operation))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("a good passcode of the policy's authentication policy is a grant")
  void granted() {
    var passcode = ACredential.passcode("mine").build();
    var elsewhere = ACredential.passcode("theirs").in("elsewhere").build();
    var caller = holding("anyone", elsewhere, passcode);
    var grant = policies(new APolicy()).permit(caller, SELECTOR, EstOperation.SIMPLEENROLL);
    assertThat(grant.credential()).contains(passcode);
    assertThat(grant.renewed()).isEmpty();
    assertThat(grant.caller()).isEqualTo(caller);
    assertThat(grant.operation()).isEqualTo(EstOperation.SIMPLEENROLL);
    assertThat(grant.policy().id()).isEqualTo(APolicy.ID);
    assertThat(grant.exhausted()).isFalse();
  }

  static Stream<Arguments> badPasscodes() {
    return Stream.of(
        arguments(ACredential.passcode("p").disabled(), "", "passcode-disabled"),
        arguments(ACredential.passcode("p").end(NOW), "", "passcode-expired"),
        arguments(ACredential.passcode("p").end(NOW.minusMillis(1)), "", "passcode-expired"),
        arguments(ACredential.passcode("p").start(NOW.plusMillis(1)), "", "passcode-not-yet-valid"),
        arguments(ACredential.passcode("p").in("elsewhere"), "", "passcode-other-policy"),
        arguments(ACredential.passcode("p", "operator"), "", "passcode-user-name"),
        arguments(ACredential.passcode("p", "operator"), "Operator", "passcode-user-name"),
        arguments(ACredential.passcode("p", "operator"), "operator2", "passcode-user-name"),
        arguments(
            ACredential.passcode("p", "operator").disabled(), "operator", "passcode-disabled"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource
  @DisplayName("S-AUTH-05 A-11 each bad passcode is the same 401 to its holder, and has its reason")
  void badPasscodes(ACredential credential, String userName, String reason) {
    for (var operation :
        List.of(
            EstOperation.SIMPLEENROLL, EstOperation.SERVERKEYGEN, EstOperation.SIMPLEREENROLL)) {
      var refused = refused(new APolicy(), holding(userName, credential.build()), operation);
      assertThat(refused.kind()).isEqualTo(Kind.UNAUTHENTICATED);
      assertThat(refused.reason()).isEqualTo(reason);
      assertThat(refused.faults()).isEqualTo(Refused.unauthenticated("passcode-unknown").faults());
      assertThat(refused.retryAfter()).isEmpty();
      assertThat(refused.credentialId()).as("it is audited").contains("p");
    }
  }

  @ParameterizedTest
  @DisplayName("a user name is compared only where the passcode has one, after normalisation")
  @CsvSource({"operator, operator", "Jürgen, Ju\u0308rgen", "'', ''"})
  void userNames(String stored, String sent) {
    var named = ACredential.passcode("p", stored).build();
    assertThat(
            policies(new APolicy())
                .permit(holding(sent, named), SELECTOR, EstOperation.SIMPLEENROLL)
                .credential())
        .contains(named);
  }

  @Test
  @DisplayName("a passcode is valid from its start on")
  void start() {
    var passcode = ACredential.passcode("p").start(NOW).end(NOW.plusMillis(1)).build();
    assertThat(
            policies(new APolicy())
                .permit(holding("", passcode), SELECTOR, EstOperation.SIMPLEENROLL)
                .credential())
        .contains(passcode);
  }

  @Test
  @DisplayName("a used-up passcode is granted only as exhausted, for a lost reply")
  void exhausted() {
    var used = holding(ACredential.passcode("p").used(7, 7));
    var left = holding(ACredential.passcode("p").used(6, 7));
    assertThat(
            policies(new APolicy()).permit(used, SELECTOR, EstOperation.SIMPLEENROLL).exhausted())
        .isTrue();
    assertThat(
            policies(new APolicy()).permit(left, SELECTOR, EstOperation.SIMPLEENROLL).exhausted())
        .isFalse();
  }

  @ParameterizedTest
  @DisplayName(
      "S-SKG-01 keys are made where the policy says, and only the authenticated learn where")
  @CsvSource({
    "SERVER_SIDE, SIMPLEENROLL, keypair-generation-server-side",
    "LOCAL, SERVERKEYGEN, keypair-generation-local",
  })
  void keypairGeneration(KeypairGeneration generation, EstOperation operation, String reason) {
    var policy = new APolicy().generation(generation);
    var refused = refused(policy, holding(ACredential.passcode("p")), operation);
    assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.credentialId()).contains("p");
    var stranger = refused(policy, holding(ACredential.passcode("p").in("elsewhere")), operation);
    assertThat(stranger.kind()).isEqualTo(Kind.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @CsvSource({
    "LOCAL, SIMPLEENROLL",
    "SERVER_SIDE, SERVERKEYGEN",
    "CUSTOMIZABLE, SIMPLEENROLL",
    "CUSTOMIZABLE, SERVERKEYGEN",
  })
  @DisplayName("S-SKG-01 keys are made where the policy allows it")
  void keypairGenerationAllowed(KeypairGeneration generation, EstOperation operation) {
    var policies = policies(new APolicy().generation(generation));
    assertThat(policies.permit(holding(ACredential.passcode("p")), SELECTOR, operation).operation())
        .isEqualTo(operation);
  }

  static Stream<Arguments> restricted() {
    return Stream.of(
        arguments(
            new Restrictions(
                List.of("10.0.0.0/8", "2001:db8::/32"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            "address-not-allowed"),
        arguments(
            new Restrictions(
                List.of(), Optional.empty(), Optional.of(NOW.plusSeconds(1)), Optional.empty()),
            "time-not-allowed"),
        arguments(
            new Restrictions(List.of(), Optional.empty(), Optional.empty(), Optional.of(NOW)),
            "time-not-allowed"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  @DisplayName("a restriction refuses whoever is authenticated, and it is audited")
  void restricted(Restrictions restrictions, String reason) {
    var policy = new APolicy().restrictions(restrictions);
    var refused = refused(policy, holding(ACredential.passcode("p")), EstOperation.SIMPLEENROLL);
    assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.credentialId()).contains("p");
  }

  @Test
  @DisplayName("S-REENROLL-04 a passcode alone renews nothing")
  void renewalByPasscode() {
    var refused =
        refused(new APolicy(), holding(ACredential.passcode("p")), EstOperation.SIMPLEREENROLL);
    assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refused.reason()).isEqualTo("reenroll-needs-certificate");
    assertThat(refused.credentialId()).contains("p");
    assertThat(refused.faults().getFirst().message()).contains("certificate");
  }

  @Test
  @DisplayName("S-STAT-09 a store that is down is no unknown policy")
  void storeDown() {
    PolicyDirectory down =
        new PolicyDirectory() {
          @Override
          public Optional<CertificateManagementPolicy> byId(String id) {
            throw Refused.of(Kind.UNAVAILABLE, "store-unavailable", "Try again later.")
                .retryAfter(Duration.ofSeconds(5));
          }

          @Override
          public Optional<CertificateManagementPolicy> byLabel(String label) {
            return byId(label);
          }

          @Override
          public Optional<CertificateManagementPolicy> byDefault() {
            return byId("");
          }

          @Override
          public Optional<AssignedPolicy> assigned(String policyId, String groupId) {
            return byId(policyId).flatMap(policy -> Optional.empty());
          }
        };
    var refused =
        catchThrowableOfType(
            Refused.class,
            () ->
                new Policies(down, TurnableClock.at(NOW))
                    .permit(
                        holding(ACredential.passcode("p")), SELECTOR, EstOperation.SIMPLEENROLL));
    assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
  }
}
