package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Stopping: what is at hand is finished, nothing new is begun. */
class StopTest {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);

  private HttpReply slowly(HttpRequest request) {
    entered.countDown();
    try {
      leave.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return RunningListener.reply(200, "finished");
  }

  @Test
  @DisplayName(
      "a request in flight is answered with Connection: close, idle and unfinished connections end, the port is closed")
  void finishesWhatIsInFlight() throws Exception {
    var server = RunningListener.start(s -> s, this::slowly);
    int port = server.port();
    try (var busy = Client.to(server);
        var idle = Client.to(server);
        var handshaking = Client.plainSocket(server)) {
      busy.send("GET /x HTTP/1.1\r\nHost: est.example\r\n\r\n");
      entered.await();
      var stopping = Thread.ofPlatform().start(server::close);
      assertThat(idle.atEnd()).isTrue();
      assertThat(handshaking.getInputStream().read()).isEqualTo(-1);
      leave.countDown();
      var reply = busy.reply();
      assertThat(reply.body()).isEqualTo("finished");
      assertThat(reply.header("Connection")).contains("close");
      assertThat(busy.atEnd()).isTrue();
      stopping.join();
    }
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    server.close();
  }

  @Test
  @DisplayName("a handler that does not come back delays the stop no longer than configured")
  void bounded() throws Exception {
    var t = ListenTimeouts.defaults();
    var shortStop =
        new ListenTimeouts(
            t.handshake(),
            t.header(),
            t.body(),
            t.idle(),
            t.write(),
            t.linger(),
            Duration.ofMillis(200));
    var server = RunningListener.start(s -> s.withLimits(s.limits(), shortStop), this::slowly);
    try (var busy = Client.to(server)) {
      busy.send("GET /x HTTP/1.1\r\nHost: est.example\r\n\r\n");
      entered.await();
      server.close();
      assertThat(server.listener.counts().connections()).isZero();
      assertThatIOException().isThrownBy(busy::reply);
    } finally {
      leave.countDown();
    }
  }
}
