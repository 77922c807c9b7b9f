package dev.crest.server.est;

import dev.crest.pkix.Der;
import dev.crest.server.listen.ClientConnection;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
import dev.crest.server.listen.HttpRequest.Header;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests as the listener hands them over, by default a GET of cacerts by nobody in particular.
 */
record EdgeRequest(
    String method,
    String target,
    boolean http10,
    List<Header> headers,
    String body,
    Connection connection) {
  static final String ID = "req-7f3k2m9q";

  static final EstSettings SETTINGS =
      new EstSettings("est.example", "clientauth.est.example", 8443);

  static EdgeRequest get(String operation) {
    return new EdgeRequest(
        "GET", "/.well-known/est/" + operation, false, List.of(), "", Connection.plain());
  }

  static EdgeRequest post(String operation) {
    return get(operation).method("POST").body("not looked at");
  }

  EdgeRequest method(String other) {
    return new EdgeRequest(other, target, http10, headers, body, connection);
  }

  EdgeRequest target(String other) {
    return new EdgeRequest(method, other, http10, headers, body, connection);
  }

  EdgeRequest inHttp10() {
    return new EdgeRequest(method, target, true, headers, body, connection);
  }

  EdgeRequest body(String other) {
    return new EdgeRequest(method, target, http10, headers, other, connection);
  }

  EdgeRequest on(Connection other) {
    return new EdgeRequest(method, target, http10, headers, body, other);
  }

  EdgeRequest header(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new EdgeRequest(method, target, http10, List.copyOf(more), body, connection);
  }

  HttpRequest request() {
    return new HttpRequest(
        ID, method, target, http10, headers, body.getBytes(StandardCharsets.UTF_8), connection);
  }

  static String text(HttpReply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  static Optional<String> header(HttpReply reply, String name) {
    return reply.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst();
  }

  /** The header block as it goes over the wire, without what the listener adds. */
  static int headerBytes(HttpReply reply) {
    return reply.headers().stream().mapToInt(h -> h.name().length() + h.value().length() + 4).sum();
  }

  /** A connection that is what it says it is. */
  record Connection(
      HostRole host,
      List<Der> clientCertificates,
      Optional<byte[]> tlsUnique,
      Optional<byte[]> tlsExporter)
      implements ClientConnection {
    static Connection plain() {
      return new Connection(HostRole.PLAIN, List.of(), Optional.empty(), Optional.empty());
    }

    static Connection clientAuth() {
      return new Connection(HostRole.CLIENT_AUTH, List.of(), Optional.empty(), Optional.empty());
    }

    Connection presenting(Der... certificates) {
      return new Connection(host, List.of(certificates), tlsUnique, tlsExporter);
    }

    Connection withBindings(byte[] unique, byte[] exporter) {
      return new Connection(host, clientCertificates, Optional.of(unique), Optional.of(exporter));
    }

    @Override
    public InetAddress address() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public String protocol() {
      return "TLSv1.3";
    }

    @Override
    public boolean resumed() {
      return false;
    }
  }
}
