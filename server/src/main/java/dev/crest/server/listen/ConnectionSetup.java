package dev.crest.server.listen;

import dev.crest.server.listen.HttpConnection.Shared;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Lines up what reads a new connection: PROXY header where one is due, server name, TLS, HTTP. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what can't be written or closed ends in channelInactive
final class ConnectionSetup extends ChannelInitializer<SocketChannel> {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionSetup.class);

  /** Of what a balancer may tell besides the addresses. */
  private static final int MOST_TLV_BYTES = 4_096;

  private final Shared shared;
  private final HostNames names;
  private final CurrentTls tls;
  private final List<IpSubnetFilterRule> balancers;
  private final Executor tasks;
  private final Channels channels;

  /** Where open connections are listed. */
  interface Channels {
    void opened(Channel channel);
  }

  ConnectionSetup(
      Shared shared, ListenSettings settings, HostNames names, CurrentTls tls, Channels channels) {
    this.shared = shared;
    this.names = names;
    this.tls = tls;
    this.channels = channels;
    this.balancers = settings.balancers().stream().map(ListenSettings::range).toList();
    this.tasks =
        Thread
            ::startVirtualThread; // the JDK's engine hands its arithmetic out, BoringSSL does it in
    // place
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (!shared.load().enter()) {
      turnAway(channel, "too many connections");
      return;
    }
    channel.closeFuture().addListener(_ -> shared.load().leave());
    channels.opened(channel);
    var deadline = new Deadline(channel.eventLoop());
    deadline.set(shared.timeouts().handshake(), channel::close);
    channel.closeFuture().addListener(_ -> deadline.end());
    var peer = channel.remoteAddress();
    if (balancers.stream().anyMatch(range -> range.matches(peer))) {
      var header =
          new ProxyHeader(
              shared.load(),
              (ctx, client) -> admit(ctx.channel(), client.orElse(peer.getAddress()), deadline));
      channel.pipeline().addLast(new HAProxyMessageDecoder(MOST_TLV_BYTES), header);
    } else {
      admit(channel, peer.getAddress(), deadline);
    }
  }

  private void admit(Channel channel, InetAddress client, Deadline deadline) {
    if (!shared.load().enter(client)) {
      turnAway(channel, "too many connections from one address");
      return;
    }
    channel.closeFuture().addListener(_ -> shared.load().leave(client));
    channel
        .pipeline()
        .addLast(
            new ServerNameReader(
                shared.load(), (ctx, name) -> startTls(ctx, name, client, deadline)));
  }

  private void turnAway(Channel channel, String why) {
    var level = shared.load().turnedAway() ? Level.INFO : Level.DEBUG;
    LOG.atLevel(level).log("turned away a connection of {}: {}", channel.remoteAddress(), why);
    channel.close();
  }

  private void startTls(
      ChannelHandlerContext ctx,
      Optional<String> serverName,
      InetAddress client,
      Deadline deadline) {
    var current = tls.contexts();
    var protocols = new ProtocolChoice();
    var engine = current.engine(serverName, protocols);
    var hello = new ServerHelloReader();
    Supplier<Optional<ClientConnection>> established =
        () -> {
          current.library().established(engine);
          var role = current.role(serverName);
          var made = new TlsConnection(client, role, engine, hello.settled(), current.library());
          tls.began(made.protocol(), made.resumed(), made.certificateBytes());
          return protocols.refused() ? Optional.empty() : Optional.of(made);
        };
    var http = new HttpConnection(shared, deadline, new HostCheck(serverName, names), established);
    var pipeline = ctx.pipeline();
    pipeline.addBefore(ctx.name(), "server-hello", hello);
    pipeline.addAfter(ctx.name(), "http", http);
    pipeline.replace(ctx.handler(), "tls", new TlsHandler(engine, tasks));
  }
}
