package dev.crest.server.listen;

import dev.crest.server.listen.HttpRequest.Header;
import dev.crest.server.listen.ReplyEncoder.Answering;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * HTTP/1 on one connection: requests in the order in which they come, one at a time, each handled
 * on a virtual thread. On the connection's event loop only, but for the call of the handler.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what can't be written or closed ends in channelInactive
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  /** What a client may send ahead of a reply before it is no longer read from. */
  private static final int MOST_AHEAD_BYTES = 16_384;

  private static final Header RETRY_SOON = new Header("Retry-After", "5");

  /** What all connections of a listener share. */
  record Shared(
      ListenLimits limits,
      ListenTimeouts timeouts,
      Load load,
      RequestIds ids,
      RequestHandler handler) {}

  private enum State {
    HANDSHAKE,
    READING,
    HANDLING,
    ENDING
  }

  private final Shared shared;
  private final Deadline deadline;
  private final RequestDecoder decoder;
  private final Supplier<Optional<ClientConnection>> connectionOf;

  private State state = State.HANDSHAKE;
  private RequestDecoder.Phase phase = RequestDecoder.Phase.IDLE;
  private @Nullable ClientConnection connection;
  private int requests;

  /**
   * @param connectionOf tells, once the handshake is done, what the connection is; empty if it is
   *     not to be served
   */
  HttpConnection(
      Shared shared,
      Deadline deadline,
      HostCheck hosts,
      Supplier<Optional<ClientConnection>> connectionOf) {
    this.shared = shared;
    this.deadline = deadline;
    this.decoder = new RequestDecoder(shared.limits(), hosts);
    this.connectionOf = connectionOf;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && state == State.HANDSHAKE) {
      if (handshake.isSuccess()) {
        begin(ctx);
      } else {
        LOG.debug(
            "TLS handshake with {} failed: {}",
            ctx.channel().remoteAddress(),
            handshake.cause().toString());
        ctx.close();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  private void begin(ChannelHandlerContext ctx) {
    var established = connectionOf.get();
    if (established.isEmpty() || shared.load().stopping()) {
      ctx.close();
      return;
    }
    connection = established.get();
    state = State.READING;
    deadline.set(shared.timeouts().header(), () -> timedOut(ctx));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    try {
      if (state == State.ENDING) {
        return;
      }
      decoder.feed(bytes);
    } finally {
      bytes.release();
    }
    if (state == State.READING) {
      advance(ctx);
    } else if (decoder.held() > MOST_AHEAD_BYTES) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  private void advance(ChannelHandlerContext ctx) {
    try {
      var decoded = decoder.next();
      if (decoded.isPresent()) {
        handle(ctx, decoded.get());
        return;
      }
    } catch (TransportRefusal refusal) {
      refuse(ctx, refusal.status(), refusal.sentence());
      return;
    }
    if (decoder.takeContinue()) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(ReplyEncoder.CONTINUE));
    }
    awaitMore(ctx);
  }

  /**
   * Sets the deadline where the client has come to a new part of its request, so that no part is
   * put off by trickling.
   */
  private void awaitMore(ChannelHandlerContext ctx) {
    var now = decoder.phase();
    boolean firstHead = now == RequestDecoder.Phase.HEAD && requests == 0;
    if (now != phase && !firstHead) {
      var time =
          switch (now) {
            case IDLE -> shared.timeouts().idle();
            case HEAD -> shared.timeouts().header();
            case BODY -> shared.timeouts().body();
          };
      deadline.set(time, () -> timedOut(ctx));
    }
    phase = now;
  }

  private void timedOut(ChannelHandlerContext ctx) {
    if (decoder.phase() == RequestDecoder.Phase.IDLE) {
      ctx.close();
    } else {
      refuse(ctx, 408, "The request did not arrive in time.");
    }
  }

  private void handle(ChannelHandlerContext ctx, RequestDecoder.Decoded decoded) {
    state = State.HANDLING;
    phase = RequestDecoder.Phase.IDLE;
    requests++;
    deadline.clear();
    var head = decoded.head();
    var id = shared.ids().next();
    boolean last = !decoded.persistent() || requests >= shared.limits().requestsPerConnection();
    var answering = new Answering(id, head.http10(), head.method().equals("HEAD"), last);
    if (!shared.load().beginRequest()) {
      shared.load().refused(503);
      var sentence = "The server has as many requests at hand as it can handle.";
      respond(ctx, ReplyEncoder.refusal(503, sentence, id, List.of(RETRY_SOON)), answering);
      return;
    }
    var request =
        new HttpRequest(
            id,
            head.method(),
            head.target(),
            head.http10(),
            head.headers(),
            decoded.body(),
            established(connection));
    Thread.ofVirtual().name("request " + id).start(() -> call(ctx, request, answering));
  }

  private String peer(ChannelHandlerContext ctx) {
    return connection == null
        ? String.valueOf(ctx.channel().remoteAddress())
        : connection.address().getHostAddress();
  }

  private static ClientConnection established(@Nullable ClientConnection connection) {
    if (connection == null) {
      throw new IllegalStateException("a request came before the end of the handshake");
    }
    return connection;
  }

  private void call(ChannelHandlerContext ctx, HttpRequest request, Answering answering) {
    HttpReply reply;
    try {
      reply = shared.handler().handle(request);
    } catch (
        Throwable failure) { // whatever it is, the client gets an answer and the log the reason
      LOG.error("request {} failed", request.id(), failure);
      shared.load().refused(500);
      reply =
          ReplyEncoder.refusal(
              500, "The server failed; its log says why.", request.id(), List.of());
    }
    shared.load().endRequest();
    hand(ctx, reply, answering);
  }

  private void hand(ChannelHandlerContext ctx, HttpReply reply, Answering answering) {
    try {
      ctx.executor().execute(() -> respond(ctx, reply, answering));
    } catch (RejectedExecutionException e) {
      LOG.warn("request {} ended after the listener had stopped", answering.requestId());
    }
  }

  private void respond(ChannelHandlerContext ctx, HttpReply reply, Answering answering) {
    boolean last = answering.close() || reply.close() || shared.load().stopping();
    var to =
        new Answering(answering.requestId(), answering.http10(), answering.wantsNoBody(), last);
    deadline.set(shared.timeouts().write(), () -> abort(ctx));
    var written = ctx.writeAndFlush(ReplyEncoder.encode(ctx.alloc(), reply, to));
    if (last) {
      state = State.ENDING;
    }
    written.addListener(done -> replied(ctx, done.isSuccess(), last));
  }

  private void replied(ChannelHandlerContext ctx, boolean success, boolean last) {
    if (!success || (last && decoder.held() == 0)) {
      ctx.close();
    } else if (last) {
      linger(ctx);
    } else {
      state = State.READING;
      deadline.set(shared.timeouts().idle(), () -> timedOut(ctx));
      ctx.channel().config().setAutoRead(true);
      advance(ctx);
    }
  }

  private void refuse(ChannelHandlerContext ctx, int status, String sentence) {
    var id = shared.ids().next();
    var level = shared.load().refused(status) ? Level.INFO : Level.DEBUG;
    LOG.atLevel(level).log("request {} from {} refused: {} {}", id, peer(ctx), status, sentence);
    state = State.ENDING;
    var to = new Answering(id, decoder.http10(), decoder.wantsNoBody(), true);
    deadline.set(shared.timeouts().write(), () -> abort(ctx));
    var reply = ReplyEncoder.refusal(status, sentence, id, List.of());
    ctx.writeAndFlush(ReplyEncoder.encode(ctx.alloc(), reply, to))
        .addListener(done -> ending(ctx, done.isSuccess()));
  }

  private void ending(ChannelHandlerContext ctx, boolean success) {
    if (success) {
      linger(ctx);
    } else {
      ctx.close();
    }
  }

  /**
   * Ends our direction and throws away what still comes. Closing at once would make the system send
   * a reset for what is unread, and the reset would overtake the reply (RFC 9112 §9.6).
   */
  private void linger(ChannelHandlerContext ctx) {
    deadline.set(shared.timeouts().linger(), () -> abort(ctx));
    ctx.pipeline().addFirst(new Discard());
    ctx.channel().config().setAutoRead(true);
    ctx.pipeline().get(TlsHandler.class).closeOutbound().addListener(_ -> shutdownOutput(ctx));
  }

  private static ChannelFuture shutdownOutput(ChannelHandlerContext ctx) {
    return ((SocketChannel) ctx.channel()).shutdownOutput();
  }

  /** Closes below TLS: the client takes nothing, so it would not take close_notify either. */
  private static void abort(ChannelHandlerContext ctx) {
    ctx.channel().unsafe().close(ctx.voidPromise());
  }

  /** Ends the connection if nothing is being read or handled on it; else its next reply will. */
  void stop(ChannelHandlerContext ctx) {
    boolean idle = state == State.READING && decoder.phase() == RequestDecoder.Phase.IDLE;
    if (idle || state == State.HANDSHAKE) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state == State.HANDSHAKE) {
      shared.load().handshakeFailed();
    }
    state = State.ENDING;
    deadline.end();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection of {} ended: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }

  /** Takes what comes from the socket before anything else does. */
  private static final class Discard extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ((ByteBuf) message).release();
    }
  }
}
