package dev.crest.server.auth;

import dev.crest.server.refusal.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What an HTTP Basic Authorization header says (RFC 7617 §2).
 *
 * <pre>
 * credentials = "Basic" 1*SP token68
 * token68     = base64( user-id ":" password )
 * </pre>
 *
 * Besides that, base64 of a password alone, without a colon, is understood: scripts in the field
 * send it. Only the first colon separates, so a password may contain colons.
 *
 * @param userName possibly empty
 * @param password possibly empty; a secret
 */
public record BasicCredentials(String userName, String password) {
  /** Longest header value that is looked at, in characters. */
  public static final int LONGEST = 2048;

  private static final String SCHEME = "Basic";

  /**
   * Reads the header's value.
   *
   * @throws Refused {@code UNAUTHENTICATED}: {@code authorization-too-long}, {@code
   *     authorization-scheme} for any other scheme, {@code authorization-malformed} for what is no
   *     base64, {@code authorization-not-utf8}
   */
  public static BasicCredentials parse(String header) {
    if (header.length() > LONGEST) {
      throw Refused.unauthenticated("authorization-too-long");
    }
    var value = header.strip();
    int space = value.indexOf(' ');
    var scheme = space < 0 ? value : value.substring(0, space);
    if (!scheme.equalsIgnoreCase(SCHEME)) {
      throw Refused.unauthenticated("authorization-scheme");
    }
    var text = text(decoded(space < 0 ? "" : value.substring(space).strip()));
    int colon = text.indexOf(':');
    return colon < 0
        ? new BasicCredentials("", text)
        : new BasicCredentials(text.substring(0, colon), text.substring(colon + 1));
  }

  private static byte[] decoded(String token) {
    if (token.isEmpty()) {
      throw Refused.unauthenticated("authorization-malformed");
    }
    try {
      return Base64.getDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw Refused.unauthenticated("authorization-malformed");
    }
  }

  private static String text(byte[] bytes) {
    try {
      // A decoder of its own reports malformed input; new String would replace it silently.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Refused.unauthenticated("authorization-not-utf8");
    }
  }

  @Override
  public String toString() {
    return "BasicCredentials[password withheld]";
  }
}
