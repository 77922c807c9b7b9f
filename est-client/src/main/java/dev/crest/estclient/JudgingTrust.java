package dev.crest.estclient;

import dev.crest.estclient.ServerJudge.Verdict;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/**
 * Judges a server within the handshake, before anything of the client's is sent, and remembers the
 * verdict. For one connection.
 */
final class JudgingTrust implements X509TrustManager {
  private final TlsConnection.Judge judge;
  private final String host;
  private volatile Optional<Verdict> verdict = Optional.empty();
  private volatile Optional<EstException> failure = Optional.empty();

  JudgingTrust(TlsConnection.Judge judge, String host) {
    this.judge = judge;
    this.host = host;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      verdict = Optional.of(judge.judge(Certificates.ofJca(chain), host));
    } catch (EstException.Untrusted e) {
      failure = Optional.of(e);
      throw new CertificateException(e.getMessage(), e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  Verdict verdict() {
    return verdict.orElseThrow(() -> new IllegalStateException("no server was judged"));
  }

  /** Returns why the server is not trusted, where that ended the handshake. */
  Optional<EstException> failure() {
    return failure;
  }
}
