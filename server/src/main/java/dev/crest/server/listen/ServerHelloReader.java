package dev.crest.server.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads along what the TLS engine sends until {@link ServerHello} is decided. On the connection's
 * event loop only.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what can't be written or closed ends in channelInactive
final class ServerHelloReader extends ChannelOutboundHandlerAdapter {
  private static final int MOST_BYTES = 32_768;

  private byte[] sent = new byte[512];
  private int length;
  private Optional<ServerHello> found = Optional.empty();
  private boolean done;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!done && message instanceof ByteBuf bytes) {
      look(bytes);
    }
    ctx.write(message, promise);
  }

  private void look(ByteBuf bytes) {
    int more = bytes.readableBytes();
    if (length + more > sent.length) {
      sent = Arrays.copyOf(sent, Math.max(sent.length * 2, length + more));
    }
    bytes.getBytes(bytes.readerIndex(), sent, length, more);
    length += more;
    found = ServerHello.read(sent, length);
    if (found.isPresent() || length > MOST_BYTES) {
      done = true;
      sent = new byte[0];
    }
  }

  /** Returns what was settled; if that can't be told, what allows the least. */
  ServerHello settled() {
    return found.orElse(new ServerHello(true, false));
  }
}
