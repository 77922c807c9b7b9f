package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.audit.AuditEvent.Outcome;
import dev.crest.server.audit.ChainedEvent;
import dev.crest.server.refusal.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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

/** Searching and exporting the audit log. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class AuditSearchTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Reach ACCOUNT = Reach.account("acme");

  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;

  AuditSearchTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    record(1, "system", "server-secret.create", "", "", "");
    record(2, "user:ada", "division.create", "acme", "plant", "");
    record(3, "credential:p", "certificate.simpleenroll", "acme", "plant", "");
    record(4, "credential:p", "certificate.simpleenroll", "acme", "office", "passcode-used-up");
    record(4, "credential:q", "certificate-profile.update", "acme", "", "");
    record(4, "credential:q", "certificate.simplereenroll", "acme", "plant", "");
    record(7, "user:eve", "division.delete", "other", "elsewhere", "");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void record(
      int seconds, String actor, String action, String account, String division, String reason) {
    var dot = action.indexOf('.');
    store
        .ledger()
        .record(
            new AuditEvent(
                START.plusSeconds(seconds),
                actor,
                action,
                reason.isEmpty() ? Outcome.SUCCESS : Outcome.REFUSED,
                optional(reason),
                optional(account),
                optional(division),
                Optional.of(action.substring(0, dot)),
                Optional.of("id-" + seconds),
                Optional.of("request-" + seconds),
                Optional.of("192.0.2." + seconds),
                Map.of("note", "=1+1, \"quoted\"")));
  }

  private static Optional<String> optional(String text) {
    return Optional.of(text).filter(present -> !present.isEmpty());
  }

  private List<Long> found(Reach reach, ListQuery query) {
    return store.audit().list(reach, query).items().stream().map(ChainedEvent::sequence).toList();
  }

  private void finds(String filter, String value, Long... sequences) {
    assertThat(found(ACCOUNT, ListQuery.first().with(filter, value)))
        .as(filter + " " + value)
        .containsExactly(sequences);
  }

  @Test
  @DisplayName("newest first; each filter finds what it names")
  void filters() {
    assertThat(found(ACCOUNT, ListQuery.first())).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
    finds("action", "certificate.simpleenroll", 4L, 3L);
    finds("action", "certificate.", 6L, 4L, 3L);
    finds("action", "certificate-profile.", 5L);
    finds("action", "nothing.");
    finds("outcome", "refused", 4L);
    finds("outcome", "success", 6L, 5L, 3L, 2L, 1L);
    finds("reason", "passcode-used-up", 4L);
    finds("actor", "credential:q", 6L, 5L);
    finds("resource_type", "division", 2L);
    finds("resource_id", "id-4", 6L, 5L, 4L);
    finds("request_id", "request-3", 3L);
    finds("division_id", "plant", 6L, 3L, 2L);
    finds("division_id", "elsewhere");
    finds("address", "192.0.2.2", 2L);
    finds("node", "main", 6L, 5L, 4L, 3L, 2L, 1L);
    finds("at_from", START.plusSeconds(4).toString(), 6L, 5L, 4L);
    finds("at_to", START.plusSeconds(3).toString(), 2L, 1L);
    assertThat(found(ACCOUNT, new ListQuery(9, Optional.empty(), Optional.of("at"), Map.of())))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  @DisplayName("a reach over divisions sees theirs alone, and nothing that belongs to no division")
  void reach() {
    var plant = Reach.divisions("acme", Set.of("plant"));
    assertThat(found(plant, ListQuery.first())).containsExactly(6L, 3L, 2L);
    assertThat(found(plant, ListQuery.first().with("division_id", "office"))).isEmpty();
    assertThat(found(plant, ListQuery.first().with("action", "certificate.")))
        .containsExactly(6L, 3L);
    assertThat(found(Reach.divisions("acme", Set.of()), ListQuery.first())).isEmpty();
    assertThat(found(Reach.divisions("acme", Set.of("elsewhere")), ListQuery.first())).isEmpty();
    assertThat(found(Reach.account("other"), ListQuery.first())).containsExactly(7L, 1L);
    assertThat(store.audit().find(plant, "main:3")).isPresent();
    assertThat(store.audit().find(plant, "main:4")).isEmpty();
    assertThat(store.audit().find(plant, "main:1")).isEmpty();
    assertThat(store.audit().find(ACCOUNT, "main:1")).isPresent();
    assertThat(store.audit().find(ACCOUNT, "main:7")).isEmpty();
  }

  @Test
  @DisplayName("an id that is none finds nothing")
  void unknownIds() {
    for (var id : List.of("", "main", "main:", "main:x", "main:-1", "main:99", "gone:1", ":1")) {
      assertThat(store.audit().find(ACCOUNT, id)).as(id).isEmpty();
    }
  }

  @Test
  @DisplayName("pages of any size hold every record once, also of several actions at one time")
  void paging() {
    for (var filter : List.of(Map.<String, String>of(), Map.of("action", "certificate."))) {
      var whole = found(ACCOUNT, new ListQuery(500, Optional.empty(), Optional.empty(), filter));
      for (var sort : List.of("at", "-at")) {
        for (int limit = 1; limit < 7; limit++) {
          var all = new ArrayList<Long>();
          var next = Optional.<String>empty();
          do {
            var page =
                store.audit().list(ACCOUNT, new ListQuery(limit, next, Optional.of(sort), filter));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(event -> all.add(event.sequence()));
            next = page.next();
          } while (next.isPresent());
          assertThat(all).isEqualTo(sort.equals("-at") ? whole : whole.reversed());
        }
      }
    }
  }

  @Test
  @DisplayName("everything that is wrong with a query is named at once")
  void refusals() {
    var wrong =
        new ListQuery(
            0,
            Optional.of("x"),
            Optional.of("actor"),
            Map.of("colour", "red", "outcome", "perhaps", "at_from", "now"));
    Refusals.refused(
        Kind.INVALID,
        () -> store.audit().list(ACCOUNT, wrong),
        "at_from",
        "outcome",
        "filter",
        "sort",
        "limit",
        "cursor");
    Refusals.refused(
        Kind.INVALID,
        () -> store.audit().list(ACCOUNT, wrong.with("action", "certificate.")),
        "at_from",
        "outcome",
        "filter",
        "sort",
        "limit",
        "cursor");
  }

  @Test
  @DisplayName("CSV has a header, quotes what needs it, and no cell that is a formula")
  void csv() throws IOException {
    record(9, "=cmd|' /C calc'!A0", "device.create", "acme", "plant", "-1");
    var out = new StringBuilder();
    store
        .audit()
        .export(ACCOUNT, ListQuery.first().with("action", "device."), AuditExport.CSV, out);
    var lines = out.toString().split("\r\n", -1);
    assertThat(lines).hasSize(3);
    assertThat(lines[0]).startsWith("at,actor,action,outcome,reason,");
    assertThat(lines[1])
        .startsWith("2026-03-01T10:00:09Z,'=cmd|' /C calc'!A0,device.create,refused,'-1,acme,plant")
        .contains("\"{\"\"note\"\":\"\"=1+1, \\\"\"quoted\\\"\"\"\"}\"");
    assertThat(lines[2]).isEmpty();
  }

  @Test
  @DisplayName("an export has every record of a query, however many pages they make")
  void exportsAll() throws IOException {
    store
        .writer()
        .edit(scope -> {
          for (int i = 0; i < 1200; i++) {
            scope.report(
                new ChangeRecord("thing", "make", "t" + i)
                    .account("acme")
                    .by(Actor.system(), START.plusSeconds(100 + i / 3)));
          }
          return true;
        });
    var out = new StringBuilder();
    var query = new ListQuery(1, Optional.empty(), Optional.empty(), Map.of("action", "thing."));
    store.audit().export(ACCOUNT, query, AuditExport.JSON, out);
    var lines = out.toString().lines().toList();
    assertThat(lines).hasSize(1200).doesNotHaveDuplicates();
    var first = Json.read(lines.getFirst());
    assertThat(first.path("resource_id").asString()).isEqualTo("t1199");
    assertThat(first.path("sequence").asLong()).isEqualTo(1207);
    assertThat(first.path("details").isObject()).isTrue();
    assertThat(first.has("reason")).isFalse();
  }

  @Test
  @DisplayName("SQLite: what is searched for is found by an index, without sorting")
  void plans() {
    var unsorted =
        List.of(
            "action = 'x'",
            "actor = 'x'",
            "division_id = 'x'",
            "resource_id = 'x'",
            "address = 'x'",
            "reason = 'x'",
            "outcome = 'refused'",
            "at >= 1");
    for (var condition : unsorted) {
      var sql =
          "explain query plan select * from audit_event where "
              + condition
              + " and (account_id = 'a' or account_id is null) order by at desc, node desc, sequence desc limit 51";
      if (database == RealDatabase.SQLITE) {
        List<String> plan = store.database().read(c -> Sql.list(c, sql, row -> row.text("detail")));
        assertThat(plan)
            .as(condition)
            .noneMatch(step -> step.contains("TEMP B-TREE") || step.equals("SCAN audit_event"));
      }
    }
  }
}
