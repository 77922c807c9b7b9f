package dev.crest.server.store;

import dev.crest.server.audit.AuditEvidence;
import dev.crest.server.audit.ChainHead;
import dev.crest.server.audit.Checkpoint;
import dev.crest.server.audit.CheckpointKey;
import dev.crest.server.audit.PrunePoint;
import dev.crest.server.audit.Signed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import tools.jackson.core.JacksonException;

/** SQL of signed checkpoints, prune points and the keys that verify them. Stateless. */
final class CheckpointTable {
  static final String LAST =
      "select * from audit_checkpoint where node = ? order by node desc, number desc limit 1";
  static final String PRUNE =
      "delete from audit_event where node = ? and sequence > ? and sequence <= ?";
  private static final String OWN =
      "select * from audit_checkpoint where node = ? order by node, number";
  private static final String OTHERS =
      "select * from audit_checkpoint where node <> ? order by node, number";

  private CheckpointTable() {}

  /** Returns where every node's chain is. */
  static Map<String, ChainHead> heads(Connection c) throws SQLException {
    var heads = new TreeMap<String, ChainHead>();
    Sql.list(
            c,
            "select node, audit_sequence, audit_hash from node_state",
            row ->
                Map.entry(
                    row.text("node"),
                    new ChainHead(row.number("audit_sequence"), row.bytes("audit_hash"))))
        .forEach(entry -> heads.put(entry.getKey(), entry.getValue()));
    return heads;
  }

  static Optional<Signed<Checkpoint>> last(Connection c, String node) throws SQLException {
    return Sql.first(c, LAST, CheckpointTable::checkpoint, node);
  }

  /** Returns the last checkpoint of a node that is not younger than a time. */
  static Optional<Signed<Checkpoint>> lastUntil(Connection c, String node, Instant time)
      throws SQLException {
    return Sql.first(
        c,
        "select * from audit_checkpoint where node = ? and at <= ? order by node desc, number desc limit 1",
        CheckpointTable::checkpoint,
        node,
        time);
  }

  static void keepKey(Connection c, CheckpointKey key, Instant now) throws SQLException {
    Sql.update(
        c,
        "insert into audit_checkpoint_key (id, public_key, created_at) values (?, ?, ?) on conflict (id) do nothing",
        key.id(),
        encoded(key.publicKey()),
        now);
  }

  static void insert(Connection c, Signed<Checkpoint> signed) throws SQLException {
    var checkpoint = signed.statement();
    Sql.update(
        c,
        "insert into audit_checkpoint (node, number, sequence, hash, at, previous, others, key_id, signature)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        checkpoint.node(),
        checkpoint.number(),
        checkpoint.head().sequence(),
        checkpoint.head().hash(),
        checkpoint.at(),
        checkpoint.previous(),
        written(checkpoint.others()),
        signed.keyId(),
        signed.signature());
  }

  static void insertPrunePoint(Connection c, Signed<PrunePoint> signed) throws SQLException {
    var point = signed.statement();
    Sql.update(
        c,
        "insert into audit_prune_point (node, sequence, hash, at, key_id, signature) values (?, ?, ?, ?, ?, ?)",
        point.node(),
        point.head().sequence(),
        point.head().hash(),
        point.at(),
        signed.keyId(),
        signed.signature());
  }

  /** Returns how far a chain is pruned, 0 where it is not. */
  static long pruned(Connection c, String node) throws SQLException {
    return Sql.first(
            c,
            "select coalesce(max(sequence), 0) as sequence from audit_prune_point where node = ?",
            row -> row.number("sequence"),
            node)
        .orElse(0L);
  }

  /**
   * Returns what is recorded about a chain.
   *
   * @param keyId the one key that counts; empty for every key that is kept
   */
  static AuditEvidence evidence(Connection c, String node, Optional<String> keyId)
      throws SQLException {
    var prunePoints =
        Sql.list(
            c,
            "select * from audit_prune_point where node = ? order by node, sequence",
            CheckpointTable::prunePoint,
            node);
    var keys =
        keys(c).stream()
            .filter(key -> keyId.isEmpty() || keyId.get().equals(key.id()))
            .collect(Collectors.toMap(CheckpointKey::id, key -> key));
    return new AuditEvidence(
        node,
        keys,
        Sql.list(c, OWN, CheckpointTable::checkpoint, node),
        prunePoints,
        Sql.list(c, OTHERS, CheckpointTable::checkpoint, node),
        AuditTable.head(c, node, ""));
  }

  /** Returns the keys that are what their ids say. */
  static List<CheckpointKey> keys(Connection c) throws SQLException {
    return Sql.list(
            c,
            "select id, public_key from audit_checkpoint_key order by created_at, id",
            CheckpointTable::key)
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<CheckpointKey> key(Row row) throws SQLException {
    try {
      var key = CheckpointKey.of(SubjectPublicKeyInfo.getInstance(row.bytes("public_key")));
      return key.id().equals(row.text("id")) ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException e) {
      // Not written by this program: nothing is verified with it.
      return Optional.empty();
    }
  }

  static Signed<Checkpoint> checkpoint(Row row) throws SQLException {
    return new Signed<>(
        new Checkpoint(
            row.text("node"),
            row.number("number"),
            new ChainHead(row.number("sequence"), row.bytes("hash")),
            row.instant("at"),
            row.bytes("previous"),
            others(row.text("others"))),
        row.text("key_id"),
        row.bytes("signature"));
  }

  private static Signed<PrunePoint> prunePoint(Row row) throws SQLException {
    return new Signed<>(
        new PrunePoint(
            row.text("node"),
            new ChainHead(row.number("sequence"), row.bytes("hash")),
            row.instant("at")),
        row.text("key_id"),
        row.bytes("signature"));
  }

  private static String written(Map<String, ChainHead> others) {
    var texts = new TreeMap<String, String>();
    others.forEach((node, head) -> texts.put(node, head.toString()));
    return Json.write(texts);
  }

  private static Map<String, ChainHead> others(String json) {
    var heads = new TreeMap<String, ChainHead>();
    try {
      for (var other : Json.readDetails(json).entrySet()) {
        var parts = other.getValue().split(":", -1);
        heads.put(
            other.getKey(),
            new ChainHead(Long.parseLong(parts[0]), HexFormat.of().parseHex(parts[1])));
      }
      return heads;
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | JacksonException e) {
      // Not written by this program: the signature will not fit what is left.
      return Map.of();
    }
  }

  private static byte[] encoded(SubjectPublicKeyInfo key) {
    try {
      return key.getEncoded("DER");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("a key in memory can be encoded", e);
    }
  }
}
