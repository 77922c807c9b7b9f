package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;

/** SQL of the rows of jobs. Stateless. */
final class JobRowTable {
  static final String HELD = "select 1 from job where id = ? and run = ? and status = 'running'";
  static final String DONE =
      """
      update job_row set status = 1, result_id = ?, input = null, finished_at = ?
      where job_id = ? and number = ? and status = 0\
      """;
  static final String FAILED =
      """
      update job_row set status = 2, faults = ?, input = null, finished_at = ?
      where job_id = ? and number = ? and status = 0\
      """;
  static final String COUNT =
      "update job set done = done + ?, failed = failed + ?, updated_at = ? where id = ?";
  static final String INSERT =
      """
      insert into job_row (job_id, number, label, input, digest, status, faults, finished_at)
      values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing\
      """;
  static final String INSERT_FILE =
      "insert into job_file (job_id, number, content) values (?, ?, ?)";
  static final String PENDING =
      """
      select number, input from job_row where job_id = ? and number > ? and status = 0
      order by number limit ?\
      """;
  static final String AFTER =
      """
      select r.*, c.serial, c.not_after from job_row r left join certificate c on c.id = r.result_id
      where r.job_id = ? and r.number > ? order by r.number limit ?\
      """;
  static final String TALLY =
      """
      select count(*) as rows_in_all, coalesce(sum(case when status = 2 then 1 else 0 end), 0) as rows_failed
      from job_row where job_id = ?\
      """;
  static final String DELETE_FILES =
      "delete from job_file where job_id = ? and number <= (select min(number) + ? from job_file where job_id = ?)";
  static final String DELETE_ROWS =
      "delete from job_row where job_id = ? and number <= (select min(number) + ? from job_row where job_id = ?)";

  private JobRowTable() {}

  /** A row that becomes done, and what came of it. */
  record Completion(RowCompletion row, String resultId) {}

  /**
   * Completes and fails rows, and counts them.
   *
   * @return the claims that were good: the job is held by that run, and the row was pending
   */
  static Set<RowClaim> settle(
      Connection c,
      Dialect dialect,
      List<Completion> completions,
      List<RowFailure> failures,
      Instant now)
      throws SQLException {
    if (completions.isEmpty() && failures.isEmpty()) {
      return Set.of();
    }
    var held = held(c, dialect, completions, failures);
    var order = Comparator.comparing(RowClaim::jobId).thenComparingLong(RowClaim::number);
    var done =
        completions.stream()
            .filter(one -> held.contains(job(one.row().claim())))
            .sorted(Comparator.comparing(one -> one.row().claim(), order))
            .toList();
    var failed =
        failures.stream()
            .filter(one -> held.contains(job(one.claim())))
            .sorted(Comparator.comparing(RowFailure::claim, order))
            .toList();
    var taken = new HashSet<RowClaim>();
    var counts = new TreeMap<String, long[]>();
    int[] changed = Sql.batch(c, DONE, done.stream().map(one -> values(one, now)).toList());
    var files = new ArrayList<Object[]>();
    for (int i = 0; i < changed.length; i++) {
      var row = done.get(i).row();
      if (changed[i] == 1 && taken.add(row.claim())) {
        counts.computeIfAbsent(row.claim().jobId(), _ -> new long[2])[0]++;
        row.file()
            .ifPresent(
                file -> files.add(new Object[] {row.claim().jobId(), row.claim().number(), file}));
      }
    }
    changed = Sql.batch(c, FAILED, failed.stream().map(one -> values(one, now)).toList());
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 1 && taken.add(failed.get(i).claim())) {
        counts.computeIfAbsent(failed.get(i).claim().jobId(), _ -> new long[2])[1]++;
      }
    }
    Sql.batch(c, INSERT_FILE, files);
    for (var count : counts.entrySet()) {
      Sql.update(c, COUNT, count.getValue()[0], count.getValue()[1], now, count.getKey());
    }
    return taken;
  }

  /** A job and the run that claims its rows. */
  private record Held(String jobId, long run) {}

  private static Held job(RowClaim claim) {
    return new Held(claim.jobId(), claim.run());
  }

  private static Set<Held> held(
      Connection c, Dialect dialect, List<Completion> completions, List<RowFailure> failures)
      throws SQLException {
    var asked = new HashSet<Held>();
    completions.forEach(one -> asked.add(job(one.row().claim())));
    failures.forEach(one -> asked.add(job(one.claim())));
    var held = new HashSet<Held>();
    var ordered =
        asked.stream()
            .sorted(Comparator.comparing(Held::jobId).thenComparingLong(Held::run))
            .toList();
    for (var one : ordered) {
      if (Sql.exists(c, HELD + dialect.forUpdate(), one.jobId(), one.run())) {
        held.add(one);
      }
    }
    return held;
  }

  private static Object[] values(Completion one, Instant now) {
    var claim = one.row().claim();
    return new Object[] {one.resultId(), now, claim.jobId(), claim.number()};
  }

  private static Object[] values(RowFailure one, Instant now) {
    return new Object[] {faults(one.faults()), now, one.claim().jobId(), one.claim().number()};
  }

  /** Writes faults as a list of pairs: the field, empty for none, and the message. */
  static String faults(List<Fault> faults) {
    var all = Json.array();
    for (var fault : faults) {
      all.add(Json.array().add(fault.field().orElse("")).add(fault.message()));
    }
    return Json.write(all);
  }

  static List<Fault> readFaults(String json) {
    var faults = new ArrayList<Fault>();
    for (var pair : Json.read(json)) {
      var field = pair.get(0).asString();
      var message = pair.get(1).asString();
      faults.add(field.isEmpty() ? Fault.of(message) : Fault.of(field, message));
    }
    return List.copyOf(faults);
  }

  /** Writes a row's input: texts by field, in order. */
  static String input(Map<String, List<String>> fields) {
    var object = Json.object();
    fields.forEach((field, texts) -> {
      ArrayNode list = object.putArray(field);
      texts.forEach(list::add);
    });
    return Json.write(object);
  }

  static Map<String, List<String>> readInput(String json) {
    var fields = new LinkedHashMap<String, List<String>>();
    for (var field : Json.read(json).properties()) {
      var texts = new ArrayList<String>();
      field.getValue().forEach(text -> texts.add(text.asString()));
      fields.put(field.getKey(), List.copyOf(texts));
    }
    return fields;
  }

  static Optional<byte[]> file(Connection c, String jobId, long number) throws SQLException {
    return Sql.first(
        c,
        "select content from job_file where job_id = ? and number = ?",
        row -> row.bytes("content"),
        jobId,
        number);
  }
}
