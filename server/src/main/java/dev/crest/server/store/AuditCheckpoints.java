package dev.crest.server.store;

import dev.crest.ca.signer.Signer;
import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.audit.ChainHead;
import dev.crest.server.audit.Checkpoint;
import dev.crest.server.audit.CheckpointKey;
import dev.crest.server.audit.PrunePoint;
import dev.crest.server.audit.Signed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs where the audit chains are, and takes away what retention no longer keeps. Thread-safe. */
public final class AuditCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(AuditCheckpoints.class);
  private static final int PRUNED_AT_ONCE = 1000;

  private final Writer writer;
  private final Database database;
  private final AuditRecords records;
  private final String node;

  AuditCheckpoints(Writer writer, Database database, AuditRecords records, String node) {
    this.writer = writer;
    this.database = database;
    this.records = records;
    this.node = node;
  }

  /**
   * Signs where this node's chain is, if anything was appended since it was signed last; and the
   * same of other nodes that seem to have stopped signing.
   *
   * @param signer the key of checkpoints
   * @param overdue how old the last checkpoint of another node is when this one signs in its place
   * @return what was signed
   */
  public List<Checkpoint> sign(Signer signer, Duration overdue) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var heads = CheckpointTable.heads(c);
      var made = new ArrayList<Checkpoint>();
      for (var chain : heads.entrySet()) {
        var last = CheckpointTable.last(c, chain.getKey()).map(Signed::statement);
        if (due(chain, last, scope.now().minus(overdue))) {
          made.add(
              Checkpoint.after(
                  last, chain.getKey(), chain.getValue(), scope.now(), others(heads, chain)));
        }
      }
      if (!made.isEmpty()) {
        CheckpointTable.keepKey(c, CheckpointKey.of(signer.publicKey()), scope.now());
      }
      for (var checkpoint : made) {
        CheckpointTable.insert(c, Signed.by(signer, checkpoint));
      }
      return List.copyOf(made);
    });
  }

  private boolean due(
      Map.Entry<String, ChainHead> chain, Optional<Checkpoint> last, Instant overdue) {
    boolean moved =
        chain.getValue().sequence() > last.map(before -> before.head().sequence()).orElse(0L);
    boolean ours = chain.getKey().equals(node);
    return moved && (ours || last.isEmpty() || last.get().at().isBefore(overdue));
  }

  private static Map<String, ChainHead> others(
      Map<String, ChainHead> heads, Map.Entry<String, ChainHead> chain) {
    var others = new TreeMap<>(heads);
    others.remove(chain.getKey());
    return others;
  }

  /**
   * Takes away the events of every chain up to the last checkpoint that is older than a time; each
   * prefix is verified first, and stays if it is not intact.
   *
   * @param signer the key of checkpoints
   * @param before what was recorded later is kept
   * @return how many events went
   */
  public long prune(Signer signer, Instant before) {
    long pruned = 0;
    for (var chain : records.nodes()) {
      var point =
          database
              .read(c -> CheckpointTable.lastUntil(c, chain, before))
              .map(signed -> signed.statement().head());
      if (point.isPresent() && mayPrune(signer, chain, point.get())) {
        record(signer, chain, point.get());
      }
      pruned += deletePruned(chain);
    }
    return pruned;
  }

  private boolean mayPrune(Signer signer, String chain, ChainHead point) {
    if (point.sequence() <= database.read(c -> CheckpointTable.pruned(c, chain))) {
      return false;
    }
    var key = CheckpointKey.of(signer.publicKey()).id();
    return switch (records.verifyUpTo(chain, point, Optional.of(key))) {
      case AuditVerdict.Intact intact -> true;
      case AuditVerdict.Broken broken -> {
        LOG.error("the audit log is not pruned, it is broken: {}", broken.message());
        yield false;
      }
    };
  }

  private void record(Signer signer, String chain, ChainHead point) {
    writer.edit(scope -> {
      var c = scope.connection();
      // Another node may have been here meanwhile.
      long earlier = CheckpointTable.pruned(c, chain);
      boolean further = point.sequence() > earlier;
      if (further) {
        CheckpointTable.keepKey(c, CheckpointKey.of(signer.publicKey()), scope.now());
        CheckpointTable.insertPrunePoint(
            c, Signed.by(signer, new PrunePoint(chain, point, scope.now())));
        scope.report(
            new ChangeRecord("audit-log", "prune", chain)
                .before("first_sequence", earlier + 1)
                .after("first_sequence", point.sequence() + 1)
                .by(Actor.system(), scope.now()));
      }
      return further;
    });
  }

  /** Deletes what prune points allow, some at a time, so that nobody waits long for the writer. */
  private long deletePruned(String chain) {
    long until = database.read(c -> CheckpointTable.pruned(c, chain));
    long deleted = 0;
    for (long from = first(chain) - 1; from < until; from += PRUNED_AT_ONCE) {
      long after = from;
      long last = Math.min(until, from + PRUNED_AT_ONCE);
      deleted +=
          writer.edit(scope ->
              (long) Sql.update(scope.connection(), CheckpointTable.PRUNE, chain, after, last));
    }
    return deleted;
  }

  private long first(String chain) {
    return database
        .read(c ->
            Sql.first(
                c,
                "select coalesce(min(sequence), "
                    + Long.MAX_VALUE
                    + ") as sequence from audit_event where node = ?",
                row -> row.number("sequence"),
                chain))
        .orElse(Long.MAX_VALUE);
  }

  /**
   * Returns a page of the checkpoints; nothing for a reach over some divisions only.
   *
   * @param query filter {@code node}; sorts {@code at} and {@code number}
   */
  public Page<Signed<Checkpoint>> list(Reach reach, ListQuery query) {
    return database.read(c -> page(c, reach, query));
  }

  private Page<Signed<Checkpoint>> page(java.sql.Connection c, Reach reach, ListQuery query)
      throws SQLException {
    var listing =
        new Listing<Signed<Checkpoint>>(database, query, "node")
            .thenBy("number")
            .sort("at", Listing.SortKey.number("at"))
            .sort("number", Listing.SortKey.number("number"))
            .usually("-at")
            .equal("node", "node");
    if (!reach.whole()) {
      listing.where("1 = 0");
    }
    return listing.page(c, "select * from audit_checkpoint", CheckpointTable::checkpoint);
  }
}
