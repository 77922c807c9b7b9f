package dev.crest.estwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an EST request's path asks for (RFC 7030 §3.2.2).
 *
 * @param operation the operation
 * @param policy whose policy is meant
 */
public record EstTarget(EstOperation operation, PolicySelector policy) {
  private static final String BASE = "/.well-known/est/";
  private static final String TENANT_SEGMENT = "devicetrustmanager";
  private static final String GROUP_SEGMENT = "device-group";

  /** A label of 128 characters, each percent-encoded, with the fixed segments around it. */
  private static final int MAX_PATH = 512;

  /** The longest shape: {@code .well-known est devicetrustmanager IOT_… device-group … <op>}. */
  private static final int MAX_SEGMENTS = 7;

  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
  private static final Pattern POLICY_ID = Pattern.compile("IOT_" + UUID);
  private static final Pattern GROUP_ID = Pattern.compile(UUID);

  /** The URL shapes of an EST server. */
  public sealed interface PolicySelector {
    /** {@code /.well-known/est/<op>}. */
    record Default() implements PolicySelector {}

    /** {@code /.well-known/est/<label>/<op>}. */
    record Label(CaLabel label) implements PolicySelector {}

    /** {@code /.well-known/est/devicetrustmanager/IOT_<uuid>/<op>}; the id includes its prefix. */
    record Policy(String policyId) implements PolicySelector {}

    /** {@code /.well-known/est/devicetrustmanager/IOT_<uuid>/device-group/<uuid>/<op>}. */
    record DeviceGroup(String policyId, String groupId) implements PolicySelector {}
  }

  /**
   * Parses a request target's path after exactly one percent-decode (S-URI-07); a query is ignored
   * (S-URI-12); one trailing slash is accepted (S-URI-08). Empty for anything that is not an EST
   * path of a known operation.
   *
   * <p>The path is split before it is decoded, so an encoded slash never separates anything; and no
   * decoded character other than the unreserved and sub-delim ones of RFC 3986 is ever part of an
   * EST path, which leaves no room for dot segments, NUL, overlong UTF-8 or a second decoding.
   *
   * @param target the request target in origin form, undecoded
   */
  public static Optional<EstTarget> parse(String target) {
    int query = target.indexOf('?');
    var path = query < 0 ? target : target.substring(0, query);
    if (path.length() > MAX_PATH || !path.startsWith("/")) {
      return Optional.empty();
    }
    return segments(path).flatMap(EstTarget::ofSegments);
  }

  private static Optional<EstTarget> ofSegments(List<String> segments) {
    if (segments.size() < 3
        || !segments.get(0).equals(".well-known")
        || !segments.get(1).equals("est")) {
      return Optional.empty();
    }
    return EstOperation.ofSegment(segments.getLast())
        .flatMap(operation ->
            selector(segments.subList(2, segments.size() - 1))
                .map(policy -> new EstTarget(operation, policy)));
  }

  private static Optional<PolicySelector> selector(List<String> between) {
    return switch (between.size()) {
      case 0 -> Optional.of(new PolicySelector.Default());
      case 1 ->
          CaLabel.isValid(between.getFirst())
              ? Optional.of(new PolicySelector.Label(new CaLabel(between.getFirst())))
              : Optional.empty();
      case 2 ->
          isPolicy(between)
              ? Optional.of(new PolicySelector.Policy(between.get(1)))
              : Optional.empty();
      case 4 ->
          isPolicy(between)
                  && between.get(2).equals(GROUP_SEGMENT)
                  && GROUP_ID.matcher(between.get(3)).matches()
              ? Optional.of(new PolicySelector.DeviceGroup(between.get(1), between.get(3)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isPolicy(List<String> between) {
    return between.getFirst().equals(TENANT_SEGMENT) && POLICY_ID.matcher(between.get(1)).matches();
  }

  /** Splits and decodes; empty if any segment is empty or holds a character that no path has. */
  private static Optional<List<String>> segments(String path) {
    var found = new ArrayList<String>(MAX_SEGMENTS);
    int end = path.endsWith("/") ? path.length() - 1 : path.length();
    int start = 1;
    while (start <= end) {
      int slash = path.indexOf('/', start);
      int stop = slash < 0 || slash > end ? end : slash;
      var segment = decode(path, start, stop);
      if (segment.isEmpty() || found.size() == MAX_SEGMENTS) {
        return Optional.empty();
      }
      found.add(segment.get());
      start = stop + 1;
    }
    return Optional.of(found);
  }

  /** Percent-decodes one segment; empty if it is empty or not made of allowed characters. */
  private static Optional<String> decode(String path, int start, int stop) {
    var decoded = new StringBuilder(stop - start);
    for (int i = start; i < stop; i++) {
      int c = path.charAt(i);
      if (c == '%') {
        if (i + 2 >= stop) {
          return Optional.empty();
        }
        // What is no hexadecimal digit makes the sum negative, and that is not allowed.
        c = hex(path.charAt(i + 1)) * 16 + hex(path.charAt(i + 2));
        i += 2;
      }
      if (!CaLabel.isAllowed(c)) {
        return Optional.empty();
      }
      decoded.append((char) c);
    }
    return decoded.isEmpty() ? Optional.empty() : Optional.of(decoded.toString());
  }

  /** Returns the value of an ASCII hexadecimal digit, or -256 for anything else. */
  private static int hex(char digit) {
    return digit < 0x80 && Character.digit(digit, 16) >= 0 ? Character.digit(digit, 16) : -256;
  }

  /** Writes the path, such as {@code /.well-known/est/devicetrustmanager/IOT_…/simpleenroll}. */
  public String path() {
    var between =
        switch (policy) {
          case PolicySelector.Default() -> "";
          case PolicySelector.Label(var label) -> label.value() + "/";
          case PolicySelector.Policy(var policyId) -> TENANT_SEGMENT + "/" + policyId + "/";
          case PolicySelector.DeviceGroup(var policyId, var groupId) ->
              TENANT_SEGMENT + "/" + policyId + "/" + GROUP_SEGMENT + "/" + groupId + "/";
        };
    return BASE + between + operation.segment();
  }
}
