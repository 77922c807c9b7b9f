package dev.crest.cli.connect;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Which server, and as whom.
 *
 * @param url {@code https://host:port}, without a path
 * @param apiKey the key
 * @param account the account that is meant, by id or name
 * @param trustAnchor PEM of the certificates that the server's must lead to; empty for the ones
 *     that Java trusts
 */
public record Connection(
    URI url, String apiKey, Optional<String> account, Optional<String> trustAnchor) {

  /**
   * Reads an address; a path of the API behind it is dropped.
   *
   * @throws WrongUsage for anything but {@code https}
   */
  static URI address(String text) {
    try {
      var uri = URI.create(text.strip());
      if (!"https".equals(Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT))
          || uri.getHost() == null
          || uri.getUserInfo() != null) {
        throw new WrongUsage("the URL of the server must be https://host:port");
      }
      return URI.create("https://" + uri.getAuthority().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new WrongUsage("the URL of the server must be https://host:port");
    }
  }

  /**
   * Checks a key: a header cannot hold everything.
   *
   * @throws WrongUsage saying where it came from
   */
  static String key(String text, String origin) {
    var key = text.strip();
    if (key.isEmpty() || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new WrongUsage(origin + " holds no API key");
    }
    return key;
  }

  @Override
  public String toString() {
    return "Connection[url=" + url + "]";
  }
}
