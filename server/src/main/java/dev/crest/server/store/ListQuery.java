package dev.crest.server.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of a list. Filters and sort keys are the names that the list's noun knows; others
 * are refused.
 *
 * @param limit most items of the page, 1 to {@link #MOST}
 * @param cursor where the page before ended, as {@link Page#next} gave it
 * @param sort a sort key, with {@code -} before it for descending; empty for the noun's usual one
 * @param filters values by the name of the filter
 */
public record ListQuery(
    int limit, Optional<String> cursor, Optional<String> sort, Map<String, String> filters) {
  /** Most items of one page. */
  public static final int MOST = 500;

  /** Items of a page where nothing is said. */
  public static final int USUAL = 50;

  public ListQuery {
    filters = Map.copyOf(filters);
  }

  /** Returns a query for the first page of everything. */
  public static ListQuery first() {
    return new ListQuery(USUAL, Optional.empty(), Optional.empty(), Map.of());
  }

  /** Returns the same with a filter. */
  public ListQuery with(String filter, String value) {
    var more = new HashMap<>(filters);
    more.put(filter, value);
    return new ListQuery(limit, cursor, sort, more);
  }
}
