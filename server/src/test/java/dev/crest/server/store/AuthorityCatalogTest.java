package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.CertificationRequest;
import dev.crest.server.refusal.Kind;
import dev.crest.server.store.AuthorityCatalog.Pending;
import dev.crest.server.store.AuthorityRecord.Status;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** CAs as administrators keep them, in the store. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class AuthorityCatalogTest {
  private static final CertificationRequest REQUEST =
      CertificationRequest.read(new HeldRequest.Builder().commonName("Waiting").build().der());
  private static final OptionalLong ANY = OptionalLong.empty();

  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Domain domain;
  private Domain other;
  private AuthorityCatalog catalog;
  private Reach reach;

  AuthorityCatalogTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    domain = Domain.in(store);
    other = Domain.named(store, "Other");
    catalog = store.authorityCatalog();
    reach = Reach.account(domain.accountId);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Pending pending(String name) {
    return new Pending(
        Identifiers.next(InstantSource.system().instant()),
        domain.accountId,
        name,
        AuthorityRecords.Kind.ISSUING,
        REQUEST,
        new byte[] {7});
  }

  private List<String> names(Map<String, String> filters) {
    var query = new ListQuery(50, Optional.empty(), Optional.empty(), filters);
    return catalog.list(reach, query).items().stream().map(AuthorityRecord::name).toList();
  }

  @Test
  @DisplayName("a list has the account's CAs alone, also those that are pending, with filters")
  void list() {
    catalog.addPending(Domain.ADMIN, reach, pending("Alpha"));
    assertThat(names(Map.of())).containsExactly("Alpha", "Issuing", "Root");
    assertThat(names(Map.of("kind", "issuing"))).containsExactly("Alpha", "Issuing");
    assertThat(names(Map.of("status", "pending"))).containsExactly("Alpha");
    assertThat(names(Map.of("status", "enabled,disabled"))).containsExactly("Issuing", "Root");
    assertThat(names(Map.of("name", "iss"))).containsExactly("Issuing");
    var root = catalog.find(reach, domain.authorityId).orElseThrow().parentId().orElseThrow();
    assertThat(names(Map.of("parent_id", root))).containsExactly("Issuing");
    var paged = new ArrayList<String>();
    var next = Optional.<String>empty();
    do {
      var page = catalog.list(reach, new ListQuery(1, next, Optional.of("-created_at"), Map.of()));
      page.items().forEach(authority -> paged.add(authority.name()));
      next = page.next();
    } while (next.isPresent());
    assertThat(paged).containsExactlyInAnyOrder("Alpha", "Issuing", "Root");
  }

  @Test
  @DisplayName("what another account has does not exist")
  void otherAccount() {
    assertThat(catalog.find(reach, other.authorityId)).isEmpty();
    assertThat(catalog.encryptedKey(reach, other.authorityId)).isEmpty();
    Refusals.refused(
        Kind.NOT_FOUND, () -> catalog.update(Domain.ADMIN, reach, other.authorityId, ANY, "Mine"));
    Refusals.refused(
        Kind.NOT_FOUND,
        () -> catalog.setEnabled(Domain.ADMIN, reach, other.authorityId, ANY, false));
    Refusals.refused(
        Kind.NOT_FOUND, () -> catalog.withdraw(Domain.ADMIN, reach, other.authorityId, ANY));
  }

  @Test
  @DisplayName("a reach over some divisions reads CAs and changes none")
  void someDivisions() {
    var some = Reach.divisions(domain.accountId, Set.of(domain.divisionId));
    assertThat(catalog.find(some, domain.authorityId)).isPresent();
    Refusals.refused(
        Kind.FORBIDDEN, () -> catalog.update(Domain.ADMIN, some, domain.authorityId, ANY, "New"));
    Refusals.refused(
        Kind.FORBIDDEN,
        () -> catalog.setEnabled(Domain.ADMIN, some, domain.authorityId, ANY, false));
    Refusals.refused(
        Kind.FORBIDDEN, () -> catalog.addPending(Domain.ADMIN, some, pending("Alpha")));
    Refusals.refused(
        Kind.FORBIDDEN, () -> catalog.withdraw(Domain.ADMIN, some, domain.authorityId, ANY));
  }

  @Test
  @DisplayName(
      "renaming: versions, names that are taken, names that are none, and its audit record")
  void rename() {
    var renamed =
        catalog.update(
            Domain.ADMIN, reach, domain.authorityId, OptionalLong.of(1), "Plant issuing CA");
    assertThat(renamed.version()).isEqualTo(2);
    assertThat(renamed.name()).isEqualTo("Plant issuing CA");
    var event = domain.events(store).getLast();
    assertThat(event.action()).isEqualTo("certificate-authority.update");
    assertThat(event.details())
        .containsEntry("before.name", "Issuing")
        .containsEntry("after.name", "Plant issuing CA");
    Refusals.refused(
        Kind.CONFLICT,
        () -> catalog.update(Domain.ADMIN, reach, domain.authorityId, OptionalLong.of(1), "X"),
        "version");
    Refusals.refused(
        Kind.CONFLICT,
        () -> catalog.update(Domain.ADMIN, reach, domain.authorityId, ANY, "Root"),
        "name");
    Refusals.refused(
        Kind.INVALID,
        () -> catalog.update(Domain.ADMIN, reach, domain.authorityId, ANY, " "),
        "name");
    var waiting = catalog.addPending(Domain.ADMIN, reach, pending("Alpha"));
    assertThat(catalog.update(Domain.ADMIN, reach, waiting.id(), ANY, "Beta").name())
        .isEqualTo("Beta");
    Refusals.refused(
        Kind.CONFLICT,
        () -> catalog.update(Domain.ADMIN, reach, domain.authorityId, ANY, "Beta"),
        "name");
    Refusals.refused(
        Kind.CONFLICT, () -> catalog.addPending(Domain.ADMIN, reach, pending("Root")), "name");
  }

  @Test
  @DisplayName("switching off names the policies that stop issuing, and caches hear of it")
  void disable() {
    var policy = domain.catalog.policies().create(Domain.ADMIN, domain.policy("Line 1"));
    long before = store.authorities().version();
    var disabled = catalog.setEnabled(Domain.ADMIN, reach, domain.authorityId, ANY, false);
    assertThat(disabled.status()).isEqualTo(Status.DISABLED);
    assertThat(store.authorities().version()).isGreaterThan(before);
    assertThat(catalog.users(reach, domain.authorityId))
        .containsExactly(new AuthorityCatalog.PolicyInUse(policy.id(), "Line 1"));
    assertThat(catalog.users(Reach.divisions(domain.accountId, Set.of()), domain.authorityId))
        .isEmpty();
    assertThat(domain.events(store).getLast().action()).isEqualTo("certificate-authority.disable");
    int events = domain.events(store).size();
    catalog.setEnabled(Domain.ADMIN, reach, domain.authorityId, ANY, false);
    assertThat(domain.events(store)).hasSize(events);
    assertThat(catalog.setEnabled(Domain.ADMIN, reach, domain.authorityId, ANY, true).version())
        .isEqualTo(3);
  }

  @Test
  @DisplayName("a pending CA is switched by nobody, can be withdrawn, and no other CA can")
  void withdraw() {
    var waiting = catalog.addPending(Domain.ADMIN, reach, pending("Alpha"));
    assertThat(waiting.status()).isEqualTo(Status.PENDING);
    assertThat(waiting.request()).contains(REQUEST);
    assertThat(catalog.encryptedKey(reach, waiting.id())).contains(new byte[] {7});
    Refusals.refused(
        Kind.CONFLICT, () -> catalog.setEnabled(Domain.ADMIN, reach, waiting.id(), ANY, true));
    Refusals.refused(
        Kind.CONFLICT, () -> catalog.withdraw(Domain.ADMIN, reach, domain.authorityId, ANY));
    catalog.withdraw(Domain.ADMIN, reach, waiting.id(), OptionalLong.of(1));
    assertThat(catalog.find(reach, waiting.id())).isEmpty();
    assertThat(domain.events(store).getLast().action()).isEqualTo("certificate-authority.withdraw");
  }

  @Test
  @DisplayName(
      "a first certificate makes a pending CA one that signs; a further one keeps the former")
  void certify() {
    var root = catalog.find(reach, domain.authorityId).orElseThrow().parentId().orElseThrow();
    var waiting = catalog.addPending(Domain.ADMIN, reach, pending("Alpha"));
    var first = authority("First");
    var installed =
        catalog.certify(
            Domain.ADMIN,
            reach,
            waiting.id(),
            ANY,
            "install",
            first.certificate(),
            root,
            List.of());
    assertThat(installed.status()).isEqualTo(Status.ENABLED);
    assertThat(installed.version()).isEqualTo(2);
    assertThat(installed.createdAt()).isEqualTo(waiting.createdAt());
    assertThat(installed.holdsKey()).isTrue();
    assertThat(store.authorities().all()).extracting(StoredAuthority::id).contains(waiting.id());

    var second = authority("Second");
    var renewed =
        catalog.certify(
            Domain.ADMIN, reach, waiting.id(), ANY, "renew", second.certificate(), root, List.of());
    assertThat(renewed.certificate()).contains(second.certificate());
    assertThat(renewed.formerCertificates()).containsExactly(first.certificate());
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            catalog.certify(
                Domain.ADMIN,
                reach,
                waiting.id(),
                ANY,
                "renew",
                first.certificate(),
                root,
                List.of()),
        "certificate");
  }

  private static HeldCertificate authority(String name) {
    return new HeldCertificate.Builder()
        .commonName(name)
        .certificateAuthority(0)
        .signedBy(Domain.ROOT)
        .build();
  }
}
