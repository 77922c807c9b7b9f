package dev.crest.server.config;

import dev.crest.server.listen.ListenLimits;
import dev.crest.server.listen.ListenSettings;
import dev.crest.server.listen.ListenTimeouts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys under {@code est.}: where the EST listener listens, its names, limits and time-outs. */
final class ListenSection {
  private ListenSection() {}

  static Optional<ListenSettings> read(SettingsReader in) {
    var publicHost = in.text("est.public-host", "localhost").toLowerCase(Locale.ROOT);
    var clientAuthHost =
        in.text("est.client-auth-host", "clientauth." + publicHost).toLowerCase(Locale.ROOT);
    var bind = in.text("est.bind", "0.0.0.0");
    int port = in.integer("est.port", 8443, 0, 65535);
    var names = in.list("est.further-names");
    var balancers = in.list("est.proxy-protocol-from");
    boolean nativeTls = in.flag("est.native-tls", true);
    var limits = limits(in);
    var timeouts = timeouts(in);
    if (limits.isEmpty() || timeouts.isEmpty()) {
      return Optional.empty();
    }
    return in.section(
        "est",
        () ->
            new ListenSettings(
                address(bind),
                port,
                publicHost,
                clientAuthHost,
                names,
                balancers,
                List.of(),
                nativeTls,
                limits.get(),
                timeouts.get()));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("bind is not an address of this machine", e);
    }
  }

  private static Optional<ListenLimits> limits(SettingsReader in) {
    var usual = ListenLimits.defaults();
    int most = Integer.MAX_VALUE;
    int body = in.integer("est.limits.body-bytes", usual.bodyBytes(), 0, most);
    int line = in.integer("est.limits.request-line-bytes", usual.requestLineBytes(), 0, most);
    int header = in.integer("est.limits.header-bytes", usual.headerBytes(), 0, most);
    int count = in.integer("est.limits.header-count", usual.headerCount(), 0, most);
    int requests =
        in.integer("est.limits.requests-per-connection", usual.requestsPerConnection(), 0, most);
    int connections = in.integer("est.limits.connections", usual.connections(), 0, most);
    int perAddress =
        in.integer("est.limits.connections-per-address", usual.connectionsPerAddress(), 0, most);
    int concurrent =
        in.integer("est.limits.concurrent-requests", usual.concurrentRequests(), 0, most);
    return in.section(
        "est.limits",
        () ->
            new ListenLimits(
                body, line, header, count, requests, connections, perAddress, concurrent));
  }

  private static Optional<ListenTimeouts> timeouts(SettingsReader in) {
    var usual = ListenTimeouts.defaults();
    var handshake = in.duration("est.timeouts.handshake", usual.handshake());
    var header = in.duration("est.timeouts.header", usual.header());
    var body = in.duration("est.timeouts.body", usual.body());
    var idle = in.duration("est.timeouts.idle", usual.idle());
    var write = in.duration("est.timeouts.write", usual.write());
    var linger = in.duration("est.timeouts.linger", usual.linger());
    var stop = in.duration("est.timeouts.stop", usual.stop());
    return in.section(
        "est.timeouts",
        () -> new ListenTimeouts(handshake, header, body, idle, write, linger, stop));
  }
}
