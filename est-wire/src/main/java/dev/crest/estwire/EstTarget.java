package dev.crest.estwire;

import java.util.Optional;

/**
 * What an EST request's path asks for.
 *
 * @param operation the operation
 * @param policy whose policy is meant
 */
public record EstTarget(EstOperation operation, PolicySelector policy) {

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
   * @param target the request target in origin form, undecoded
   */
  public static Optional<EstTarget> parse(String target) {
    throw new UnsupportedOperationException();
  }

  /** Writes the path, such as {@code /.well-known/est/devicetrustmanager/IOT_…/simpleenroll}. */
  public String path() {
    throw new UnsupportedOperationException();
  }
}
