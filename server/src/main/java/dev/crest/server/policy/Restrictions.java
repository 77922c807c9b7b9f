package dev.crest.server.policy;

import java.net.InetAddress;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
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
  /**
   * @throws IllegalArgumentException if an address block is none
   */
  public Restrictions {
    addresses = List.copyOf(addresses);
    addresses.forEach(AddressBlock::parse);
  }

  /**
   * Days of the week and a daily span; a span that ends before it starts goes over midnight and
   * belongs to the day it starts on. No days means every day; a span that ends when it starts is
   * the whole day.
   */
  public record Hours(ZoneId zone, Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    public Hours {
      days = Set.copyOf(days);
    }

    boolean contain(Instant time) {
      var local = time.atZone(zone);
      var clock = local.toLocalTime();
      if (from.isBefore(to)) {
        return day(local) && !clock.isBefore(from) && clock.isBefore(to);
      }
      boolean begunToday = !clock.isBefore(from) && day(local);
      boolean begunYesterday = clock.isBefore(to) && day(local.minusDays(1));
      return begunToday || begunYesterday;
    }

    private boolean day(ZonedDateTime local) {
      return days.isEmpty() || days.contains(local.getDayOfWeek());
    }
  }

  /** Returns no restriction. */
  public static Restrictions none() {
    return new Restrictions(List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  boolean allowFrom(InetAddress address) {
    return addresses.isEmpty()
        || addresses.stream().anyMatch(block -> AddressBlock.parse(block).contains(address));
  }

  boolean allowAt(Instant time) {
    return start.filter(time::isBefore).isEmpty()
        && end.filter(last -> !time.isBefore(last)).isEmpty()
        && hours.filter(span -> !span.contain(time)).isEmpty();
  }
}
