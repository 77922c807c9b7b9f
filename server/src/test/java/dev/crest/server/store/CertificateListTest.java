package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Certificate;
import dev.crest.server.refusal.Kind;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import dev.crest.testkit.HeldCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Finding certificates among many. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class CertificateListTest {
  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Domain domain;
  private CertificateRecords certificates;
  private final Map<String, Issuance> made = new HashMap<>();
  private Instant later;

  CertificateListTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void make() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    domain = Domain.in(store);
    certificates = domain.catalog.certificates();
    add("valid", 90, "a.example", Optional.empty());
    add("expiring", 1, "b.example", Optional.empty());
    add("Renewed", 90, "c.example", Optional.empty());
    add("renewing", 90, "C.example", Optional.of("Renewed"));
    add("revoked", 90, "d.example", Optional.empty());
    add("suspended", 90, "e.example", Optional.empty());
    certificates.revoke(Domain.ADMIN, id("revoked"), RevocationReason.KEY_COMPROMISE);
    certificates.suspend(Domain.ADMIN, id("suspended"));
    later = Instant.now().plus(Duration.ofDays(2));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void add(String name, int days, String host, Optional<String> renewed) {
    var certificate =
        new HeldCertificate.Builder()
            .commonName(name)
            .dns(host)
            .ip("192.0.2.1")
            .notAfter(Instant.now().plus(Duration.ofDays(days)))
            .signedBy(Domain.ISSUING)
            .build()
            .certificate();
    var issuance = domain.issuance(Optional.empty(), certificate);
    var stored =
        new Issuance(
            issuance.certificateId(),
            certificate,
            issuance.authorityId(),
            issuance.policyId(),
            issuance.profileId(),
            issuance.accountId(),
            issuance.divisionId(),
            issuance.credentialId(),
            issuance.usageLimit(),
            renewed.map(this::id),
            issuance.resubmission(),
            issuance.event());
    store.ledger().commit(stored);
    made.put(name, stored);
  }

  private String id(String name) {
    return made.get(name).certificateId();
  }

  private Certificate certificate(String name) {
    return made.get(name).certificate();
  }

  private Reach reach() {
    return Reach.account(domain.accountId);
  }

  private List<String> names(ListQuery query) {
    return certificates.list(reach(), query, later).items().stream()
        .map(CertificateListTest::name)
        .toList();
  }

  private static String name(StoredCertificate stored) {
    return dev.crest.pkix.Names.text(stored.certificate().subject()).substring(3);
  }

  private List<String> by(String filter, String value) {
    return names(ListQuery.first().with(filter, value));
  }

  @Test
  @DisplayName("each filter finds what it says, whatever the case of names")
  void filters() {
    assertThat(by("status", "valid")).containsExactlyInAnyOrder("valid", "renewing");
    assertThat(by("status", "expired")).containsExactly("expiring");
    assertThat(by("status", "superseded")).containsExactly("Renewed");
    assertThat(by("status", "revoked")).containsExactly("revoked");
    assertThat(by("status", "suspended")).containsExactly("suspended");
    assertThat(by("status", "revoked,suspended")).containsExactlyInAnyOrder("suspended", "revoked");
    assertThat(by("common_name", "RE")).containsExactly("Renewed", "renewing", "revoked");
    assertThat(by("common_name", "%")).isEmpty();
    assertThat(by("san", "c.EXAMPLE")).containsExactlyInAnyOrder("renewing", "Renewed");
    assertThat(by("san", "192.0.2.1")).hasSize(6);
    assertThat(by("san_prefix", "B")).containsExactly("expiring");
    assertThat(by("san_prefix", "")).hasSize(6);
    assertThat(by("serial", certificate("valid").serialNumber().hex().toUpperCase()))
        .containsExactly("valid");
    assertThat(
            by(
                "fingerprint",
                HexFormat.ofDelimiter(":").formatHex(certificate("valid").fingerprint())))
        .containsExactly("valid");
    assertThat(by("policy_id", "IOT_test")).hasSize(6);
    assertThat(by("profile_id", domain.profileId)).hasSize(6);
    assertThat(by("authority_id", domain.authorityId)).hasSize(6);
    assertThat(by("division_id", "another")).isEmpty();
    assertThat(by("credential_id", "another")).isEmpty();
    assertThat(by("device_id", "another")).isEmpty();
    assertThat(by("expires_to", later.toString())).containsExactly("expiring");
    assertThat(by("expires_from", later.toString())).hasSize(5);
    assertThat(by("issued_from", Instant.now().plusSeconds(60).toString())).isEmpty();
    assertThat(by("issued_to", Instant.now().plusSeconds(60).toString())).hasSize(6);
  }

  @Test
  @DisplayName("filters are taken together, and pages follow each other in every order")
  void pages() {
    var both =
        ListQuery.first()
            .with("policy_id", "IOT_test")
            .with("status", "superseded")
            .with("san_prefix", "c");
    assertThat(names(both)).containsExactly("Renewed");
    for (var sort :
        List.of("issued", "-issued", "not_after", "-not_after", "common_name", "-common_name")) {
      for (var filters :
          List.of(
              Map.<String, String>of(),
              Map.of("common_name", ""),
              Map.of("expires_from", "2026-01-01T00:00:00Z"))) {
        var all = names(new ListQuery(50, Optional.empty(), Optional.of(sort), filters));
        var paged = new ArrayList<String>();
        var cursor = Optional.<String>empty();
        do {
          var page =
              certificates.list(
                  reach(), new ListQuery(2, cursor, Optional.of(sort), filters), later);
          page.items().forEach(item -> paged.add(name(item)));
          cursor = page.next();
        } while (cursor.isPresent());
        assertThat(paged).as(sort).hasSize(6).isEqualTo(all);
      }
    }
    var bySan = new ArrayList<String>();
    var query = new ListQuery(4, Optional.empty(), Optional.empty(), Map.of("san_prefix", ""));
    var first = certificates.list(reach(), query, later);
    first.items().forEach(item -> bySan.add(name(item)));
    certificates
        .list(reach(), new ListQuery(4, first.next(), Optional.empty(), query.filters()), later)
        .items()
        .forEach(item -> bySan.add(name(item)));
    assertThat(bySan).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("what lies outside the reach is not there")
  void outside() {
    var id = id("valid");
    var elsewhere = Domain.named(store, "Another");
    assertThat(
            certificates.list(Reach.account(elsewhere.accountId), ListQuery.first(), later).items())
        .isEmpty();
    var own = Reach.divisions(domain.accountId, Set.of(domain.divisionId));
    var none = Reach.divisions(domain.accountId, Set.of());
    var another = Reach.divisions(domain.accountId, Set.of("another", "a third"));
    assertThat(certificates.list(own, ListQuery.first(), later).items()).hasSize(6);
    assertThat(certificates.find(own, id)).isPresent();
    for (var outside : List.of(none, another, Reach.account(elsewhere.accountId))) {
      for (var filter :
          List.of(
              "policy_id=IOT_test",
              "common_name=v",
              "san=a.example",
              "status=valid",
              "status=revoked",
              "expires_from=2026-01-01T00:00:00Z",
              "fingerprint=" + HexFormat.of().formatHex(certificate("valid").fingerprint()),
              "serial=" + certificate("valid").serialNumber().hex())) {
        var parts = filter.split("=", 2);
        assertThat(
                certificates
                    .list(outside, ListQuery.first().with(parts[0], parts[1]), later)
                    .items())
            .as(filter)
            .isEmpty();
      }
      assertThat(certificates.find(outside, id)).isEmpty();
      Refusals.refused(
          Kind.NOT_FOUND,
          () ->
              certificates.revoke(
                  Domain.ADMIN,
                  Optional.of(outside),
                  id,
                  RevocationReason.CERTIFICATE_HOLD,
                  Optional.empty()));
    }
  }

  @Test
  @DisplayName("everything that is wrong with a query is said at once")
  void wrongQuery() {
    var query =
        new ListQuery(
            0,
            Optional.of("nonsense"),
            Optional.of("san"),
            Map.of(
                "status", "Valid",
                "serial", "xyz",
                "fingerprint", "ab",
                "issued_from", "yesterday",
                "colour", "green"));
    Refusals.refused(
        Kind.INVALID,
        () -> certificates.list(reach(), query, later),
        "limit",
        "cursor",
        "sort",
        "status",
        "serial",
        "fingerprint",
        "issued_from",
        "filter");
  }

  @Test
  @DisplayName("the whole chain of renewals is found from any of its certificates")
  void chain() {
    assertThat(certificates.renewals(id("Renewed")).stream().map(CertificateListTest::name))
        .containsExactlyInAnyOrder("Renewed", "renewing");
    assertThat(certificates.renewals(id("renewing"))).hasSize(2);
    assertThat(certificates.renewals(id("valid"))).hasSize(1);
    assertThat(certificates.renewals("none")).isEmpty();
  }

  @Test
  @DisplayName(
      "a comment on a revocation is kept and audited; one that cannot be printed is refused")
  void comment() {
    var reach = Optional.of(reach());
    var revoked =
        certificates.revoke(
            Domain.ADMIN,
            reach,
            id("valid"),
            RevocationReason.SUPERSEDED,
            Optional.of("Replaced in the field"));
    assertThat(revoked.comment()).contains("Replaced in the field");
    assertThat(revoked.standing(later)).isEqualTo(CertificateRecords.Standing.REVOKED);
    assertThat(domain.events(store).getLast().details())
        .containsEntry("after.comment", "Replaced in the field");
    Refusals.refused(
        Kind.INVALID,
        () -> certificates.suspend(Domain.ADMIN, reach, id("renewing"), Optional.of("a\u0000b")),
        "comment");
  }

  @Test
  @DisplayName("each filter alone is answered by an index, in the order of that index")
  void plans() {
    for (var row :
        List.of(
            "status=valid,certificate_by_account",
            "status=superseded,certificate_by_renewed",
            "status=expired,certificate_by_expiry",
            "status=revoked,certificate_by_withdrawn",
            "status=suspended,certificate_by_withdrawn",
            "policy_id=x,certificate_by_policy",
            "profile_id=x,certificate_by_profile",
            "authority_id=x,certificate_by_authority",
            "division_id=x,certificate_by_division",
            "credential_id=x,certificate_by_credential",
            "common_name=x,certificate_by_common_name",
            "san_prefix=x,certificate_by_name",
            "expires_from=2026-01-01T00:00:00Z,certificate_by_expiry",
            "expires_to=2026-01-01T00:00:00Z,certificate_by_expiry",
            "issued_from=2026-01-01T00:00:00Z,certificate_by_account",
            "issued_to=2026-01-01T00:00:00Z,certificate_by_account")) {
      var comma = row.lastIndexOf(',');
      var filter = row.substring(0, comma).split("=", 2);
      var plan = plan(ListQuery.first().with(filter[0], filter[1]), true);
      assertThat(plan).as(row).contains(row.substring(comma + 1));
      assertThat(plan).as(row).doesNotContain("ORDER BY").doesNotContain("Sort");
      noScan(row, plan);
    }
    for (var row :
        List.of(
            "revoked,not_after,certificate_by_withdrawn_expiry",
            "suspended,-not_after,certificate_by_withdrawn_expiry",
            "superseded,-not_after,certificate_by_renewed_expiry",
            "valid,not_after,certificate_by_expiry",
            "valid,common_name,certificate_by_common_name")) {
      var part = row.split(",");
      var first = ListQuery.first().with("status", part[0]);
      var plan =
          plan(
              new ListQuery(first.limit(), first.cursor(), Optional.of(part[1]), first.filters()),
              true);
      assertThat(plan).as(row).contains(part[2]).doesNotContain("ORDER BY").doesNotContain("Sort");
      // By name, the list is read along the index of all names from its beginning.
      if (!part[1].equals("common_name")) {
        noScan(row, plan);
      }
    }
    // These find few, in whatever order.
    for (var row :
        List.of(
            "device_id=x,certificate_device",
            "san=x,certificate_by_name",
            "serial=ab,certificate_serial",
            "fingerprint=" + "ab".repeat(32) + ",certificate_fingerprint")) {
      var comma = row.lastIndexOf(',');
      var filter = row.substring(0, comma).split("=", 2);
      var plan = plan(ListQuery.first().with(filter[0], filter[1]), false);
      assertThat(plan).as(row).contains(row.substring(comma + 1));
      noScan(row, plan);
    }
    noScan("everything", plan(ListQuery.first(), true));
    noScan("the chain of renewals", chainPlan());
  }

  private static void noScan(String row, String plan) {
    assertThat(plan.lines())
        .as(row)
        .noneMatch(step -> step.contains("Seq Scan"))
        .noneMatch(step -> step.matches(" *SCAN (c|s|r|n|e|f)( .*)?"));
  }

  private String chainPlan() {
    return store
        .database()
        .read(c -> {
          var explained = new ExplainedQuery(c, database == RealDatabase.SQLITE, false);
          Sql.first(
              explained.connection(),
              CertificateRecords.FIRST_OF_CHAIN,
              row -> row.text("id"),
              "x");
          Sql.list(explained.connection(), CertificateRecords.CHAIN, row -> row.text("id"), "x");
          return explained.plan();
        });
  }

  private String plan(ListQuery query, boolean ordered) {
    return store
        .database()
        .read(c -> {
          var explained = new ExplainedQuery(c, database == RealDatabase.SQLITE, ordered);
          new CertificateListing(store.database(), reach(), query, later)
              .page(explained.connection());
          return explained.plan();
        });
  }
}
