package dev.crest.server.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS on a connection that frees its engine when the connection ends.
 *
 * <p>A native engine lives until both directions are closed and its last alert is fetched, else
 * until the garbage collector finds it; and the collector sees some hundred bytes of heap where
 * tens of kilobytes are held outside.
 */
final class TlsHandler extends SslHandler {
  private static final Logger LOG = LoggerFactory.getLogger(TlsHandler.class);
  private static final int CLOSE_NOTIFY_FLUSH_MILLIS = 1_000;
  private static final int MOST_PENDING_RECORDS = 64;
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);
  private static final FastThreadLocal<ByteBuffer> SINK =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
          return ByteBuffer.allocateDirect(32_768);
        }
      };

  TlsHandler(SSLEngine engine, Executor tasks) {
    super(engine, tasks);
    setHandshakeTimeoutMillis(0); // the connection's Deadline covers it
    setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_FLUSH_MILLIS);
  }

  @Override
  public void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    super.handlerRemoved0(ctx);
    release(engine());
  }

  private static void release(SSLEngine engine) {
    try {
      engine.closeOutbound();
      var sink = SINK.get();
      for (int i = 0; i < MOST_PENDING_RECORDS; i++) {
        if (engine.wrap(NOTHING.duplicate(), sink.clear()).bytesProduced() == 0) {
          break;
        }
      }
      engine.closeInbound();
    } catch (SSLException e) {
      LOG.trace("the client ended the connection without close_notify", e);
    }
  }
}
