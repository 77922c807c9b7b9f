package dev.crest.server.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes the client's address from the PROXY protocol version 2 header that a listed balancer begins
 * with. Anything else from a balancer ends the connection; and from anyone else such a header is no
 * TLS, which ends it too.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what can't be written or closed ends in channelInactive
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

  private final Load load;
  private final BiConsumer<ChannelHandlerContext, Optional<InetAddress>> then;

  /**
   * @param then gets the client's address, or empty where the balancer connects for itself (a
   *     health check); it has to add the handlers that read on
   */
  ProxyHeader(Load load, BiConsumer<ChannelHandlerContext, Optional<InetAddress>> then) {
    this.load = load;
    this.then = then;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HAProxyMessage header)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      if (header.protocolVersion() != HAProxyProtocolVersion.V2) {
        refuse(ctx, "PROXY protocol version 1");
        return;
      }
      then.accept(ctx, client(header));
      ctx.pipeline().remove(this);
    } catch (IllegalArgumentException e) {
      refuse(ctx, "a PROXY header whose address is none");
    } finally {
      header.release();
    }
  }

  private static Optional<InetAddress> client(HAProxyMessage header) {
    if (header.command() == HAProxyCommand.LOCAL) {
      return Optional.empty();
    }
    return switch (header.proxiedProtocol()) {
      case TCP4, TCP6 -> Optional.of(InetAddress.ofLiteral(header.sourceAddress()));
      case UDP4, UDP6, UNIX_STREAM, UNIX_DGRAM -> throw new IllegalArgumentException("not TCP");
      case UNKNOWN -> Optional.empty();
    };
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refuse(ctx, "no PROXY header");
  }

  private void refuse(ChannelHandlerContext ctx, String what) {
    var level = load.turnedAway() ? Level.WARN : Level.DEBUG;
    LOG.atLevel(level)
        .log("closed a connection of balancer {}: {}", ctx.channel().remoteAddress(), what);
    ctx.close();
  }
}
