package dev.crest.estclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.Enrollment.Pending;
import dev.crest.estwire.EstOperation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that the server has not decided yet (RFC 7030 §4.2.3). */
class PendingTest {
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(20), 10, Duration.ofMillis(20));

  private final TestAuthority ca = new TestAuthority("Acme");

  private static EnrollmentRequest request() {
    return EnrollmentRequest.builder().subject("CN=d1").build();
  }

  private EstClient client(StubServer server) {
    return EstClient.builder(server.url()).trust(ca.trust()).build();
  }

  @Test
  @DisplayName(
      "C-HTTP-03 the same request is sent again, not before it is time, until it is decided")
  void decided() throws Exception {
    var count = new AtomicInteger();
    try (var server = ca.serving()) {
      server.on(
          "simpleenroll",
          asked ->
              count.incrementAndGet() < 3
                  ? Canned.status(202, "", "Retry-After: 1")
                  : Canned.certificates(ca.issued(asked)));
      var pending = (Pending) client(server).enroll(request());
      assertThat(pending.retryAfter()).isEqualTo(Duration.ofSeconds(1));
      var progress = new ArrayList<Pending>();
      var start = System.nanoTime();
      var issued = (Issued) client(server).await(pending, SHORT, progress::add);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
      assertThat(progress).hasSize(2);
      assertThat(progress.getLast().polls()).isEqualTo(1);
      assertThat(progress.getLast().since()).isEqualTo(pending.since());
      var asked = server.received("simpleenroll");
      assertThat(asked).hasSize(3);
      assertThat(asked)
          .allMatch(one ->
              TestAuthority.request(one)
                  .publicKey()
                  .equals(pending.key().orElseThrow().publicKeyInfo()));
      assertThat(issued.key().publicKeyInfo())
          .isEqualTo(pending.key().orElseThrow().publicKeyInfo());
    }
  }

  @Test
  @DisplayName("C-HTTP-03 Retry-After may be a date")
  void date() throws Exception {
    var at = ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10);
    var header = "Retry-After: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(at);
    try (var server = ca.serving().on("simpleenroll", Canned.status(202, "", header))) {
      assertThat(((Pending) client(server).enroll(request())).retryAfter())
          .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10).plusSeconds(1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 10",
    "'Retry-After: soon', 10",
    "'Retry-After: -5', 10",
    "'Retry-After: 0', 0",
    "'Retry-After: 1000000000000', 31536000",
    "'Retry-After: Thu, 01 Jan 1970 00:00:00 GMT', 0"
  })
  @DisplayName(
      "C-HTTP-03, A-35 whatever Retry-After says, a client neither storms nor sleeps for ever")
  void strangeDelays(String header, long seconds) throws Exception {
    var answer = header.isEmpty() ? Canned.status(202, "") : Canned.status(202, "", header);
    try (var server = ca.serving().on("simpleenroll", answer)) {
      var pending = (Pending) client(server).enroll(request());
      assertThat(pending.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
      var patience = new Patience(Duration.ofSeconds(2), 3, Duration.ofMillis(200));
      var start = System.nanoTime();
      assertThat(client(server).await(pending, patience, _ -> {})).isInstanceOf(Pending.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(server.received("simpleenroll")).hasSize(seconds == 0 ? 4 : 1);
    }
  }

  @Test
  @DisplayName("a pause grows where the server does not say how long it should be")
  void growing() {
    var pending =
        new Pending(
            EstOperation.SIMPLEENROLL,
            request(),
            Optional.empty(),
            Optional.empty(),
            Instant.EPOCH,
            0);
    var pauses = new ArrayList<Long>();
    for (int i = 0; i < 7; i++) {
      pauses.add(pending.retryAfter().toSeconds());
      pending = pending.again(pending);
    }
    assertThat(pauses).containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L);
  }

  @Test
  @DisplayName("whoever waits can be interrupted, between questions and within one")
  void cancelled() throws Exception {
    var asked = new CountDownLatch(2);
    try (var server = ca.serving();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.on("simpleenroll", Canned.status(202, "", "Retry-After: 60"));
      server.on(
          "simplereenroll",
          _ -> {
            asked.countDown();
            try {
              Thread.sleep(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return new byte[0];
          });
      var pending = (Pending) client(server).enroll(request());
      var waiting =
          threads.submit(() ->
              client(server)
                  .await(pending, Patience.of(Duration.ofHours(1)), _ -> asked.countDown()));
      var hanging =
          threads.submit(
              () -> client(server).reenroll(EnrollmentRequest.renewing(ca.device("d1")).build()));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      waiting.cancel(true);
      hanging.cancel(true);
      threads.shutdown();
      assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  @DisplayName("C-HTTP-06 an answer that does not come ends with the time limit")
  void slow() throws Exception {
    try (var server = ca.serving()) {
      server.on(
          "cacerts",
          _ -> {
            try {
              Thread.sleep(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return new byte[0];
          });
      for (var limits :
          new Limits[] {
            new Limits(
                Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMinutes(1), 1000, 1),
            new Limits(
                Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMillis(1500), 1000, 1)
          }) {
        var start = System.nanoTime();
        assertThatThrownBy(() -> client(server).toBuilder().limits(limits).build().caCertificates())
            .isInstanceOf(EstException.Unreachable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
      }
    }
  }
}
