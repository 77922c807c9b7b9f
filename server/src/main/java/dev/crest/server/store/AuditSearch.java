package dev.crest.server.store;

import dev.crest.server.audit.AuditEvent.Outcome;
import dev.crest.server.audit.ChainedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Searches what a reach covers of the audit log. Thread-safe. */
record AuditSearch(Database database, Reach reach) {
  private static final String SELECT = "select * from audit_event";
  private static final String NEXT_ACTION =
      "select min(action) as action from audit_event where action > ?";

  /** More kinds of action than there are. */
  private static final int MOST_ACTIONS = 1000;

  Page<ChainedEvent> page(ListQuery query) {
    return database.read(c -> page(c, query));
  }

  Optional<ChainedEvent> find(String id) {
    int colon = id.lastIndexOf(':');
    if (colon < 0 || !id.substring(colon + 1).matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    var query = new ListQuery(1, Optional.empty(), Optional.empty(), java.util.Map.of());
    return database
        .read(c ->
            listing(query)
                .where("node = ?", id.substring(0, colon))
                .where("sequence = ?", Long.parseLong(id.substring(colon + 1)))
                .page(c, SELECT, AuditTable::map))
        .items()
        .stream()
        .findFirst();
  }

  private Page<ChainedEvent> page(Connection c, ListQuery query) throws SQLException {
    var action = query.filters().getOrDefault("action", "");
    if (!action.endsWith(".")) {
      return listing(query).page(c, SELECT, AuditTable::map);
    }
    // One look into the index for each action, instead of sorting everything of all of them.
    var pages = new ArrayList<Page<ChainedEvent>>();
    for (var one : actions(c, action)) {
      pages.add(listing(query.with("action", one)).page(c, SELECT, AuditTable::map));
    }
    return pages.isEmpty()
        ? listing(query).where("1 = 0").page(c, SELECT, AuditTable::map)
        : merged(query, pages);
  }

  private static List<String> actions(Connection c, String prefix) throws SQLException {
    var actions = new ArrayList<String>();
    var last = Optional.of("");
    for (int i = 0; i < MOST_ACTIONS && last.isPresent(); i++) {
      last =
          Sql.first(c, NEXT_ACTION, row -> row.optionalText("action"), last.get())
              .flatMap(found -> found);
      last.filter(found -> found.startsWith(prefix)).ifPresent(actions::add);
    }
    return actions;
  }

  private static Page<ChainedEvent> merged(ListQuery query, List<Page<ChainedEvent>> pages) {
    Comparator<ChainedEvent> order =
        Comparator.comparing((ChainedEvent event) -> event.event().at())
            .thenComparing(ChainedEvent::node, AuditSearch::bytewise)
            .thenComparingLong(ChainedEvent::sequence);
    var sort = query.sort().orElse("-at");
    var all =
        pages.stream()
            .flatMap(page -> page.items().stream())
            .sorted(sort.startsWith("-") ? order.reversed() : order)
            .toList();
    var kept = all.subList(0, Math.min(all.size(), query.limit()));
    boolean more =
        all.size() > kept.size() || pages.stream().anyMatch(page -> page.next().isPresent());
    return new Page<>(kept, more ? Optional.of(cursor(sort, kept.getLast())) : Optional.empty());
  }

  private static int bytewise(String one, String other) {
    return java.util.Arrays.compareUnsigned(
        one.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        other.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String cursor(String sort, ChainedEvent last) {
    return Listing.cursor(
        sort,
        Long.toString(last.event().at().toEpochMilli()),
        last.node(),
        Long.toString(last.sequence()));
  }

  private Listing<ChainedEvent> listing(ListQuery query) {
    var listing =
        new Listing<ChainedEvent>(database, query, "node")
            .thenBy("sequence")
            .sort("at", Listing.SortKey.number("at"))
            .usually("-at")
            .between("at", "at");
    for (var column :
        List.of(
            "action",
            "reason",
            "actor",
            "resource_type",
            "resource_id",
            "policy_id",
            "request_id",
            "division_id",
            "address",
            "node")) {
      listing.equal(column, column);
    }
    listing.value("outcome").ifPresent(outcome -> outcome(listing, outcome));
    if (reach.whole()) {
      listing.where("(account_id = ? or account_id is null)", reach.accountId());
    } else {
      listing.within(reach, "account_id", "division_id");
    }
    return listing;
  }

  /** Written into the statement: a partial index serves what it can see. */
  private static void outcome(Listing<ChainedEvent> listing, String outcome) {
    try {
      listing.where("outcome = '" + Outcome.ofText(outcome).text() + "'");
    } catch (IllegalArgumentException e) {
      listing.fault("outcome", "must be success or refused");
    }
  }
}
