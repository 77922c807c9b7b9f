package dev.crest.cli.manage;

import dev.crest.cli.connect.ApiClient;
import dev.crest.cli.connect.ApiRequest;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.describe.Field;
import dev.crest.cli.terminal.PlainText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds objects by the names that people know them by. Used by one thread. */
final class References {
  private static final Pattern ID =
      Pattern.compile("(?:[A-Z]{2,5}_)?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_PAGES = 20;

  private final ApiClient client;
  private final CommandSet commands;
  private final Optional<String> account;
  private final boolean deleted;

  References(ApiClient client, CommandSet commands) {
    this(client, commands, Optional.empty(), false);
  }

  private References(
      ApiClient client, CommandSet commands, Optional<String> account, boolean deleted) {
    this.client = client;
    this.commands = commands;
    this.account = account;
    this.deleted = deleted;
  }

  /** Returns one that looks in an account. */
  References within(Optional<String> id) {
    return new References(client, commands, id, deleted);
  }

  /** Returns one that looks among what was deleted. */
  References amongDeleted() {
    return new References(client, commands, account, true);
  }

  /**
   * Returns the id of an object.
   *
   * @param text an id or a name
   * @param owners ids of what the noun's collection belongs to
   * @throws WrongUsage if none or several have the name
   * @throws Refusal if the server refuses the search
   */
  String id(Noun noun, String text, List<String> owners) {
    if (ID.matcher(text).matches()) {
      return text;
    }
    var listing = commands.listing(noun);
    if (listing.isEmpty()
        || noun.names().isEmpty()
        || listing.get().owners().size() != owners.size()) {
      return text;
    }
    var found = search(listing.get(), text, owners);
    if (found.size() == 1) {
      return found.getFirst();
    }
    var shown = noun.name() + " '" + PlainText.line(text) + "'";
    throw new WrongUsage(
        found.isEmpty()
            ? "there is no " + shown
            : "several are called " + shown + ": " + String.join(", ", found) + "; give the id");
  }

  private List<String> search(ApiCommand listing, String text, List<String> owners) {
    var query = listing.operation().query().stream().map(Field::name).toList();
    var first = first(listing, query, owners);
    var found = new LinkedHashSet<String>();
    boolean complete = true;
    for (var name : listing.noun().names()) {
      var filter = filter(query, name);
      complete &= filter.isPresent();
      filter.ifPresent(by -> collect(listing.noun(), first.with(by, text), text, found));
    }
    if (found.isEmpty() && !complete) {
      // By what cannot be filtered by: only short lists have such names.
      var all = query.contains("search") ? first.with("search", text) : first;
      collect(listing.noun(), all, text, found);
    }
    return List.copyOf(found);
  }

  /** The filter for a field: of its name, or of its beginning, such as serial for serial_number. */
  private static Optional<String> filter(List<String> query, String name) {
    return query.stream()
        .filter(filter -> name.equals(filter) || name.startsWith(filter + "_"))
        .findFirst();
  }

  private ApiRequest first(ApiCommand listing, List<String> query, List<String> owners) {
    var plain = ApiRequest.get(path(listing.operation().path(), owners), List.of());
    var request = account.map(id -> plain.withHeader("x-account-id", id)).orElse(plain);
    if (query.contains("limit")) {
      request = request.with("limit", "500");
    }
    if (deleted && query.contains("status")) {
      request = request.with("status", "deleted");
    }
    if (query.contains("kind")) {
      var kind = commands.kind(listing.noun(), List.of());
      request = kind.isPresent() ? request.with("kind", kind.get()) : request;
    }
    return request;
  }

  private void collect(Noun noun, ApiRequest first, String text, Set<String> found) {
    Optional<ApiRequest> next = Optional.of(first);
    for (int pages = 0; next.isPresent() && found.size() < 2 && pages < MOST_PAGES; pages++) {
      var page = page(next.get());
      (page.isArray() ? page : page.path("items"))
          .forEach(item -> match(noun, item, text).ifPresent(found::add));
      var cursor = page.path("next").asString("");
      next = cursor.isEmpty() ? Optional.empty() : Optional.of(first.with("cursor", cursor));
    }
  }

  private JsonNode page(ApiRequest request) {
    try (var reply = client.send(request)) {
      if (!reply.good()) {
        throw Refusal.of(reply);
      }
      return JSON.readTree(reply.text());
    }
  }

  private static Optional<String> match(Noun noun, JsonNode item, String text) {
    var id = item.path("id").asString("");
    boolean known =
        id.equals(text)
            || noun.names().stream().anyMatch(name -> item.path(name).asString("").equals(text));
    return known && !id.isEmpty() ? Optional.of(id) : Optional.empty();
  }

  /** Returns a path with its variables filled in, in order. */
  static String path(String template, List<String> values) {
    var path = new StringBuilder();
    int next = 0;
    for (var value : values) {
      if (value.isEmpty() || value.equals(".") || value.equals("..")) {
        throw new WrongUsage("'" + value + "' is no id");
      }
    }
    for (var segment : template.substring(1).split("/")) {
      path.append('/')
          .append(Noun.isVariable(segment) ? ApiRequest.segment(values.get(next++)) : segment);
    }
    return path.toString();
  }

  /** Returns the id of the account that a connection names. */
  Optional<String> account(Optional<String> text) {
    return text.map(name ->
        commands.ofCollection("accounts").map(noun -> id(noun, name, List.of())).orElse(name));
  }

  /** Returns ids for all values of a query or body that are names. */
  List<String> ids(Noun noun, List<String> texts) {
    return texts.stream().map(text -> id(noun, text, List.of())).toList();
  }
}
