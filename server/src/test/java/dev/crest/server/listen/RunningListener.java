package dev.crest.server.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.server.listen.HttpRequest.Header;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A listener on a free port of the loopback address. By default it tells what it sees. */
final class RunningListener implements AutoCloseable {
  final TlsListener listener;
  final List<HttpRequest> requests = new CopyOnWriteArrayList<>();

  private RunningListener(ListenSettings settings, TlsIdentity identity, RequestHandler handler) {
    this.listener =
        new TlsListener(
            settings,
            identity,
            request -> {
              requests.add(request);
              return handler.handle(request);
            });
    listener.start();
  }

  static RunningListener start() {
    return start(settings -> settings);
  }

  static RunningListener start(UnaryOperator<ListenSettings> change) {
    return start(change, Pki.identity(Pki.SERVER), RunningListener::describe);
  }

  static RunningListener start(UnaryOperator<ListenSettings> change, RequestHandler handler) {
    return start(change, Pki.identity(Pki.SERVER), handler);
  }

  static RunningListener start(UnaryOperator<ListenSettings> change, TlsIdentity identity) {
    return start(change, identity, RunningListener::describe);
  }

  private static RunningListener start(
      UnaryOperator<ListenSettings> change, TlsIdentity identity, RequestHandler handler) {
    var settings =
        ListenSettings.defaults(Pki.PLAIN, Pki.CLIENT_AUTH)
            .withAddress(InetAddress.getLoopbackAddress(), 0)
            .withFurtherNames(List.of("localhost", "further.example", "127.0.0.1"));
    return new RunningListener(change.apply(settings), identity, handler);
  }

  /** Says what a handler gets to see, a line a thing. */
  static HttpReply describe(HttpRequest request) {
    var connection = request.connection();
    var lines =
        List.of(
            "method=" + request.method(),
            "target=" + request.target(),
            "body=" + new String(request.body(), UTF_8),
            "host=" + connection.host(),
            "protocol=" + connection.protocol(),
            "resumed=" + connection.resumed(),
            "certificates=" + connection.clientCertificates().size(),
            "unique=" + hex(connection.tlsUnique()),
            "exporter=" + hex(connection.tlsExporter()),
            "address=" + connection.address().getHostAddress());
    return reply(200, String.join("\n", lines) + "\n");
  }

  static HttpReply reply(int status, String body) {
    return new HttpReply(
        status, List.of(new Header("Content-Type", "text/plain")), body.getBytes(UTF_8), false);
  }

  private static String hex(Optional<byte[]> bytes) {
    return bytes.map(HexFormat.of()::formatHex).orElse("none");
  }

  int port() {
    return listener.port();
  }

  @Override
  public void close() {
    listener.close();
  }
}
