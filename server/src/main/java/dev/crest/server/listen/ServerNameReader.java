package dev.crest.server.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads server_name (RFC 6066 §3) from the ClientHello before a TLS engine is chosen by it. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what can't be written or closed ends in channelInactive
final class ServerNameReader extends AbstractSniHandler<Optional<String>> {
  private final Load load;
  private final BiConsumer<ChannelHandlerContext, Optional<String>> then;

  /**
   * @param then gets the canonical name, if there is one; it has to replace this handler by the one
   *     that reads on
   */
  ServerNameReader(Load load, BiConsumer<ChannelHandlerContext, Optional<String>> then) {
    super(0); // the connection's Deadline covers it
    this.load = load;
    this.then = then;
  }

  @Override
  protected Future<Optional<String>> lookup(ChannelHandlerContext ctx, @Nullable String name) {
    return ctx.executor().newSucceededFuture(Optional.ofNullable(name).map(HostNames::canonical));
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext ctx, @Nullable String name, Future<Optional<String>> canonical) {
    then.accept(ctx, canonical.getNow());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    load.handshakeFailed();
    ctx.close(); // no TLS, or a ClientHello that can't be read: nothing could be answered that the
    // client understands
  }
}
