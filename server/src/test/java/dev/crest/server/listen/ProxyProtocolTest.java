package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY protocol version 2, its header written by hand. */
class ProxyProtocolTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String PORTS = "d431" + "20fb";
  private static final String V4 = "c6336407" + "7f000001" + PORTS;
  private static final String V6 =
      "20010db8000000000000000000000007" + "00000000000000000000000000000001" + PORTS;

  private static RunningListener behind(String... balancers) {
    return RunningListener.start(s -> s.withBalancers(List.of(balancers)));
  }

  private static Socket connect(RunningListener server, String hex) throws IOException {
    var socket = Client.plainSocket(server);
    socket.getOutputStream().write(HexFormat.of().parseHex(hex));
    socket.getOutputStream().flush();
    return socket;
  }

  private static Client client(RunningListener server, String hex) throws Exception {
    return Client.to(Client.context(List.of()), connect(server, hex), Pki.PLAIN, "TLSv1.3");
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of("TCP over IPv4", "2111000c" + V4, "198.51.100.7"),
        Arguments.of("TCP over IPv6", "21210024" + V6, "2001:db8:0:0:0:0:0:7"),
        Arguments.of("with a TLV behind", "21110013" + V4 + "04000400000000", "198.51.100.7"),
        Arguments.of("LOCAL: a health check", "20000000", "127.0.0.1"),
        Arguments.of("LOCAL with addresses to be ignored", "2011000c" + V4, "127.0.0.1"),
        Arguments.of("unknown protocol", "21000000", "127.0.0.1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  @DisplayName("a listed balancer's header tells the client's address")
  void told(String what, String header, String address) throws Exception {
    try (var server = behind("192.0.2.0/24", "127.0.0.0/8");
        var client = client(server, SIGNATURE + header)) {
      assertThat(client.get("/").told("address")).as(what).isEqualTo(address);
      assertThat(client.get("/").told("address")).isEqualTo(address);
    }
  }

  @Test
  @DisplayName(
      "a header that arrives byte by byte, and together with the ClientHello, is read all the same")
  void inPieces() throws Exception {
    try (var server = behind("127.0.0.1/32");
        var socket = Client.plainSocket(server)) {
      for (byte b : HexFormat.of().parseHex(SIGNATURE + "2111000c" + V4)) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }
      try (var client = Client.to(Client.context(List.of()), socket, Pki.PLAIN, "TLSv1.2")) {
        assertThat(client.get("/").told("address")).isEqualTo("198.51.100.7");
      }
    }
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("version 1", hex("PROXY TCP4 198.51.100.7 127.0.0.1 54321 8443\r\n")),
        Arguments.of("no header: TLS at once", "16030100" + "80".repeat(200)),
        Arguments.of("no header: HTTP", hex("GET / HTTP/1.1\r\nHost: est.example\r\n\r\n")),
        Arguments.of("version 3", SIGNATURE + "3111000c" + V4),
        Arguments.of("unknown command", SIGNATURE + "2211000c" + V4),
        Arguments.of("UDP", SIGNATURE + "2112000c" + V4),
        Arguments.of("a UNIX socket", SIGNATURE + "213100d8" + "41".repeat(216)),
        Arguments.of("addresses cut short", SIGNATURE + "21110008" + V4.substring(0, 16)),
        Arguments.of(
            "a wrong signature", "0d0a0d0a000d0a515549540b" + "2111000c" + V4 + "00".repeat(200)));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  @DisplayName("anything else from a listed balancer ends the connection, and nothing is said")
  void refused(String what, String hex) throws Exception {
    try (var server = behind("127.0.0.1/32");
        var socket = connect(server, hex)) {
      assertThat(ended(socket)).as(what).isEmpty();
      Until.isTrue(() -> server.listener.counts().connections() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2111000c" + V4, "20000000"})
  @DisplayName("a PROXY header from anyone who is not listed ends the connection")
  void fromAnyone(String header) throws Exception {
    try (var server = behind("192.0.2.0/24");
        var socket = connect(server, SIGNATURE + header)) {
      assertThat(new String(ended(socket), StandardCharsets.ISO_8859_1)).doesNotContain("HTTP");
      try (var client = Client.to(server)) {
        assertThat(client.get("/").told("address")).isEqualTo("127.0.0.1");
      }
    }
  }

  @Test
  @DisplayName("the limit of connections an address counts clients and not the balancer")
  void limitPerClient() throws Exception {
    try (var server =
            RunningListener.start(s ->
                s.withBalancers(List.of("127.0.0.1/32"))
                    .withLimits(s.limits().withConnections(100, 1), s.timeouts()));
        var first = client(server, SIGNATURE + "2111000c" + V4);
        var other = client(server, SIGNATURE + "21210024" + V6)) {
      assertThat(first.get("/").status()).isEqualTo(200);
      assertThat(other.get("/").status()).isEqualTo(200);
      try (var second = connect(server, SIGNATURE + "2111000c" + V4)) {
        assertThat(ended(second)).isEmpty();
      }
      assertThat(server.listener.counts().connectionsTurnedAway()).isEqualTo(1);
    }
  }

  /** Returns what the server sends before it closes. */
  private static byte[] ended(Socket socket) throws IOException {
    var received = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(received);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection was not closed", e);
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    return received.toByteArray();
  }
}
