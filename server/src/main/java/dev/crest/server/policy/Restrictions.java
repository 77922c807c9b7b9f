package dev.crest.server.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where from and when certificates may be asked for. Empty parts restrict nothing.
 *
 * @param addresses CIDR blocks such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}
 * @param hours days and hours in a time zone
 * @param start not before
 * @param end not from then on
 */
public record Restrictions(
    List<String> addresses, Optional<Hours> hours, Optional<Instant> start, Optional<Instant> end) {
  /** Days of the week and a daily span; a span that ends before it starts goes over midnight. */
  public record Hours(ZoneId zone, Set<DayOfWeek> days, LocalTime from, LocalTime to) {}

  /** Returns no restriction. */
  public static Restrictions none() {
    return new Restrictions(List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
