package dev.crest.cli.connect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A request to the API.
 *
 * @param method in capitals
 * @param path ready to be sent, without a query
 * @param query names and values, in order
 * @param headers besides those that every request has
 */
public record ApiRequest(
    String method,
    String path,
    List<Map.Entry<String, String>> query,
    Map<String, String> headers,
    Optional<Content> content) {
  public ApiRequest {
    query = List.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** Returns a GET. */
  public static ApiRequest get(String path, List<Map.Entry<String, String>> query) {
    return new ApiRequest("GET", path, query, Map.of(), Optional.empty());
  }

  /** Returns the same with a query parameter in place of the one of this name. */
  public ApiRequest with(String name, String value) {
    var more = new java.util.ArrayList<>(query);
    more.removeIf(entry -> entry.getKey().equals(name));
    more.add(Map.entry(name, value));
    return new ApiRequest(method, path, more, headers, content);
  }

  /** Returns the same with a header. */
  public ApiRequest withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ApiRequest(method, path, query, more, content);
  }

  /** Returns a text as one segment of a path. */
  public static String segment(String text) {
    return encoded(text);
  }

  String target() {
    return query.isEmpty()
        ? path
        : path
            + query.stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&", "?", ""));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
