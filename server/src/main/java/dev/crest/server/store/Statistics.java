package dev.crest.server.store;

import dev.crest.server.device.DeviceState;
import dev.crest.server.store.CertificateRecords.Standing;
import dev.crest.server.store.Inventory.CertificateCount;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers for a dashboard. Nothing is counted for a request that takes long: certificates and
 * devices are counted in the background where there are many, and what was counted last is
 * answered; enrolments are counted as they are committed. Thread-safe.
 */
public final class Statistics {
  private static final Logger LOG = LoggerFactory.getLogger(Statistics.class);

  /** Counting takes no more than this share of the time of one reader. */
  private static final int SHARE = 20;

  /** What may be counted while somebody waits. */
  private static final Duration QUICK = Duration.ofMillis(30);

  private static final String DIVISION = "division_id";
  private static final String DIVISIONS = "DIVISIONS";
  private static final Duration TURNED = Duration.ofMinutes(1);

  private final Database database;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Object counting = new Object();
  private final AtomicBoolean behind = new AtomicBoolean();
  private volatile Optional<Taken> latest = Optional.empty();

  Statistics(Database database, InstantSource clock, LongSupplier nanoTime) {
    this.database = database;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  private record Taken(Inventory inventory, long nanos, long cost) {}

  /**
   * Certificates and devices as they were a moment ago.
   *
   * @param at when
   * @param expiring how many valid ones expire within 7, 30 and 90 days
   * @param expiringByDay how many valid ones expire on each UTC day, since 1970, of those that any
   *     does
   */
  public record Stock(
      Instant at,
      Map<Standing, Long> certificates,
      Map<Integer, Long> expiring,
      Map<Long, Long> expiringByDay,
      Map<DeviceState, Long> devices) {}

  /**
   * What enrolments ended in.
   *
   * @param from the beginning of the first hour that is counted
   * @param issued how many certificates, by the hour, of those in which there was any
   * @param refused how many refusals, likewise
   * @param reasons how many refusals for each reason
   */
  public record Enrollments(
      Instant from,
      Map<Instant, Long> issued,
      Map<Instant, Long> refused,
      Map<String, Long> reasons) {}

  /** How many there are of what administrators make, as far as a reach goes. */
  public record Totals(
      long divisions,
      long certificatePolicies,
      long certificateProfiles,
      long authenticationPolicies,
      long deviceGroups,
      long certificateAuthorities) {}

  /** Counts ahead of the first question, so that nobody waits for it. */
  public void begin() {
    inBackground();
  }

  /** Returns how many certificates and devices a reach covers. */
  public Stock stock(Reach reach) {
    var inventory = inventory();
    var divisions = database.read(c -> divisions(c, reach));
    var standings = new EnumMap<Standing, Long>(Standing.class);
    var expiring = new TreeMap<>(Map.of(7, 0L, 30, 0L, 90, 0L));
    var byDay = new TreeMap<Long, Long>();
    for (var count : inventory.certificates()) {
      if (divisions.contains(count.division())) {
        standings.merge(count.standing(), count.number(), Long::sum);
        if (count.standing() == Standing.VALID) {
          byDay.merge(count.day(), count.number(), Long::sum);
          expiring.replaceAll((days, sum) -> sum + within(days, count));
        }
      }
    }
    var devices = new EnumMap<DeviceState, Long>(DeviceState.class);
    for (var count : inventory.devices()) {
      if (divisions.contains(count.division())) {
        devices.merge(count.state(), count.number(), Long::sum);
      }
    }
    return new Stock(inventory.at(), standings, expiring, byDay, devices);
  }

  private static long within(int days, CertificateCount count) {
    return count.ahead() < days ? count.number() : 0;
  }

  private static Set<String> divisions(Connection c, Reach reach) throws SQLException {
    return Sql.list(
            c,
            "select id from division where account_id = ?",
            row -> row.text("id"),
            reach.accountId())
        .stream()
        .filter(id -> reach.covers(reach.accountId(), id))
        .collect(Collectors.toSet());
  }

  /** Returns what became of enrolments since the hour that a time is in. */
  public Enrollments enrollments(Reach reach, Instant since) {
    var from = since.truncatedTo(java.time.temporal.ChronoUnit.HOURS);
    var issued = new TreeMap<Instant, Long>();
    var refused = new TreeMap<Instant, Long>();
    var reasons = new TreeMap<String, Long>();
    for (var count : database.read(c -> EnrollmentCounts.since(c, reach, from))) {
      (count.refused() ? refused : issued).merge(count.hour(), count.number(), Long::sum);
      if (count.refused()) {
        reasons.merge(count.reason(), count.number(), Long::sum);
      }
    }
    return new Enrollments(from, issued, refused, reasons);
  }

  /** Counts what is few. */
  public Totals totals(Reach reach) {
    var profiles =
        "certificate_profile where deleted = 0 and account_id = ?"
            + (reach.whole()
                ? ""
                : " and (all_divisions = 1 or id in (select profile_id from certificate_profile_division where DIVISIONS))");
    return database.read(c ->
        new Totals(
            few(c, reach, "division where account_id = ?", "id"),
            few(
                c,
                reach,
                "certificate_management_policy where deleted = 0 and account_id = ?",
                DIVISION),
            few(c, reach, profiles, DIVISION),
            few(c, reach, "authentication_policy where deleted = 0 and account_id = ?", DIVISION),
            few(c, reach, "device_group where account_id = ?", DIVISION),
            few(
                c,
                Reach.account(reach.accountId()),
                "certificate_authority where account_id = ?",
                DIVISION)));
  }

  /**
   * Counts rows within reach.
   *
   * @param from a table and conditions; {@code DIVISIONS} in it stands for the one on divisions,
   *     which else comes behind
   */
  private static long few(Connection c, Reach reach, String from, String column)
      throws SQLException {
    var values = new ArrayList<Object>(List.of(reach.accountId()));
    var sql = "select count(*) as number from " + from;
    if (reach.divisions().isPresent()) {
      var divisions = List.copyOf(reach.divisions().get());
      var marks = divisions.stream().map(_ -> "?").collect(Collectors.joining(", "));
      var within = divisions.isEmpty() ? "1 = 0" : column + " in (" + marks + ")";
      sql = from.contains(DIVISIONS) ? sql.replace(DIVISIONS, within) : sql + " and " + within;
      values.addAll(divisions);
    }
    return Sql.first(c, sql, row -> row.number("number"), values.toArray()).orElse(0L);
  }

  private Inventory inventory() {
    var known = latest;
    if (known.isPresent() && fresh(known.get())) {
      return known.get().inventory();
    }
    if (known.isEmpty() || known.get().cost() <= QUICK.toNanos()) {
      return counted();
    }
    inBackground();
    return known.get().inventory();
  }

  private boolean fresh(Taken taken) {
    var age = nanoTime.getAsLong() - taken.nanos();
    var turned = Duration.between(taken.inventory().at(), clock.instant()).abs();
    return age < taken.cost() * SHARE
        && turned.minusNanos(taken.cost() * SHARE).compareTo(TURNED) < 0;
  }

  private Inventory counted() {
    synchronized (counting) {
      var known = latest;
      if (known.isPresent() && fresh(known.get())) {
        return known.get().inventory();
      }
      long begun = nanoTime.getAsLong();
      var inventory = database.read(c -> Inventory.take(c, clock.instant()));
      long ended = nanoTime.getAsLong();
      latest = Optional.of(new Taken(inventory, ended, Math.max(1, ended - begun)));
      return inventory;
    }
  }

  private void inBackground() {
    if (behind.compareAndSet(false, true)) {
      var started =
          Thread.ofVirtual()
              .name("statistics")
              .start(() -> {
                try {
                  LOG.debug("counted as of {}", counted().at());
                } catch (RuntimeException e) {
                  LOG.warn("certificates and devices were not counted", e);
                } finally {
                  behind.set(false);
                }
              });
      LOG.trace("{}", started.getName());
    }
  }
}
