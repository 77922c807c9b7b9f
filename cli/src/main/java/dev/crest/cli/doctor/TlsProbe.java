package dev.crest.cli.doctor;

import dev.crest.estclient.TlsVersion;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.MalformedInput;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Handshakes that only look: they believe everybody, present nothing, and end before anything is
 * said.
 */
final class TlsProbe {
  private final InetSocketAddress target;
  private final String host;
  private final int millis;

  TlsProbe(InetSocketAddress target, String host, int millis) {
    this.target = target;
    this.host = host;
    this.millis = millis;
  }

  /**
   * A server as a handshake shows it.
   *
   * @param chain its certificates, its own first
   * @param asks whether it asks for a client certificate
   * @param acceptable the names of the CAs whose certificates it takes; empty for any
   */
  record Seen(List<Certificate> chain, boolean asks, List<X500Principal> acceptable) {
    Certificate certificate() {
      return chain.getFirst();
    }
  }

  /** What came of a handshake. */
  sealed interface Outcome {
    record Spoken(Seen seen) implements Outcome {}

    /** There was an answer that is a refusal, or no TLS at all. */
    record Failed(String reason) implements Outcome {}

    /** There was no answer in time. */
    record Silent() implements Outcome {}
  }

  /** Tries one version alone. */
  Outcome handshake(TlsVersion version) {
    var watching = new Watching();
    try (var raw = new Socket()) {
      raw.setSoTimeout(millis);
      raw.connect(target, millis);
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {watching.keys}, new TrustManager[] {watching.trust}, null);
      try (var socket =
          (SSLSocket) context.getSocketFactory().createSocket(raw, host, target.getPort(), true)) {
        socket.setEnabledProtocols(
            new String[] {version == TlsVersion.TLS_1_2 ? "TLSv1.2" : "TLSv1.3"});
        socket.startHandshake();
      }
      return watching.outcome().orElseGet(() -> new Outcome.Failed("there is no certificate"));
    } catch (SocketTimeoutException e) {
      return watching.outcome().orElseGet(Outcome.Silent::new);
    } catch (IOException | GeneralSecurityException e) {
      // A server that demands a client certificate ends it late, when all is seen.
      return watching.outcome().orElseGet(() -> new Outcome.Failed(String.valueOf(e.getMessage())));
    }
  }

  /** Writes down what goes by. */
  private static final class Watching {
    private volatile Optional<List<Certificate>> chain = Optional.empty();
    private volatile boolean asked;
    private volatile List<X500Principal> acceptable = List.of();
    private final Keys keys = new Keys(this);
    private final Everybody trust = new Everybody(this);

    Optional<Outcome> outcome() {
      return chain.map(list -> new Outcome.Spoken(new Seen(list, asked, acceptable)));
    }

    private void show(X509Certificate[] shown) {
      var list = new ArrayList<Certificate>();
      for (var one : shown) {
        try {
          list.add(Certificate.read(Der.of(one.getEncoded())));
        } catch (CertificateEncodingException | MalformedInput e) {
          break;
        }
      }
      chain = list.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(list));
    }

    private void ask(Principal @Nullable [] issuers) {
      asked = true;
      if (issuers != null) {
        acceptable =
            Arrays.stream(issuers)
                .filter(X500Principal.class::isInstance)
                .map(X500Principal.class::cast)
                .toList();
      }
    }
  }

  private static final class Everybody extends X509ExtendedTrustManager {
    private final Watching watching;

    Everybody(Watching watching) {
      this.watching = watching;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      watching.show(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      watching.show(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      watching.show(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static final class Keys extends X509ExtendedKeyManager {
    private final Watching watching;

    Keys(Watching watching) {
      this.watching = watching;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      watching.ask(issuers);
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return null;
    }
  }
}
