package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.refusal.Kind;
import dev.crest.server.store.Accounts.Division;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
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

/**
 * Lists by pages: each item once, in order, whatever ties there are, and no query but a known one.
 */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class ListingTest {
  private static final int ITEMS = 23;

  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private String accountId = "";

  ListingTest(RealDatabase database) {
    this.database = database;
  }

  /**
   * Divisions of which many were made at one moment, and of which some have one name but for case.
   */
  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    accountId =
        store.catalog().accounts().create(Domain.ADMIN, "Acme", Accounts.Plan.ADVANCED).id();
    var made = Instant.parse("2026-01-01T00:00:00Z");
    for (int i = 0; i < ITEMS; i++) {
      var name = i % 2 == 0 ? "Same" + "!".repeat(i / 2) : "same" + "!".repeat(i / 2);
      var row =
          new Object[] {
            Identifiers.next(made),
            accountId,
            name,
            i == 4 ? "50% off_" : "",
            made.plusMillis(i / 5)
          };
      store
          .writer()
          .edit(scope ->
              Sql.update(
                  scope.connection(),
                  "insert into division (id, account_id, name, description, created_at, updated_at) values (?, ?, ?, ?, ?, 0)",
                  row));
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Page<Division> page(ListQuery query) {
    return store
        .database()
        .read(c -> listing(query).page(c, "select d.* from division d", this::map));
  }

  private Listing<Division> listing(ListQuery query) {
    return new Listing<Division>(store.database(), query, "d.id")
        .within(Reach.account(accountId), "d.account_id", "d.id")
        .contains("search", "d.name", "d.description")
        .prefix("prefix", "d.name")
        .equal("name", "d.name")
        .flag("old", "d.updated_at")
        .between("created", "d.created_at")
        .constant("plan", "d.description", Accounts.Plan.class)
        .sort("name", Listing.SortKey.text("d.name"))
        .sort("created_at", Listing.SortKey.number("d.created_at"));
  }

  private Division map(Row row) throws java.sql.SQLException {
    return new Division(
        row.text("id"),
        row.text("account_id"),
        row.text("name"),
        row.text("description"),
        row.number("version"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  private static ListQuery query(int limit, Optional<String> cursor, String sort) {
    return new ListQuery(limit, cursor, Optional.of(sort), Map.of());
  }

  private List<Division> walk(String sort, int limit) {
    var walked = new ArrayList<Division>();
    Optional<String> cursor = Optional.empty();
    do {
      var page = page(query(limit, cursor, sort));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      walked.addAll(page.items());
      cursor = page.next();
    } while (cursor.isPresent());
    return walked;
  }

  @Test
  @DisplayName("pages over ties, up and down, hold each item once and in order")
  void ties() {
    var byTime = Comparator.comparing(Division::createdAt).thenComparing(Division::id);
    var byName =
        Comparator.comparing((Division d) -> d.name().toLowerCase(java.util.Locale.ROOT))
            .thenComparing(Division::id);
    var byId = Comparator.comparing(Division::id);
    for (int limit : new int[] {1, 2, 5, ITEMS, 100}) {
      assertThat(walk("created_at", limit)).hasSize(ITEMS).isSortedAccordingTo(byTime);
      assertThat(walk("-created_at", limit)).hasSize(ITEMS).isSortedAccordingTo(byTime.reversed());
      assertThat(walk("name", limit)).hasSize(ITEMS).isSortedAccordingTo(byName);
      assertThat(walk("-name", limit)).hasSize(ITEMS).isSortedAccordingTo(byName.reversed());
      assertThat(walk("id", limit)).hasSize(ITEMS).isSortedAccordingTo(byId);
      assertThat(walk("-id", limit)).hasSize(ITEMS).isSortedAccordingTo(byId.reversed());
    }
    assertThat(Set.copyOf(walk("-created_at", 4))).hasSize(ITEMS);
  }

  @Test
  @DisplayName("a page ends where the list does, and then there is no next one")
  void end() {
    assertThat(page(query(ITEMS, Optional.empty(), "name")).next()).isEmpty();
    assertThat(page(query(ITEMS - 1, Optional.empty(), "name")).next()).isPresent();
    assertThat(page(ListQuery.first().with("name", "none")).items()).isEmpty();
  }

  @Test
  @DisplayName("filters keep what they say; what looks like a pattern is text")
  void filters() {
    assertThat(page(ListQuery.first().with("name", "same")).items()).hasSize(1);
    assertThat(page(ListQuery.first().with("prefix", "SAME!!")).items()).hasSize(ITEMS - 4);
    assertThat(page(ListQuery.first().with("search", "0% OFF_")).items()).hasSize(1);
    assertThat(page(ListQuery.first().with("search", "0%off")).items()).isEmpty();
    assertThat(page(ListQuery.first().with("search", "_")).items()).hasSize(1);
    assertThat(page(ListQuery.first().with("search", "' or 1=1 --")).items()).isEmpty();
    assertThat(page(ListQuery.first().with("old", "true")).items()).isEmpty();
    assertThat(page(ListQuery.first().with("old", "false")).items()).hasSize(ITEMS);
    assertThat(
            page(ListQuery.first()
                    .with("created_from", "2026-01-01T00:00:00.001Z")
                    .with("created_to", "2026-01-01T00:00:00.002Z"))
                .items())
        .hasSize(5);
    assertThat(page(ListQuery.first().with("plan", "advanced,essentials")).items()).isEmpty();
  }

  @Test
  @DisplayName("a reach over no division sees nothing, and over some only those")
  void reach() {
    var divisions = store.catalog().divisions();
    var some = walk("id", 100).subList(3, 6);
    var ids = Set.copyOf(some.stream().map(Division::id).toList());
    assertThat(divisions.list(Reach.divisions(accountId, Set.of()), ListQuery.first()).items())
        .isEmpty();
    assertThat(divisions.list(Reach.divisions(accountId, ids), ListQuery.first()).items())
        .containsExactlyInAnyOrderElementsOf(some);
    assertThat(divisions.list(Reach.account("other"), ListQuery.first()).items()).isEmpty();
  }

  @Test
  @DisplayName("a cursor of another order, a broken one, unknown filters and sort keys are refused")
  void refused() {
    var next = page(query(2, Optional.empty(), "name")).next();
    Refusals.refused(Kind.INVALID, () -> page(query(2, next, "-name")), "cursor");
    Refusals.refused(Kind.INVALID, () -> page(query(2, next, "created_at")), "cursor");
    Refusals.refused(Kind.INVALID, () -> page(query(2, Optional.of("%"), "name")), "cursor");
    Refusals.refused(Kind.INVALID, () -> page(query(2, Optional.of("bm8"), "name")), "cursor");
    Refusals.refused(Kind.INVALID, () -> page(query(0, Optional.empty(), "name")), "limit");
    Refusals.refused(
        Kind.INVALID, () -> page(query(ListQuery.MOST + 1, Optional.empty(), "name")), "limit");
    Refusals.refused(
        Kind.INVALID,
        () ->
            page(
                new ListQuery(
                    5,
                    Optional.empty(),
                    Optional.of("secret"),
                    Map.of("nothing", "1", "old", "yes", "plan", "gold", "created_from", "noon"))),
        "filter",
        "sort",
        "old",
        "plan",
        "created_from");
  }
}
