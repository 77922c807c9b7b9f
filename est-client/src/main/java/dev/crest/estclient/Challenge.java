package dev.crest.estclient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A challenge of a WWW-Authenticate header (RFC 9110 §11.6.1).
 *
 * @param scheme in lower case
 * @param parameters by lower-case name, without quotes
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern PARAMETER =
      Pattern.compile("(" + TOKEN + ")\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(" + TOKEN + "))");
  private static final Pattern SCHEME = Pattern.compile("(" + TOKEN + ")(?=\\s|,|$)");
  private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*(?=\\s*(?:,|$))");
  private static final Pattern GAP = Pattern.compile("[\\s,]*");
  private static final int LONGEST = 8192;

  /** Reads all challenges of all headers; what is malformed ends its header. */
  static List<Challenge> read(List<String> headers) {
    var found = new ArrayList<Challenge>();
    headers.stream().filter(header -> header.length() <= LONGEST).forEach(h -> read(h, found));
    return List.copyOf(found);
  }

  private static void read(String header, List<Challenge> found) {
    var at = GAP.matcher(header);
    int position = at.lookingAt() ? at.end() : 0;
    Optional<Challenge> open = Optional.empty();
    while (position < header.length()) {
      var rest = header.substring(position);
      var parameter = PARAMETER.matcher(rest);
      var scheme = SCHEME.matcher(rest);
      var token = TOKEN68.matcher(rest);
      int length;
      if (open.isPresent() && parameter.lookingAt()) {
        open.get()
            .parameters()
            .putIfAbsent(name(parameter.group(1)), value(parameter.group(2), parameter.group(3)));
        length = parameter.end();
      } else if (scheme.lookingAt()) {
        open = Optional.of(new Challenge(name(scheme.group(1)), new HashMap<>()));
        found.add(open.get());
        length = scheme.end();
      } else if (open.isPresent() && token.lookingAt()) {
        length = token.end();
      } else {
        return;
      }
      var gap = GAP.matcher(rest.substring(length));
      position += length + (gap.lookingAt() ? gap.end() : 0);
    }
  }

  private static String name(String token) {
    return token.toLowerCase(Locale.ROOT);
  }

  private static String value(@Nullable String quoted, @Nullable String token) {
    return quoted != null ? quoted.replaceAll("\\\\(.)", "$1") : token == null ? "" : token;
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
