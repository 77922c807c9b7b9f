package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.estclient.ServerJudge.Verdict;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Providers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.conscrypt.Conscrypt;

/** One verified TLS connection, with the binding of requests to it. For one thread. */
final class TlsConnection implements Closeable {
  private static final String EXPORTER = "EXPORTER-Channel-Binding";
  private static final int EXPORTER_LENGTH = 32;

  private final URI origin;
  private final SSLSocket socket;
  private final Verdict verdict;
  private final boolean identified;
  private final HttpReader reader;
  private boolean used;
  private boolean open = true;

  private TlsConnection(
      URI origin, SSLSocket socket, Verdict verdict, boolean identified, HttpReader reader) {
    this.origin = origin;
    this.socket = socket;
    this.verdict = verdict;
    this.identified = identified;
    this.reader = reader;
  }

  /**
   * How to connect.
   *
   * @param identity what to present if the server asks for a certificate
   */
  record Plan(Judge judge, Optional<Identity> identity, Set<TlsVersion> versions, Limits limits) {
    /** The same without the certificate, for where it was not meant for. */
    Plan anonymous() {
      return new Plan(judge, Optional.empty(), versions, limits);
    }
  }

  /** Says whether a server is trusted. */
  interface Judge {
    Verdict judge(List<Certificate> chain, String host) throws EstException.Untrusted;
  }

  /**
   * Connects and verifies the server.
   *
   * @throws EstException.Unreachable if nobody answers
   * @throws EstException.Untrusted if it is not the server that is trusted
   */
  static TlsConnection open(URI url, Plan plan, Lifeline lifeline) throws EstException {
    var raw = connect(url, plan.limits(), lifeline);
    var judging = new JudgingTrust(plan.judge(), url.getHost());
    try {
      var socket = lifeline.hold(handshake(url, plan, raw, judging));
      var reader =
          new HttpReader(
              new BufferedInputStream(socket.getInputStream()), plan.limits().answerBytes());
      return new TlsConnection(url, socket, judging.verdict(), plan.identity().isPresent(), reader);
    } catch (IOException e) {
      throw judging.failure().orElseGet(() -> handshakeFailed(url, e));
    }
  }

  private static EstException handshakeFailed(URI url, IOException e) {
    var at = Address.authority(url);
    return e instanceof SSLException
        ? new EstException.Untrusted(
            "no TLS connection comes about with " + at + ": " + Foreign.text(e), e)
        : new EstException.Unreachable(at + " ended the TLS handshake: " + Foreign.text(e), e);
  }

  private static Socket connect(URI url, Limits limits, Lifeline lifeline)
      throws EstException.Unreachable {
    var at = Address.authority(url);
    IOException last = new ConnectException("there is no address");
    try {
      for (var address : resolve(url.getHost())) {
        try {
          var socket = lifeline.hold(new Socket());
          socket.setTcpNoDelay(true);
          socket.setSoTimeout((int) limits.read().toMillis());
          socket.connect(
              new InetSocketAddress(address, Address.port(url)), (int) limits.connect().toMillis());
          return socket;
        } catch (IOException e) {
          last = e;
        }
      }
    } catch (UnknownHostException e) {
      throw new EstException.Unreachable("the name " + url.getHost() + " is not known", e);
    }
    throw new EstException.Unreachable("nobody answers at " + at + ": " + Foreign.text(last), last);
  }

  /** RFC 6761 §6.3: names below localhost are this machine, whatever a resolver says. */
  private static InetAddress[] resolve(String host) throws UnknownHostException {
    var name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return new InetAddress[] {
        InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}),
        InetAddress.getByAddress(host, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})
      };
    }
    return InetAddress.getAllByName(host);
  }

  private static SSLSocket handshake(URI url, Plan plan, Socket raw, JudgingTrust judging)
      throws IOException {
    try {
      var provider =
          Providers.conscrypt()
              .orElseThrow(
                  () -> new IOException("the TLS library does not load on this kind of machine"));
      var context = SSLContext.getInstance("TLS", provider);
      var keys = plan.identity().map(one -> new KeyManager[] {new PresentedIdentity(one)});
      context.init(keys.orElseGet(() -> new KeyManager[0]), new TrustManager[] {judging}, null);
      var socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(raw, url.getHost(), Address.port(url), true);
      socket.setEnabledProtocols(
          plan.versions().stream().sorted().map(TlsVersion::jsse).toArray(String[]::new));
      Conscrypt.setUseSessionTickets(socket, false);
      if (HostNames.address(url.getHost()).isEmpty()) {
        Conscrypt.setHostname(socket, url.getHost());
      }
      socket.startHandshake();
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up", e);
    }
  }

  URI origin() {
    return origin;
  }

  Verdict verdict() {
    return verdict;
  }

  /** Whether a certificate of the client's was at hand for the server to ask for. */
  boolean identified() {
    return identified;
  }

  boolean open() {
    return open;
  }

  /** Whether a request was answered on it before, so that the server may have closed it since. */
  boolean used() {
    return used;
  }

  /** Returns what a request is bound by (RFC 7030 §3.5, RFC 9266), or empty where there is none. */
  Optional<byte[]> binding() throws EstException {
    try {
      return Optional.ofNullable(
          socket.getSession().getProtocol().equals(TlsVersion.TLS_1_3.jsse())
              ? Conscrypt.exportKeyingMaterial(socket, EXPORTER, new byte[0], EXPORTER_LENGTH)
              : Conscrypt.getTlsUnique(socket));
    } catch (SSLException e) {
      throw new EstException.Unreachable("the TLS connection has ended", e);
    }
  }

  /**
   * Sends a request and reads the answer.
   *
   * @throws HttpReader.BadAnswer if the answer is no HTTP, or exceeds a limit
   */
  HttpReply exchange(String head, byte[] body) throws IOException {
    var out = new ByteArrayOutputStream(head.length() + body.length);
    out.writeBytes(head.getBytes(US_ASCII));
    out.writeBytes(body);
    try {
      socket.getOutputStream().write(out.toByteArray());
      socket.getOutputStream().flush();
      var reply = reader.read();
      used = true;
      if (!reply.keepAlive()) {
        close();
      }
      return reply;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    open = false;
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }
}
