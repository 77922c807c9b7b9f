package dev.crest.server.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crest.server.access.Permission;
import dev.crest.server.device.DeviceState;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthorityCatalog;
import dev.crest.server.store.AuthorityRecord;
import dev.crest.server.store.CertificateRecords.Standing;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Reach;
import dev.crest.server.store.Statistics;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Numbers for a dashboard, as far as a reach goes. */
@RestController
@RequestMapping("/api/v1/statistics")
@Tag(name = "Statistics")
final class StatisticsController {
  private static final int MOST_REASONS = 10;
  private static final int CALENDAR_DAYS = 90;
  private static final int CALENDAR_MONTHS = 24;
  private static final Duration SOON = Duration.ofDays(90);

  private final Statistics statistics;
  private final AuthorityCatalog authorities;
  private final InstantSource clock;

  StatisticsController(Statistics statistics, AuthorityCatalog authorities, InstantSource clock) {
    this.statistics = statistics;
    this.authorities = authorities;
    this.clock = clock;
  }

  /** How far enrolments are looked back at, and in what steps. */
  private enum Period {
    DAY("24h", Duration.ofHours(24), ChronoUnit.HOURS),
    WEEK("7d", Duration.ofDays(7), ChronoUnit.HOURS),
    MONTH("30d", Duration.ofDays(30), ChronoUnit.DAYS),
    QUARTER("90d", Duration.ofDays(90), ChronoUnit.DAYS);

    private final String text;
    private final Duration length;
    private final ChronoUnit step;

    Period(String text, Duration length, ChronoUnit step) {
      this.text = text;
      this.length = length;
      this.step = step;
    }

    static Period of(String text) {
      for (var period : values()) {
        if (period.text.equals(text)) {
          return period;
        }
      }
      throw Refused.of(
          Kind.INVALID, "list-query", List.of(Fault.of("period", "must be 24h, 7d, 30d or 90d")));
    }

    /** The beginning of the first step, so that the last one is that of now. */
    Instant from(Instant now) {
      return now.truncatedTo(step).minus(length).plus(step.getDuration());
    }
  }

  /** Certificates by how they stand. */
  record CertificateTally(
      long total, long valid, long expired, long revoked, long suspended, long superseded) {
    static CertificateTally of(Map<Standing, Long> counts) {
      return new CertificateTally(
          counts.values().stream().mapToLong(Long::longValue).sum(),
          counts.getOrDefault(Standing.VALID, 0L),
          counts.getOrDefault(Standing.EXPIRED, 0L),
          counts.getOrDefault(Standing.REVOKED, 0L),
          counts.getOrDefault(Standing.SUSPENDED, 0L),
          counts.getOrDefault(Standing.SUPERSEDED, 0L));
    }
  }

  /** Valid certificates that expire soon. */
  record ExpiryTally(
      @JsonProperty("within_7_days") long within7Days,
      @JsonProperty("within_30_days") long within30Days,
      @JsonProperty("within_90_days") long within90Days) {}

  /** What enrolments ended in, in a step of time that begins then. */
  record EnrollmentPoint(Instant at, long issued, long refused) {}

  /**
   * What enrolments ended in.
   *
   * @param period what was asked for
   * @param step how long a point lasts
   * @param points every step of the period, the earliest first, also those in which nothing was
   */
  record EnrollmentSeries(
      @Schema(allowableValues = {"24h", "7d", "30d", "90d"}) String period,
      @Schema(allowableValues = {"hour", "day"}) String step,
      long issued,
      long refused,
      List<EnrollmentPoint> points) {}

  /** How often something was refused for a reason. */
  record RefusalTally(String reason, long count) {}

  /** How many valid certificates expire on a day in UTC. */
  record ExpiryDay(LocalDate date, long count) {}

  /** How many valid certificates expire in a month in UTC, such as {@code 2027-03}. */
  record ExpiryMonth(@Schema(example = "2027-03") String month, long count) {}

  /** When certificates expire: the next 90 days, and the next 24 months. */
  record ExpiryCalendar(List<ExpiryDay> days, List<ExpiryMonth> months) {}

  /** Devices by state. */
  record DeviceTally(long total, long registered, long provisioned, long disabled, long deleted) {
    static DeviceTally of(Map<DeviceState, Long> counts) {
      return new DeviceTally(
          counts.values().stream().mapToLong(Long::longValue).sum(),
          counts.getOrDefault(DeviceState.REGISTERED, 0L),
          counts.getOrDefault(DeviceState.PROVISIONED, 0L),
          counts.getOrDefault(DeviceState.DISABLED, 0L),
          counts.getOrDefault(DeviceState.DELETED, 0L));
    }
  }

  /** A CA whose certificate ends within 90 days, or has ended. */
  record ExpiringAuthority(String id, String name, Instant notAfter) {}

  /**
   * Everything that a dashboard shows.
   *
   * @param asOf when certificates and devices were counted: a moment ago, longer ago where there
   *     are millions
   * @param refusals the most frequent reasons of the period
   */
  record StatisticsView(
      Instant asOf,
      CertificateTally certificates,
      ExpiryTally expiring,
      ExpiryCalendar expiryCalendar,
      EnrollmentSeries enrollments,
      List<RefusalTally> refusals,
      DeviceTally devices,
      Statistics.Totals totals,
      List<ExpiringAuthority> expiringAuthorities) {}

  @GetMapping
  @Requires(Permission.CERTIFICATE_READ)
  @Operation(
      operationId = "getStatistics",
      summary = "Show how many certificates, devices, enrolments and refusals there are",
      description =
          "Counts what is in the divisions that the caller may see. Refusals of strangers, who belong to no account, are counted for callers who may"
              + " see all of one.")
  StatisticsView get(
      Reach reach,
      @Parameter(
              description = "How far enrolments and refusals go back: 24h, 7d, 30d or 90d.",
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {"24h", "7d", "30d", "90d"},
                      defaultValue = "7d"))
          @RequestParam(name = "period", defaultValue = "7d")
          String period) {
    var asked = Period.of(period);
    var now = clock.instant();
    var stock = statistics.stock(reach);
    var enrollments = statistics.enrollments(reach, asked.from(now));
    var within = stock.expiring();
    return new StatisticsView(
        stock.at(),
        CertificateTally.of(stock.certificates()),
        new ExpiryTally(
            within.getOrDefault(7, 0L), within.getOrDefault(30, 0L), within.getOrDefault(90, 0L)),
        calendar(stock.expiringByDay(), now),
        series(asked, enrollments, now),
        reasons(enrollments.reasons()),
        DeviceTally.of(stock.devices()),
        statistics.totals(reach),
        expiring(reach, now));
  }

  private static EnrollmentSeries series(
      Period period, Statistics.Enrollments enrollments, Instant now) {
    var issued = steps(period, enrollments.issued());
    var refused = steps(period, enrollments.refused());
    var points = new ArrayList<EnrollmentPoint>();
    for (var at = period.from(now); !at.isAfter(now); at = at.plus(period.step.getDuration())) {
      points.add(
          new EnrollmentPoint(at, issued.getOrDefault(at, 0L), refused.getOrDefault(at, 0L)));
    }
    return new EnrollmentSeries(
        period.text,
        period.step == ChronoUnit.HOURS ? "hour" : "day",
        points.stream().mapToLong(EnrollmentPoint::issued).sum(),
        points.stream().mapToLong(EnrollmentPoint::refused).sum(),
        points);
  }

  private static Map<Instant, Long> steps(Period period, Map<Instant, Long> hours) {
    var steps = new TreeMap<Instant, Long>();
    hours.forEach((hour, count) -> steps.merge(hour.truncatedTo(period.step), count, Long::sum));
    return steps;
  }

  private static List<RefusalTally> reasons(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> new RefusalTally(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingLong(RefusalTally::count)
                .reversed()
                .thenComparing(RefusalTally::reason))
        .limit(MOST_REASONS)
        .toList();
  }

  private static ExpiryCalendar calendar(Map<Long, Long> byDay, Instant now) {
    var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    var days = new ArrayList<ExpiryDay>();
    for (int i = 0; i < CALENDAR_DAYS; i++) {
      var date = today.plusDays(i);
      days.add(new ExpiryDay(date, byDay.getOrDefault(date.toEpochDay(), 0L)));
    }
    var byMonth = new TreeMap<YearMonth, Long>();
    byDay.forEach(
        (day, count) -> byMonth.merge(YearMonth.from(LocalDate.ofEpochDay(day)), count, Long::sum));
    var months = new ArrayList<ExpiryMonth>();
    for (int i = 0; i < CALENDAR_MONTHS; i++) {
      var month = YearMonth.from(today).plusMonths(i);
      months.add(new ExpiryMonth(month.toString(), byMonth.getOrDefault(month, 0L)));
    }
    return new ExpiryCalendar(days, months);
  }

  /** CAs belong to the whole account, and are few. */
  private List<ExpiringAuthority> expiring(Reach reach, Instant now) {
    var query = new ListQuery(ListQuery.MOST, Optional.empty(), Optional.empty(), Map.of());
    return authorities.list(reach, query).items().stream()
        .flatMap(authority -> soon(authority, now).stream())
        .sorted(Comparator.comparing(ExpiringAuthority::notAfter))
        .toList();
  }

  private static Optional<ExpiringAuthority> soon(AuthorityRecord authority, Instant now) {
    return authority
        .certificate()
        .map(certificate -> certificate.notAfter())
        .filter(end -> end.isBefore(now.plus(SOON)))
        .map(end -> new ExpiringAuthority(authority.id(), authority.name(), end));
  }
}
