package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Providers;
import dev.crest.testkit.HeldCertificate;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.conscrypt.Conscrypt;

/**
 * A real TLS server that answers byte by byte what a test gives it, and keeps what came in. Asks
 * for a client certificate and takes any.
 */
final class StubServer implements AutoCloseable {
  private final ServerSocket listener;
  private final SSLContext tls;
  private final String[] versions;
  private final Map<String, Function<Received, byte[]>> answers = new ConcurrentHashMap<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * What came in.
   *
   * @param connection the how manieth connection
   * @param peer the client's certificate
   * @param binding tls-unique or tls-exporter, as this side knows it
   */
  record Received(
      int connection,
      String line,
      Map<String, List<String>> headers,
      byte[] body,
      Optional<Certificate> peer,
      byte[] binding) {
    String path() {
      return line.split(" ")[1];
    }

    String operation() {
      return path().substring(path().lastIndexOf('/') + 1);
    }

    Optional<String> header(String name) {
      return headers.getOrDefault(name, List.of()).stream().findFirst();
    }
  }

  StubServer(HeldCertificate certificate, HeldCertificate... chain) {
    this(new String[] {"TLSv1.2", "TLSv1.3"}, certificate, chain);
  }

  StubServer(String[] versions, HeldCertificate certificate, HeldCertificate... chain) {
    this.versions = versions;
    try {
      this.tls = context(certificate, chain);
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  private SSLContext context(HeldCertificate own, HeldCertificate... chain) {
    try {
      var certificates = new ArrayList<Certificate>();
      certificates.add(own.certificate());
      Arrays.stream(chain).map(HeldCertificate::certificate).forEach(certificates::add);
      // Conscrypt tells tls-unique, and the platform, another implementation, tells tls-exporter.
      var context =
          List.of(versions).contains("TLSv1.3")
              ? SSLContext.getInstance("TLS")
              : SSLContext.getInstance("TLS", Providers.conscrypt().orElseThrow());
      var keys = new Presented(own.keyPair().getPrivate(), Certificates.jca(certificates));
      context.init(new KeyManager[] {keys}, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Presents any chain, also one that no key store would take. */
  private static final class Presented extends X509ExtendedKeyManager {
    private final PrivateKey key;
    private final X509Certificate[] chain;

    Presented(PrivateKey key, X509Certificate[] chain) {
      this.key = key;
      this.chain = chain;
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return type.equals("EC") ? type : null;
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      return type.equals("EC") ? type : null;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[] {type};
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  URI url() {
    return url("localhost");
  }

  URI url(String host) {
    return URI.create("https://" + host + ":" + port() + "/.well-known/est");
  }

  /** Answers an operation, or a path where it begins with a slash. */
  StubServer on(String operation, Function<Received, byte[]> answer) {
    answers.put(operation, answer);
    return this;
  }

  StubServer on(String operation, byte[] answer) {
    return on(operation, _ -> answer);
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  List<Received> received(String operation) {
    return received.stream().filter(one -> one.operation().equals(operation)).toList();
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket raw) {
    int number = connections.incrementAndGet();
    try (var socket =
        (SSLSocket) tls.getSocketFactory().createSocket(raw, "localhost", port(), true)) {
      socket.setUseClientMode(false);
      socket.setWantClientAuth(true);
      socket.setEnabledProtocols(versions);
      socket.startHandshake();
      var in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        var request = read(in, socket, number);
        if (request.isEmpty()) {
          return;
        }
        received.add(request.get());
        var answer = answer(request.get());
        socket.getOutputStream().write(answer);
        if (!keeps(answer)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client went away, as some tests want it to.
    }
  }

  private static boolean keeps(byte[] answer) {
    var head = new String(answer, ISO_8859_1).split("\r?\n\r?\n", 2)[0].toLowerCase(Locale.ROOT);
    return head.startsWith("http/1.1")
        && !head.contains("connection: close")
        && (head.contains("content-length") || head.contains("chunked") || head.contains(" 204"));
  }

  private byte[] answer(Received request) {
    var answer = answers.get(request.path());
    if (answer == null) {
      answer = answers.getOrDefault(request.operation(), _ -> Canned.status(404, ""));
    }
    return answer.apply(request);
  }

  private static Optional<Received> read(InputStream in, SSLSocket socket, int number)
      throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        return Optional.empty();
      }
      head.write(octet);
    }
    var lines = head.toString(ISO_8859_1).split("\r\n");
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      var parts = lines[i].split(": ", 2);
      headers.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", List.of("0")).getFirst());
    return Optional.of(
        new Received(
            number, lines[0], headers, in.readNBytes(length), peer(socket), binding(socket)));
  }

  private static Optional<Certificate> peer(SSLSocket socket) {
    try {
      var chain = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return Optional.of(Certificates.ofJca(chain));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static byte[] binding(SSLSocket socket) throws IOException {
    if (socket.getSession() instanceof ExtendedSSLSession session
        && session.getProtocol().equals("TLSv1.3")) {
      return session.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
    }
    return Conscrypt.isConscrypt(socket) ? Conscrypt.getTlsUnique(socket) : new byte[0];
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
