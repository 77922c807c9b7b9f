package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.store.JobRecords.JobKind;
import dev.crest.server.store.JobRecords.JobRow;
import dev.crest.server.store.JobRecords.JobStatus;
import dev.crest.server.store.JobRecords.RowStatus;
import dev.crest.server.store.JobRuns.Draft;
import dev.crest.server.store.JobRuns.NewRow;
import dev.crest.server.store.Ledger.Outcome;
import dev.crest.testkit.TurnableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs in the store: taken in whole or not at all, held by one node, each row done once. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class JobRecordsTest {
  @TempDir Path folder;
  private final TurnableClock clock = TurnableClock.atPresent();
  private final RealDatabase database;
  private StoreSettings settings;
  private Store store;
  private Domain domain;
  private JobRecords jobs;
  private JobRuns runs;

  JobRecordsTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    settings = database.fresh(folder);
    store = Store.open(settings, clock);
    domain = Domain.in(store);
    jobs = store.jobs();
    runs = store.jobRuns();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Reach reach() {
    return Reach.account(domain.accountId);
  }

  private String upload() {
    return runs.open(
        Domain.ADMIN,
        new Draft(
            domain.accountId,
            domain.divisionId,
            JobKind.CERTIFICATE_REQUESTS,
            "Batch",
            "IOT_test",
            Map.of("a", "b")));
  }

  private static List<NewRow> rows(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(n -> new NewRow(n, "row " + n, Map.of("csr", List.of("request " + n)), List.of()))
        .toList();
  }

  private String ready(long rows) {
    var id = upload();
    runs.add(id, rows(1, rows));
    runs.ready(Domain.ADMIN, id, rows, Optional.of(new byte[] {7}));
    return id;
  }

  private Outcome done(RowClaim claim) {
    return store
        .ledger()
        .commit(
            domain.issuance(Optional.empty()),
            Optional.of(new RowCompletion(claim, Optional.of(new byte[] {1, 2}))));
  }

  @Test
  @DisplayName(
      "an upload is seen when it is whole; a row that comes twice, or is wrong at first sight, has failed already")
  void upload_whole() {
    var id = upload();
    runs.add(id, rows(1, 2));
    assertThat(jobs.find(reach(), id)).isEmpty();
    assertThat(jobs.list(reach(), ListQuery.first()).items()).isEmpty();
    assertThat(runs.waiting(true)).isEmpty();
    runs.add(
        id,
        List.of(
            new NewRow(3, "again", Map.of("csr", List.of("request 1")), List.of()),
            new NewRow(4, "wrong", Map.of(), List.of(Fault.of("csr", "Wrong.")))));
    Refusals.refused(Kind.UNAVAILABLE, () -> runs.ready(Domain.ADMIN, id, 5, Optional.empty()));
    var job = runs.ready(Domain.ADMIN, id, 4, Optional.empty());

    assertThat(job.status()).isEqualTo(JobStatus.READY);
    assertThat(job.total()).isEqualTo(4);
    assertThat(job.failed()).isEqualTo(2);
    assertThat(job.options()).containsEntry("a", "b");
    var failed = jobs.rows(reach(), id, ListQuery.first().with("status", "failed")).items();
    assertThat(failed.stream().map(JobRow::number)).containsExactly(3L, 4L);
    assertThat(failed.getLast().faults()).containsExactly(Fault.of("csr", "Wrong."));
    Refusals.refused(Kind.CONFLICT, () -> runs.add(id, rows(5, 5)));
    assertThat(domain.events(store).getLast().action()).isEqualTo("job.create");
  }

  @Test
  @DisplayName("an upload that nobody goes on with is found and deleted with its rows")
  void abandoned() {
    var id = upload();
    runs.add(id, rows(1, 3));
    assertThat(runs.abandoned(false)).isEmpty();
    assertThat(runs.abandoned(true)).containsExactly(id);
    clock.turn(Duration.ofMinutes(11));
    assertThat(runs.abandoned(false)).containsExactly(id);
    runs.delete(id);
    assertThat(runs.abandoned(true)).isEmpty();
    assertThat(count("job_row")).isZero();
  }

  @Test
  @DisplayName(
      "one node holds a job; another takes it over when the lease has run out, and what the first still commits is not kept")
  void lease() {
    var id = ready(3);
    try (var other = Store.open(settings.named("other"), clock)) {
      var first = runs.take(id, false).orElseThrow();
      assertThat(other.jobRuns().waiting(true)).isEmpty();
      assertThat(other.jobRuns().take(id, true)).isEmpty();
      assertThat(done(new RowClaim(id, first.run(), 1))).isInstanceOf(Outcome.Committed.class);
      assertThat(runs.hold(first)).isTrue();

      clock.turn(JobRuns.LEASE.plusSeconds(1));
      var second = other.jobRuns().take(id, false).orElseThrow();
      assertThat(second.run()).isEqualTo(first.run() + 1);
      assertThat(runs.hold(first)).isFalse();
      assertThat(done(new RowClaim(id, first.run(), 2))).isInstanceOf(Outcome.RowTaken.class);
      assertThat(count("certificate")).isEqualTo(1);
      assertThat(done(new RowClaim(id, second.run(), 2))).isInstanceOf(Outcome.Committed.class);
      other.jobRuns().release(second);
      assertThat(runs.take(id, false)).isPresent();
    }
  }

  @Test
  @DisplayName(
      "a row is done once: with its certificate, its file and the count, or with none of them")
  void once() {
    var id = ready(3);
    var run = runs.take(id, false).orElseThrow();
    assertThat(runs.pending(id, 0, 10)).hasSize(3);
    assertThat(runs.pending(id, 1, 1).getFirst().fields())
        .isEqualTo(Map.of("csr", List.of("request 2")));
    var claim = new RowClaim(id, run.run(), 2);
    assertThat(done(claim)).isInstanceOf(Outcome.Committed.class);
    assertThat(done(claim)).isInstanceOf(Outcome.RowTaken.class);
    store.ledger().fail(new RowFailure(claim, List.of(Fault.of("Too late."))));
    assertThat(count("certificate")).isEqualTo(1);
    assertThat(jobs.file(id, 2)).contains(new byte[] {1, 2});
    assertThat(runs.finish(run, Instant.now())).isFalse();

    store
        .ledger()
        .fail(new RowFailure(new RowClaim(id, run.run(), 1), List.of(Fault.of("a.b", "Bad."))));
    assertThat(done(new RowClaim(id, run.run(), 3))).isInstanceOf(Outcome.Committed.class);
    var job = jobs.find(reach(), id).orElseThrow();
    assertThat(job.done()).isEqualTo(2);
    assertThat(job.failed()).isEqualTo(1);
    assertThat(job.password()).isPresent();
    assertThat(runs.finish(run, clock.instant().plus(Duration.ofDays(1)))).isTrue();
    job = jobs.find(reach(), id).orElseThrow();
    assertThat(job.status()).isEqualTo(JobStatus.DONE);
    assertThat(job.password()).isEmpty();
    var rows = jobs.after(job, 0, 10);
    assertThat(rows.stream().map(JobRow::status))
        .containsExactly(RowStatus.FAILED, RowStatus.DONE, RowStatus.DONE);
    assertThat(rows.get(1).serialNumber()).isPresent();

    assertThat(runs.expired()).isEmpty();
    clock.turn(Duration.ofDays(2));
    assertThat(runs.expired()).containsExactly(id);
    runs.delete(id);
    assertThat(count("job") + count("job_row") + count("job_file")).isZero();
    assertThat(count("certificate")).isEqualTo(2);
  }

  @Test
  @DisplayName("from the moment a job is cancelled nothing more of it is kept")
  void cancelled() {
    var id = ready(3);
    var run = runs.take(id, false).orElseThrow();
    assertThat(done(new RowClaim(id, run.run(), 1))).isInstanceOf(Outcome.Committed.class);
    var any = OptionalLong.empty();
    var outside = Reach.divisions(domain.accountId, Set.of("another"));
    var expires = clock.instant().plus(Duration.ofDays(1));
    Refusals.refused(Kind.NOT_FOUND, () -> jobs.cancel(Domain.ADMIN, outside, id, any, expires));
    Refusals.refused(
        Kind.CONFLICT,
        () -> jobs.cancel(Domain.ADMIN, reach(), id, OptionalLong.of(99), expires),
        "version");
    var job = jobs.cancel(Domain.ADMIN, reach(), id, any, expires);
    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.password()).isEmpty();
    assertThat(done(new RowClaim(id, run.run(), 2))).isInstanceOf(Outcome.RowTaken.class);
    assertThat(runs.hold(run)).isFalse();
    assertThat(runs.finish(run, expires)).isFalse();
    assertThat(runs.waiting(true)).isEmpty();
    Refusals.refused(Kind.CONFLICT, () -> jobs.cancel(Domain.ADMIN, reach(), id, any, expires));
    var query = ListQuery.first().with("status", "cancelled");
    assertThat(jobs.rows(reach(), id, query).items().stream().map(JobRow::number))
        .containsExactly(2L, 3L);
    assertThat(jobs.list(reach(), query).items()).hasSize(1);
    assertThat(domain.events(store).getLast().action()).isEqualTo("job.cancel");
  }

  @Test
  @DisplayName("jobs and rows are listed by page, within reach only")
  void lists() {
    var first = ready(5);
    clock.turn(Duration.ofSeconds(1));
    var second = ready(1);
    assertThat(jobs.list(reach(), ListQuery.first()).items().stream().map(JobRecords.Job::id))
        .containsExactly(second, first);
    var outside = Reach.divisions(domain.accountId, Set.of("another"));
    assertThat(jobs.list(outside, ListQuery.first()).items()).isEmpty();
    assertThat(jobs.find(outside, first)).isEmpty();
    Refusals.refused(Kind.NOT_FOUND, () -> jobs.rows(outside, first, ListQuery.first()));
    var two = new ListQuery(2, Optional.empty(), Optional.empty(), Map.of());
    var page = jobs.rows(reach(), first, two);
    var next = new ListQuery(4, page.next(), Optional.empty(), Map.of());
    assertThat(page.items().stream().map(JobRow::number)).containsExactly(1L, 2L);
    assertThat(jobs.rows(reach(), first, next).items().stream().map(JobRow::number))
        .containsExactly(3L, 4L, 5L);
    Refusals.refused(
        Kind.INVALID,
        () -> jobs.rows(reach(), first, ListQuery.first().with("status", "lost")),
        "status");
    Refusals.refused(
        Kind.INVALID, () -> jobs.list(reach(), ListQuery.first().with("kind", "x")), "kind");
  }

  private long count(String table) {
    return store
        .database()
        .read(c -> Sql.first(c, "select count(*) as n from " + table, row -> row.number("n")))
        .orElseThrow();
  }
}
