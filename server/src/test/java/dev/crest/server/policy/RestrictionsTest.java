package dev.crest.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestrictionsTest {
  private static Restrictions addresses(String... blocks) {
    return new Restrictions(List.of(blocks), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Restrictions hours(String zone, Set<DayOfWeek> days, String from, String to) {
    return new Restrictions(
        List.of(),
        Optional.of(
            new Restrictions.Hours(
                ZoneId.of(zone), days, LocalTime.parse(from), LocalTime.parse(to))),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @DisplayName("an address is in a block or not, never across IP versions")
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 192.0.2.1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "2001:db8::1/128, 2001:db8::1, true",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
  })
  void blocks(String block, String address, boolean allowed) {
    assertThat(addresses(block).allowFrom(InetAddress.ofLiteral(address))).isEqualTo(allowed);
  }

  @Test
  @DisplayName("any one block suffices, none restricts nothing")
  void several() {
    var address = InetAddress.ofLiteral("192.0.2.7");
    assertThat(addresses("10.0.0.0/8", "192.0.2.0/24").allowFrom(address)).isTrue();
    assertThat(addresses("10.0.0.0/8", "198.51.100.0/24").allowFrom(address)).isFalse();
    assertThat(Restrictions.none().allowFrom(address)).isTrue();
  }

  @ParameterizedTest
  @DisplayName("what is no address block cannot be a restriction")
  @ValueSource(
      strings = {
        "", "device.example", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.1/8",
        "10.0.0.0/8/8", "2001:db8::/129", "2001:db8::1/64", "300.0.0.0/8", "/8", "10.0.0.0/08000"
      })
  void noBlock(String block) {
    assertThatThrownBy(() -> addresses(block)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @DisplayName("hours are judged in their zone; over midnight they belong to the day they begin on")
  @CsvSource({
    // 2026-11-06 is a Friday; Shanghai is UTC+8.
    "Asia/Shanghai, FRIDAY, 08:00, 18:00, 2026-11-06T00:00:00Z, true",
    "Asia/Shanghai, FRIDAY, 08:00, 18:00, 2026-11-05T23:59:59Z, false",
    "Asia/Shanghai, FRIDAY, 08:00, 18:00, 2026-11-06T10:00:00Z, false",
    "Asia/Shanghai, FRIDAY, 08:00, 18:00, 2026-11-07T01:00:00Z, false",
    "UTC, FRIDAY, 22:00, 06:00, 2026-11-06T22:00:00Z, true",
    "UTC, FRIDAY, 22:00, 06:00, 2026-11-07T05:59:59Z, true",
    "UTC, FRIDAY, 22:00, 06:00, 2026-11-07T06:00:00Z, false",
    "UTC, FRIDAY, 22:00, 06:00, 2026-11-06T05:00:00Z, false",
    "UTC, FRIDAY, 22:00, 06:00, 2026-11-07T22:30:00Z, false",
    "UTC, FRIDAY, 00:00, 00:00, 2026-11-06T23:59:59Z, true",
    "UTC, FRIDAY, 00:00, 00:00, 2026-11-07T00:00:00Z, false",
    // Berlin's clocks go back on 2026-10-25: 01:30Z is 02:30 for the second time.
    "Europe/Berlin, SUNDAY, 02:00, 03:00, 2026-10-25T00:30:00Z, true",
    "Europe/Berlin, SUNDAY, 02:00, 03:00, 2026-10-25T01:30:00Z, true",
    "Europe/Berlin, SUNDAY, 02:00, 03:00, 2026-10-25T02:30:00Z, false",
  })
  void hours(String zone, DayOfWeek day, String from, String to, Instant at, boolean allowed) {
    assertThat(hours(zone, Set.of(day), from, to).allowAt(at)).isEqualTo(allowed);
  }

  @Test
  @DisplayName("no days mean every day")
  void everyDay() {
    var nights = hours("UTC", Set.of(), "22:00", "06:00");
    assertThat(nights.allowAt(Instant.parse("2026-11-03T23:00:00Z"))).isTrue();
    assertThat(nights.allowAt(Instant.parse("2026-11-04T12:00:00Z"))).isFalse();
  }

  @ParameterizedTest
  @DisplayName("a date range includes its start and not its end")
  @CsvSource({
    "2026-10-31T23:59:59.999Z, false",
    "2026-11-01T00:00:00Z, true",
    "2026-11-30T23:59:59.999Z, true",
    "2026-12-01T00:00:00Z, false",
  })
  void dates(Instant at, boolean allowed) {
    var november =
        new Restrictions(
            List.of(),
            Optional.empty(),
            Optional.of(Instant.parse("2026-11-01T00:00:00Z")),
            Optional.of(Instant.parse("2026-12-01T00:00:00Z")));
    assertThat(november.allowAt(at)).isEqualTo(allowed);
  }
}
