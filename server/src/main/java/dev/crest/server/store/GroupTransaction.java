package dev.crest.server.store;

import dev.crest.server.audit.ChainHead;
import dev.crest.server.store.Ledger.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One transaction for many: decides for each member of a group what comes of it, in the order of
 * arrival, and writes what is kept. Nothing is committed here. Every lock is taken in the same
 * order on every node: digests, devices, credentials, jobs with their rows, then the node's own
 * row. Used once, by the writer's thread.
 */
final class GroupTransaction {
  private final Connection connection;
  private final Dialect dialect;
  private final String node;
  private final IdentityHashMap<Entry, Outcome> outcomes = new IdentityHashMap<>();
  private final IdentityHashMap<Entry.Issue, Entry.Issue> twins = new IdentityHashMap<>();
  private final List<Entry.Issue> postponed = new ArrayList<>();
  private ChainHead head;

  GroupTransaction(Connection connection, Dialect dialect, String node, ChainHead head) {
    this.connection = connection;
    this.dialect = dialect;
    this.node = node;
    this.head = head;
  }

  /**
   * Writes a group.
   *
   * @throws SQLException if the transaction must be rolled back; nothing was decided then
   */
  void write(List<Entry> members, Instant now) throws SQLException {
    var issues = new ArrayList<Entry.Issue>();
    for (var member : members) {
      if (member instanceof Entry.Issue issue) {
        issues.add(issue);
      }
    }
    var devices = new DeviceClaims(connection, now);
    var counted = countUses(claimDevices(claim(firstOfEach(issues)), devices), devices, now);
    var kept = takeRows(counted, members, devices, now);
    devices.complete(kept);
    CertificateTable.insert(
        connection,
        kept.stream().map(Entry.Issue::certificateRow).toList(),
        kept.stream().flatMap(issue -> issue.nameRows().stream()).toList());
    kept.forEach(issue -> outcomes.put(issue, new Outcome.Committed()));
    twins.forEach(this::followTwin);
    CertificateTable.renewed(connection, kept);
    var events = events(members);
    EnrollmentCounts.add(connection, node, events);
    head = AuditTable.append(connection, node, head, events, now);
  }

  /** Returns what came of each member, once committed; those postponed are not among them. */
  Map<Entry, Outcome> outcomes() {
    return outcomes;
  }

  /** Returns the issuances that nothing was decided about: they belong into the next group. */
  List<Entry.Issue> postponed() {
    return postponed;
  }

  /** Returns the node's chain head, once committed. */
  ChainHead head() {
    return head;
  }

  private List<Entry.Issue> firstOfEach(List<Entry.Issue> issues) {
    var digests = new TreeMap<byte[], Entry.Issue>(Arrays::compareUnsigned);
    var first = new ArrayList<Entry.Issue>(issues.size());
    for (var issue : issues) {
      var digest = issue.issuance().resubmission().map(Issuance.Resubmission::digest);
      var twin = digest.flatMap(d -> Optional.ofNullable(digests.putIfAbsent(d, issue)));
      if (twin.isEmpty()) {
        first.add(issue);
      } else {
        twins.put(issue, twin.get());
      }
    }
    return first;
  }

  /** Gives a request that came twice in the group what the first one got. */
  private void followTwin(Entry.Issue later, Entry.Issue first) {
    switch (outcomes.get(first)) {
      case Outcome.Committed() ->
          outcomes.put(later, new Outcome.Earlier(first.issuance().certificate()));
      case Outcome.Earlier same -> outcomes.put(later, same);
      case Outcome.UsedUp()
          when later.issuance().credentialId().equals(first.issuance().credentialId()) ->
          outcomes.put(later, new Outcome.UsedUp());
      // It has another credential, which may have uses left.
      case Outcome.UsedUp(), Outcome.RowTaken() -> postponed.add(later);
      case Outcome.DeviceChanged changed -> outcomes.put(later, changed);
      case null -> throw new IllegalStateException("the first of two twins was not decided");
    }
  }

  /** Returns those that nobody has made before; the others get the earlier certificate. */
  private List<Entry.Issue> claim(List<Entry.Issue> issues) throws SQLException {
    var claiming =
        issues.stream()
            .filter(issue -> issue.issuance().resubmission().isPresent())
            .sorted(Comparator.comparing(GroupTransaction::digest, Arrays::compareUnsigned))
            .toList();
    int[] claimed =
        ResubmissionTable.claim(
            connection,
            claiming.stream().map(issue -> ResubmissionTable.claim(issue.issuance())).toList());
    for (int i = 0; i < claimed.length; i++) {
      if (claimed[i] == 0) {
        outcomes.put(claiming.get(i), earlier(claiming.get(i)));
      }
    }
    return issues.stream().filter(issue -> !outcomes.containsKey(issue)).toList();
  }

  private Outcome earlier(Entry.Issue issue) throws SQLException {
    return ResubmissionTable.find(connection, issue.issuance().resubmission().orElseThrow())
        .map(Outcome.Earlier::new)
        // Unreachable while entries are made together with their certificates.
        .orElseThrow(
            () -> new IllegalStateException("a resubmission entry without its certificate"));
  }

  /** Returns those whose right to their device holds; the others give back their claims. */
  private List<Entry.Issue> claimDevices(List<Entry.Issue> issues, DeviceClaims devices)
      throws SQLException {
    var lost = devices.lost(issues);
    for (var issue : lost) {
      outcomes.put(issue, new Outcome.DeviceChanged());
      giveUp(issue.issuance());
    }
    return issues.stream().filter(issue -> !lost.contains(issue)).toList();
  }

  /**
   * Returns those within their credential's limit; the others are used up and give back their
   * claims.
   */
  private List<Entry.Issue> countUses(List<Entry.Issue> issues, DeviceClaims devices, Instant now)
      throws SQLException {
    var wanted = new TreeMap<String, Integer>();
    issues.forEach(issue ->
        issue.issuance().credentialId().ifPresent(id -> wanted.merge(id, 1, Integer::sum)));
    var left = new HashMap<>(UseCounts.take(connection, dialect, wanted, now));
    var kept = new ArrayList<Entry.Issue>(issues.size());
    for (var issue : issues) {
      var credential = issue.issuance().credentialId();
      if (credential.isEmpty() || left.merge(credential.get(), -1, Integer::sum) >= 0) {
        kept.add(issue);
      } else {
        outcomes.put(issue, new Outcome.UsedUp());
        devices.release(issue.issuance());
        giveUp(issue.issuance());
      }
    }
    return kept;
  }

  /**
   * Completes rows of jobs; returns the issuances whose rows were theirs to complete, and those
   * that have none.
   */
  private List<Entry.Issue> takeRows(
      List<Entry.Issue> issues, List<Entry> members, DeviceClaims devices, Instant now)
      throws SQLException {
    var completions = new ArrayList<JobRowTable.Completion>();
    for (var issue : issues) {
      issue
          .row()
          .ifPresent(row ->
              completions.add(new JobRowTable.Completion(row, issue.issuance().certificateId())));
    }
    var failures = new ArrayList<RowFailure>();
    for (var member : members) {
      if (member instanceof Entry.Failure failure) {
        failures.add(failure.failure());
      }
    }
    var taken = JobRowTable.settle(connection, dialect, completions, failures, now);
    for (var member : members) {
      if (member instanceof Entry.Failure failure) {
        boolean mine = taken.contains(failure.failure().claim());
        outcomes.put(failure, mine ? new Outcome.Committed() : new Outcome.RowTaken());
      }
    }
    var kept = new ArrayList<Entry.Issue>(issues.size());
    for (var issue : issues) {
      if (issue.row().isEmpty() || taken.contains(issue.row().get().claim())) {
        kept.add(issue);
      } else {
        outcomes.put(issue, new Outcome.RowTaken());
        devices.release(issue.issuance());
        giveUp(issue.issuance());
      }
    }
    return kept;
  }

  private void giveUp(Issuance issuance) throws SQLException {
    if (issuance.resubmission().isPresent()) {
      ResubmissionTable.giveUp(
          connection, issuance.resubmission().get().digest(), issuance.certificateId());
    }
  }

  /** Returns the audit records of what is kept, in the order of arrival. */
  private List<AuditTable.Prepared> events(List<Entry> members) {
    var events = new ArrayList<AuditTable.Prepared>(members.size());
    members.forEach(member -> events.addAll(events(member)));
    return events;
  }

  private List<AuditTable.Prepared> events(Entry member) {
    return switch (member) {
      case Entry.Issue issue when outcomes.get(issue) instanceof Outcome.Committed ->
          issue.events();
      case Entry.Issue issue -> List.of();
      case Entry.Failure failure -> List.of();
      case Entry.Report report -> {
        outcomes.put(report, new Outcome.Committed());
        yield List.of(report.event());
      }
      case Entry.Edit<?> edit ->
          throw new IllegalStateException("a change has a transaction to itself");
    };
  }

  private static byte[] digest(Entry.Issue issue) {
    return issue.issuance().resubmission().orElseThrow().digest();
  }
}
