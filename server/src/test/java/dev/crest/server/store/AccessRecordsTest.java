package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.refusal.Kind;
import dev.crest.server.store.Principals.Draft;
import dev.crest.server.store.Principals.RoleAssignment;
import dev.crest.testkit.TurnableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** People, programs and what they prove themselves with, on either database. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class AccessRecordsTest {
  private static final Oversight ALL = Oversight.everybody();
  private static final RoleAssignment SYSTEM =
      new RoleAssignment("system_administrator", Optional.empty(), Optional.empty());

  @TempDir Path folder;
  private final RealDatabase database;
  private final TurnableClock clock = TurnableClock.atPresent();
  private Store store;
  private Domain domain;
  private Principals principals;
  private PrincipalFactors factors;

  AccessRecordsTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), clock);
    domain = Domain.in(store);
    principals = domain.catalog.principals();
    factors = domain.catalog.factors();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private String user(String name, RoleAssignment... roles) {
    return principals.create(
        Domain.ADMIN,
        new Draft(
            Principals.Kind.USER,
            name,
            "",
            "",
            Optional.empty(),
            Optional.empty(),
            List.of(roles)));
  }

  private RoleAssignment auditor() {
    return new RoleAssignment("auditor", Optional.of(domain.accountId), Optional.empty());
  }

  private static byte[] verifier(int n) {
    var verifier = new byte[32];
    verifier[31] = (byte) n;
    return verifier;
  }

  @Test
  @DisplayName("roles with divisions are kept as they are, and listed within an oversight only")
  void roles() {
    var inDivision =
        new RoleAssignment(
            "approver", Optional.of(domain.accountId), Optional.of(Set.of(domain.divisionId)));
    var id = user("Ada", auditor(), inDivision);
    user("bob", SYSTEM);
    assertThat(principals.find(id).orElseThrow().roles())
        .containsExactlyInAnyOrder(auditor(), inDivision);
    var mine = Oversight.of(domain.accountId);
    assertThat(principals.list(mine, Principals.Kind.USER, ListQuery.first()).items())
        .extracting(Principals.Principal::name)
        .containsExactly("ada");
    assertThat(principals.list(ALL, Principals.Kind.USER, ListQuery.first()).items()).hasSize(2);
    assertThat(principals.list(ALL, Principals.Kind.SERVICE_USER, ListQuery.first()).items())
        .isEmpty();
    assertThat(principals.find(mine, Principals.Kind.SERVICE_USER, id)).isEmpty();
  }

  @Test
  @DisplayName("a change made from an older version is refused")
  void versions() {
    var id = user("ada", auditor());
    var draft = Draft.of(principals.find(id).orElseThrow());
    principals.update(Domain.ADMIN, ALL, id, OptionalLong.of(1), draft);
    Refusals.refused(
        Kind.CONFLICT,
        () -> principals.update(Domain.ADMIN, ALL, id, OptionalLong.of(1), draft),
        "version");
  }

  @Test
  @DisplayName("of two administrators who are deleted at once one stays")
  void lastOfTwo() throws Exception {
    var ids = List.of(user("ada", SYSTEM), user("bob", SYSTEM));
    ids.forEach(id -> factors.setPassword(Domain.ADMIN, id, "verifier"));
    try (var threads = Executors.newFixedThreadPool(2)) {
      var tasks = new ArrayList<Callable<Boolean>>();
      for (var id : ids) {
        tasks.add(() -> {
          try {
            principals.delete(Domain.ADMIN, ALL, Principals.Kind.USER, id);
            return true;
          } catch (dev.crest.server.refusal.Refused last) {
            return false;
          }
        });
      }
      var deleted = new ArrayList<Boolean>();
      for (var each : threads.invokeAll(tasks)) {
        deleted.add(each.get());
      }
      assertThat(deleted).containsExactlyInAnyOrder(true, false);
    }
    assertThat(principals.list(ALL, Principals.Kind.USER, ListQuery.first()).items()).hasSize(1);
  }

  @Test
  @DisplayName("somebody who is deleted leaves nothing that could sign in")
  void nothingLeft() {
    var id = user("ada", auditor());
    factors.setPassword(Domain.ADMIN, id, "verifier");
    factors.beginTotp(id, new byte[] {1});
    factors.confirmTotp(Domain.ADMIN, id, 1, List.of(verifier(1)));
    factors.addPasskey(
        Domain.ADMIN,
        id,
        new PrincipalFactors.PasskeyDraft("p", verifier(2), verifier(2), false, 0));
    factors.bind(Domain.ADMIN, ALL, id, "https://issuer", Optional.of("ada"));
    principals.keys().addKey(Domain.ADMIN, ALL, id, "k", verifier(3), "crest_", Optional.empty());
    domain
        .catalog
        .sessions()
        .begin(
            Domain.ADMIN,
            new SessionRecords.Draft(verifier(4), id, SessionRecords.Method.PASSWORD, "agent"),
            clock.instant().plusSeconds(60));
    principals.delete(Domain.ADMIN, ALL, Principals.Kind.USER, id);
    assertThat(factors.password(id)).isEmpty();
    assertThat(factors.totp(id)).isEmpty();
    assertThat(factors.recoveryCodes(id)).isZero();
    assertThat(factors.passkey(verifier(2))).isEmpty();
    assertThat(factors.bySubject("https://issuer", "ada")).isEmpty();
    assertThat(principals.keys().byKey(verifier(3))).isEmpty();
    assertThat(domain.catalog.sessions().find(verifier(4))).isEmpty();
    Refusals.refused(Kind.NOT_FOUND, () -> factors.setPassword(Domain.ADMIN, id, "again"));
  }

  @Test
  @DisplayName("a one-time code is taken once however many ask at once, and none before it")
  void steps() throws Exception {
    var id = user("ada", auditor());
    factors.beginTotp(id, new byte[] {1});
    assertThat(factors.useStep(id, 5)).isFalse();
    factors.confirmTotp(Domain.ADMIN, id, 5, List.of(verifier(1), verifier(2)));
    Refusals.refused(Kind.CONFLICT, () -> factors.beginTotp(id, new byte[] {2}));
    Refusals.refused(
        Kind.CONFLICT, () -> factors.confirmTotp(Domain.ADMIN, id, 6, List.of(verifier(3))));
    assertThat(factors.useStep(id, 5)).isFalse();
    assertThat(takenOf(8, () -> factors.useStep(id, 7))).isOne();
    assertThat(factors.useStep(id, 6)).isFalse();
    assertThat(takenOf(8, () -> factors.useRecoveryCode(Domain.ADMIN, id, verifier(1)))).isOne();
    assertThat(factors.recoveryCodes(id)).isOne();
  }

  private static long takenOf(int tries, Callable<Boolean> take) throws Exception {
    try (var threads = Executors.newFixedThreadPool(tries)) {
      long taken = 0;
      for (var each : threads.invokeAll(java.util.Collections.nCopies(tries, take))) {
        taken += each.get() ? 1 : 0;
      }
      return taken;
    }
  }

  @Test
  @DisplayName("a passkey's counter never goes back; one without a counter stays at zero")
  void counters() {
    var id = user("ada", auditor());
    var passkey =
        factors.addPasskey(
            Domain.ADMIN,
            id,
            new PrincipalFactors.PasskeyDraft("p", verifier(1), verifier(2), true, 0));
    assertThat(factors.passkeyUsed(passkey, 0)).isTrue();
    assertThat(factors.passkeyUsed(passkey, 3)).isTrue();
    assertThat(factors.passkeyUsed(passkey, 3)).isFalse();
    assertThat(factors.passkeyUsed(passkey, 0)).isFalse();
    assertThat(factors.passkeyUsed(passkey, 4)).isTrue();
    assertThat(factors.passkey(verifier(1)).orElseThrow().keyData()).isEqualTo(verifier(2));
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            factors.addPasskey(
                Domain.ADMIN,
                id,
                new PrincipalFactors.PasskeyDraft("q", verifier(1), verifier(2), true, 0)),
        "credential");
  }

  @Test
  @DisplayName("a link and a challenge work once however many ask at once")
  void once() throws Exception {
    var links = domain.catalog.oneTimeLinks();
    var id = user("ada", auditor());
    links.add(
        Domain.ADMIN,
        ALL,
        verifier(1),
        new OneTimeLinks.Link(
            OneTimeLinks.Purpose.INVITATION, Optional.of(id), clock.instant().plusSeconds(60)));
    assertThat(
            takenOf(
                8,
                () -> {
                  try {
                    links.redeem(Domain.ADMIN, verifier(1), Optional.of("new"));
                    return true;
                  } catch (dev.crest.server.refusal.Refused used) {
                    return false;
                  }
                }))
        .isOne();
    assertThat(factors.password(id)).contains("new");
    var end = clock.instant().plusSeconds(60);
    assertThat(takenOf(8, () -> links.useChallenge(verifier(9), end))).isOne();
    clock.turn(Duration.ofMinutes(2));
    assertThat(links.useChallenge(verifier(8), clock.instant().plusSeconds(60))).isTrue();
  }

  @Test
  @DisplayName("sessions that have ended are forgotten when the next one begins")
  void endedSessions() {
    var sessions = domain.catalog.sessions();
    var id = user("ada", auditor());
    begin(sessions, id, 1, clock.instant().plusSeconds(60));
    clock.turn(Duration.ofSeconds(61));
    assertThat(sessions.find(verifier(1))).isPresent();
    begin(sessions, id, 2, clock.instant().plusSeconds(60));
    assertThat(sessions.find(verifier(1))).isEmpty();
    assertThat(sessions.of(id)).hasSize(1);
    factors.setPassword(Domain.ADMIN, id, "v");
    assertThat(sessions.of(id)).isEmpty();
  }

  private static void begin(SessionRecords sessions, String id, int n, Instant end) {
    sessions.begin(
        Domain.ADMIN,
        new SessionRecords.Draft(verifier(n), id, SessionRecords.Method.PASSKEY, "a".repeat(999)),
        end);
  }

  @Test
  @DisplayName(
      "keys and certificates are found by what recognises them, and remember their last use")
  void keys() {
    var keys = principals.keys();
    var id = user("ada", auditor());
    var key = keys.addKey(Domain.ADMIN, ALL, id, "k", verifier(1), "crest_ab", Optional.empty());
    assertThat(keys.byKey(verifier(1)).orElseThrow().lastUsed()).isEmpty();
    keys.keyUsed(key);
    assertThat(keys.byKey(verifier(1)).orElseThrow().lastUsed()).contains(clock.instant());
    var draft =
        new PrincipalKeys.CertificateDraft(
            "c", verifier(2), "CN=x", clock.instant(), clock.instant().plusSeconds(9));
    var certificate = keys.addCertificate(Domain.ADMIN, ALL, id, draft);
    Refusals.refused(
        Kind.CONFLICT, () -> keys.addCertificate(Domain.ADMIN, ALL, id, draft), "certificate");
    assertThat(keys.byFingerprint(verifier(2)).orElseThrow().principal().id()).isEqualTo(id);
    assertThat(keys.certificates(id, ListQuery.first()).items().getFirst().fingerprint())
        .isEqualTo(verifier(2));
    keys.deleteCertificate(Domain.ADMIN, ALL, id, certificate);
    Refusals.refused(
        Kind.NOT_FOUND, () -> keys.deleteKey(Domain.ADMIN, ALL, user("bob", auditor()), key));
    keys.deleteKey(Domain.ADMIN, ALL, id, key);
    assertThat(keys.byKey(verifier(1))).isEmpty();
  }
}
