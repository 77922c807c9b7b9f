package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.listen.ClientConnection.HostRole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That engines are freed with their connections, and do not wait for the garbage collector. */
class TlsHandlerTest {
  private final ListenSettings settings = ListenSettings.defaults(Pki.PLAIN, Pki.CLIENT_AUTH);

  private EmbeddedChannel channel(SSLEngine engine, TlsLibrary library) {
    var channel = new EmbeddedChannel();
    channel.config().setAllocator(library.buffers(1));
    channel.pipeline().addLast(new TlsHandler(engine, Runnable::run));
    return channel;
  }

  private TlsContexts contexts(boolean nativeTls) {
    var names = new HostNames(settings);
    return new TlsContexts(TlsLibrary.choose(nativeTls), names, settings, Pki.identity(Pki.SERVER));
  }

  @ParameterizedTest
  @CsvSource({"true,0", "true,1", "true,2", "true,9", "false,0", "false,1", "false,9"})
  @DisplayName(
      "A-02 however far the handshake came, a connection that is cut leaves no engine behind")
  void cutOff(boolean nativeTls, int flights) throws Exception {
    var contexts = contexts(nativeTls);
    var server = contexts.engine(Optional.of(Pki.PLAIN), new ProtocolChoice());
    var serverSide = channel(server, contexts.library());
    var client = Client.context(List.of()).createSSLEngine(Pki.PLAIN, 443);
    client.setUseClientMode(true);
    var clientSide = channel(client, new PlatformTls());
    for (int i = 0; i < flights; i++) {
      move(clientSide, serverSide);
      move(serverSide, clientSide);
    }
    serverSide.close();
    assertThat(server.isInboundDone()).isTrue();
    assertThat(server.isOutboundDone()).isTrue();
    clientSide.finishAndReleaseAll();
    serverSide.finishAndReleaseAll();
  }

  private static void move(EmbeddedChannel from, EmbeddedChannel to) {
    from.runPendingTasks();
    for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
      to.writeInbound(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource({"est.example,PLAIN", "clientauth.est.example,CLIENT_AUTH", "unknown.example,PLAIN"})
  @DisplayName("S-TLS-10 each name has its role")
  void roles(String name, HostRole role) {
    assertThat(contexts(true).role(Optional.of(name))).isEqualTo(role);
    assertThat(contexts(true).role(Optional.empty())).isEqualTo(HostRole.PLAIN);
  }
}
