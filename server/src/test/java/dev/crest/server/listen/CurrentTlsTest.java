package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.KeyType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When the TLS contexts are replaced. */
class CurrentTlsTest {
  private final ListenSettings settings = ListenSettings.defaults(Pki.PLAIN, Pki.CLIENT_AUTH);
  private final CurrentTls tls =
      new CurrentTls(
          with -> new TlsContexts(TlsLibrary.choose(true), new HostNames(settings), settings, with),
          Pki.identity(Pki.SERVER));

  @Test
  @DisplayName(
      "A-02 before the sessions kept for TLS 1.2 clients fill the memory, the contexts are made anew")
  void renewedByBytes() {
    var first = tls.contexts();
    int large = AnyClientCertificate.MOST_BYTES;
    for (long bytes = 0; bytes <= CurrentTls.MOST_KEPT_BYTES; bytes += large) {
      tls.began("TLSv1.2", false, large);
    }
    Until.isTrue(() -> tls.contexts() != first);
    var second = tls.contexts();
    tls.began("TLSv1.2", false, large);
    assertThat(tls.contexts()).isSameAs(second);
  }

  @Test
  @DisplayName("sessions that are not kept do not count: those of TLS 1.3, and resumed ones")
  void notKept() {
    var first = tls.contexts();
    for (int i = 0; i < 3; i++) {
      tls.began("TLSv1.3", false, (int) CurrentTls.MOST_KEPT_BYTES);
      tls.began("TLSv1.2", true, (int) CurrentTls.MOST_KEPT_BYTES);
    }
    tls.began("TLSv1.2", false, 1_000);
    assertThat(tls.contexts()).isSameAs(first);
  }

  @Test
  @DisplayName("another identity comes with new contexts")
  void replaced() {
    var first = tls.contexts();
    tls.replace(Pki.identity(Pki.server(KeyType.EC_P384)));
    assertThat(tls.contexts()).isNotSameAs(first);
  }
}
