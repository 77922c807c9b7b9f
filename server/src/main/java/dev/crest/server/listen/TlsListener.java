package dev.crest.server.listen;

import dev.crest.server.listen.HttpConnection.Shared;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP/1.1 and HTTP/1.0 over TLS 1.3 and 1.2 on one port.
 *
 * <p>TLS asks for a client certificate on every name and requires it on none; the handshake proves
 * possession of its key and judges nothing else (RFC 7030 §3.3.2 is {@code auth}'s). Each request
 * is handled on a virtual thread; the event loops only do TLS and HTTP. Thread-safe.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what can't be written or closed ends in channelInactive
public final class TlsListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsListener.class);
  private static final int BACKLOG = 1_024;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final ListenSettings settings;
  private final HostNames names;
  private final TlsLibrary library;
  private final Shared shared;
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  private final CurrentTls tls;
  private Optional<Running> running = Optional.empty();

  private record Running(EventLoopGroup loops, Channel server) {}

  /** Prepares a listener; nothing is opened before {@link #start}. */
  public TlsListener(ListenSettings settings, TlsIdentity identity, RequestHandler handler) {
    this.settings = settings;
    this.names = new HostNames(settings);
    this.library = TlsLibrary.choose(settings.nativeTls());
    this.shared =
        new Shared(
            settings.limits(),
            settings.timeouts(),
            new Load(settings.limits()),
            new RequestIds(),
            handler);
    this.tls = new CurrentTls(with -> new TlsContexts(library, names, settings, with), identity);
  }

  /**
   * Opens the port and returns when connections are accepted.
   *
   * @throws UncheckedIOException if the address can't be listened on
   * @throws IllegalStateException if it has been started
   */
  public synchronized void start() {
    if (running.isPresent()) {
      throw new IllegalStateException("the listener has been started");
    }
    shared.load().stopping(false);
    int threads = Runtime.getRuntime().availableProcessors();
    var loops =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("listen", true), NioIoHandler.newFactory());
    var bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, library.buffers(threads))
            .childHandler(new ConnectionSetup(shared, settings, names, tls, open::add));
    var bound = bootstrap.bind(settings.bindAddress(), settings.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      var where = settings.bindAddress().getHostAddress() + " port " + settings.port();
      throw new UncheckedIOException("can't listen on " + where, new IOException(bound.cause()));
    }
    running = Optional.of(new Running(loops, bound.channel()));
    LOG.info("listening on {}", bound.channel().localAddress());
  }

  /**
   * Returns the port that is listened on.
   *
   * @throws IllegalStateException if the listener is not running
   */
  public synchronized int port() {
    var server =
        running
            .orElseThrow(() -> new IllegalStateException("the listener is not running"))
            .server();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /**
   * Proves the server with another certificate from the next connection on. Those that exist live
   * on as they are.
   */
  public void identity(TlsIdentity identity) {
    tls.replace(identity);
    LOG.info("TLS identity is now {}", identity);
  }

  /** Returns what is going on. */
  public ListenCounts counts() {
    return shared.load().counts();
  }

  /**
   * Closes the port and the idle connections, waits for requests in flight as long as the settings
   * say, and closes the rest. Does nothing if the listener is not running.
   */
  public synchronized void stop() {
    if (running.isEmpty()) {
      return;
    }
    var ending = running.get();
    running = Optional.empty();
    shared.load().stopping(true);
    ending.server().close().awaitUninterruptibly();
    open.forEach(channel -> channel.eventLoop().execute(() -> stop(channel)));
    long end = System.nanoTime() + settings.timeouts().stop().toNanos();
    while (!open.isEmpty() && end - System.nanoTime() > 0) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    if (!open.isEmpty()) {
      LOG.warn("closing {} connections that did not end in time", open.size());
    }
    open.close().awaitUninterruptibly();
    ending
        .loops()
        .shutdownGracefully(0, settings.timeouts().stop().toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
    LOG.info("stopped listening");
  }

  private static void stop(Channel channel) {
    var http = channel.pipeline().get(HttpConnection.class);
    if (http == null) {
      channel.close();
    } else {
      http.stop(channel.pipeline().context(http));
    }
  }

  /** The same as {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
