package dev.crest.server.listen;

import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Chooses http/1.1 or http/1.0 of what a client offers by ALPN (RFC 7301). A client that offers
 * other protocols only is not served HTTP: it may have been led here by someone who wants the two
 * to misunderstand each other. The JDK ends such a handshake with no_application_protocol;
 * BoringSSL by way of Conscrypt goes on without a protocol, so the connection is ended once the
 * handshake is done.
 */
@SuppressWarnings("NullAway") // null is how JSSE's interface says "none of these"
final class ProtocolChoice implements BiFunction<SSLEngine, List<String>, @Nullable String> {
  private static final List<String> SPOKEN = List.of("http/1.1", "http/1.0");

  private volatile boolean refused;

  @Override
  public @Nullable String apply(SSLEngine engine, List<String> offered) {
    var chosen = SPOKEN.stream().filter(offered::contains).findFirst();
    refused = chosen.isEmpty();
    return chosen.orElse(null);
  }

  /** Whether the client speaks other protocols only. */
  boolean refused() {
    return refused;
  }
}
