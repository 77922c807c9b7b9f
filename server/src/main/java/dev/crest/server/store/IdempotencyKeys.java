package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which creations were asked for under which idempotency key, and what was answered. Thread-safe;
 * not part of the audit log, since what was created is.
 */
public final class IdempotencyKeys {
  /** How long a reply is kept. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** After that a request without a reply counts as lost with its server. */
  private static final Duration UNDER_WAY = Duration.ofMinutes(2);

  private final Writer writer;

  IdempotencyKeys(Writer writer) {
    this.writer = writer;
  }

  /**
   * A reply.
   *
   * @param status HTTP status
   * @param headers names and values, one after the other
   * @param sealedBody the body, sealed by whoever keeps it
   */
  public record Reply(int status, List<String> headers, byte[] sealedBody) {}

  private record Known(byte[] digest, Optional<Reply> reply, Instant at) {}

  /**
   * Takes a key for a request; returns the reply where it was answered already.
   *
   * @param digest 32 bytes that stand for the request
   * @throws Refused {@code CONFLICT} if the key stands for another request, or for this one which
   *     is still under way
   */
  public Optional<Reply> take(String principalId, String key, byte[] digest) {
    return writer.edit(scope -> {
      Sql.update(
          scope.connection(),
          "delete from idempotency_key where created_at < ?",
          scope.now().minus(KEPT));
      var known = find(scope, principalId, key);
      if (known.isEmpty()) {
        Sql.update(
            scope.connection(),
            "insert into idempotency_key (principal_id, idempotency_key, request_digest, created_at) values (?, ?, ?, ?)",
            principalId,
            key,
            digest,
            scope.now());
        return Optional.empty();
      }
      if (!MessageDigest.isEqual(known.get().digest(), digest)) {
        throw Refused.of(
            Kind.CONFLICT, "idempotency-key-taken", "This key was sent with another request.");
      }
      if (known.get().reply().isEmpty()) {
        takeOver(scope, principalId, key, known.get());
      }
      return known.get().reply();
    });
  }

  private static void takeOver(Change.Scope scope, String principalId, String key, Known known)
      throws SQLException {
    if (known.at().plus(UNDER_WAY).isAfter(scope.now())) {
      throw Refused.of(
              Kind.CONFLICT, "idempotency-under-way", "The same request is still under way.")
          .retryAfter(Duration.ofSeconds(2));
    }
    Sql.update(
        scope.connection(),
        "update idempotency_key set created_at = ? where principal_id = ? and idempotency_key = ?",
        scope.now(),
        principalId,
        key);
  }

  private static Optional<Known> find(Change.Scope scope, String principalId, String key)
      throws SQLException {
    return Sql.first(
        scope.connection(),
        "select * from idempotency_key where principal_id = ? and idempotency_key = ?",
        row -> new Known(row.bytes("request_digest"), reply(row), row.instant("created_at")),
        principalId,
        key);
  }

  private static Optional<Reply> reply(Row row) throws SQLException {
    var status = row.optionalNumber("status");
    return status.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Reply(
                Math.toIntExact(status.getAsLong()),
                row.text("headers").isEmpty()
                    ? List.of()
                    : List.of(row.text("headers").split("\n", -1)),
                row.bytes("sealed_body")));
  }

  /** Keeps what was answered. */
  public void answered(String principalId, String key, Reply reply) {
    writer.edit(scope ->
        Sql.update(
            scope.connection(),
            "update idempotency_key set status = ?, headers = ?, sealed_body = ? where principal_id = ? and idempotency_key = ?",
            reply.status(),
            String.join("\n", reply.headers()),
            reply.sealedBody(),
            principalId,
            key));
  }

  /** Gives a key back: nothing was done under it. */
  public void release(String principalId, String key) {
    writer.edit(scope ->
        Sql.update(
            scope.connection(),
            "delete from idempotency_key where principal_id = ? and idempotency_key = ? and status is null",
            principalId,
            key));
  }
}
