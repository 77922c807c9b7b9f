package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many connections there may be. */
class ConnectionLimitsTest {
  @ParameterizedTest
  @CsvSource({"2,100", "100,2"})
  @DisplayName(
      "A-02 connections beyond the limit, in all or an address, are closed at once; a free place is used again")
  void limits(int inAll, int perAddress) throws Exception {
    try (var server =
            RunningListener.start(
                s -> s.withLimits(s.limits().withConnections(inAll, perAddress), s.timeouts()));
        var first = Client.to(server)) {
      var second = Client.to(server);
      assertThatIOException().isThrownBy(() -> Client.to(server));
      assertThat(first.get("/").status()).isEqualTo(200);
      assertThat(second.get("/").status()).isEqualTo(200);
      assertThat(server.listener.counts().connectionsTurnedAway()).isEqualTo(1);
      second.close();
      Until.isTrue(() -> server.listener.counts().connections() == 1);
      try (var third = Client.to(server)) {
        assertThat(third.get("/").status()).isEqualTo(200);
      }
    }
  }
}
