package dev.crest.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crest.pkix.Der;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.auth.RevocationList;
import dev.crest.server.store.CredentialRecord.Registered;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Long lists of registered values and CRLs: kept beside their credentials under their SHA-256
 * digest, and cached ready for use. What is cached is what its digest says, so it is never out of
 * date. Thread-safe.
 */
final class CredentialContents {
  static final String FIND =
      "select content from credential_content where credential_id = ? and sha256 = ?";

  private static final int INLINE_CHARACTERS = 4000;
  private static final long MOST_WEIGHT = 32_000_000;
  private static final int WEIGHT_OF_A_VALUE = 64;
  private static final int MOST_REVOCATION_LISTS = 100;
  private static final Duration LIFE = Duration.ofMinutes(10);

  private record Key(String field, String sha256) {}

  private final Cache<Key, RegisteredValue> lists =
      Caffeine.newBuilder()
          .maximumWeight(MOST_WEIGHT)
          .weigher((Key key, RegisteredValue value) -> weight(value))
          .expireAfterAccess(LIFE)
          .executor(Runnable::run)
          .build();
  private final Cache<String, RevocationList> revocations =
      Caffeine.newBuilder()
          .maximumSize(MOST_REVOCATION_LISTS)
          .expireAfterAccess(LIFE)
          .executor(Runnable::run)
          .build();

  private static int weight(RegisteredValue value) {
    return value.values().stream().mapToInt(text -> text.length() + WEIGHT_OF_A_VALUE).sum();
  }

  /**
   * Registered values made ready to be stored, by whoever asks rather than by the writer.
   *
   * @param column what stands in the credential's row
   * @param contents what stands beside it, by digest
   */
  record Prepared(List<Registered> column, Map<String, byte[]> contents) {
    String json() {
      return RegisteredValuesJson.write(column);
    }
  }

  static Prepared prepare(List<RegisteredValue> values) {
    var column = new ArrayList<Registered>();
    var contents = new HashMap<String, byte[]>();
    for (var value : values) {
      int characters = value.values().stream().mapToInt(String::length).sum();
      boolean apart = value.match() == Match.IN_LIST && characters > INLINE_CHARACTERS;
      Optional<String> digest = Optional.empty();
      if (apart) {
        var text = String.join("\n", value.values()).getBytes(StandardCharsets.UTF_8);
        digest = Optional.of(sha256(text));
        contents.put(digest.get(), text);
      }
      column.add(
          new Registered(
              value.field(),
              value.match(),
              apart ? List.of() : value.values(),
              value.values().size(),
              digest));
    }
    return new Prepared(column, contents);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  static String sha256(Der der) {
    return HexFormat.of().formatHex(der.sha256());
  }

  /** Stores what is not there yet. */
  static void insert(Change.Scope scope, String credentialId, Map<String, byte[]> contents)
      throws SQLException {
    Sql.batch(
        scope.connection(),
        """
        insert into credential_content (credential_id, sha256, content, created_at) values (?, ?, ?, ?)
        on conflict (credential_id, sha256) do nothing\
        """,
        contents.entrySet().stream()
            .map(
                entry -> new Object[] {credentialId, entry.getKey(), entry.getValue(), scope.now()})
            .toList());
  }

  /** Drops what a credential no longer names. */
  static void prune(Change.Scope scope, String credentialId, List<String> kept)
      throws SQLException {
    var marks = String.join(", ", kept.stream().map(_ -> "?").toList());
    var values = new ArrayList<Object>(List.of(credentialId));
    values.addAll(kept);
    Sql.update(
        scope.connection(),
        "delete from credential_content where credential_id = ?"
            + (kept.isEmpty() ? "" : " and sha256 not in (" + marks + ")"),
        values.toArray());
  }

  /** Reads a credential's registered values with their lists. */
  List<RegisteredValue> values(Connection connection, String credentialId, String json)
      throws SQLException {
    var values = new ArrayList<RegisteredValue>();
    for (var value : Json.stored(json, RegisteredValuesJson::read)) {
      values.add(
          value.list().isEmpty()
              ? new RegisteredValue(value.field(), value.match(), value.values())
              : list(connection, credentialId, value.field(), value.list().get()));
    }
    return List.copyOf(values);
  }

  /** Reads a long list. */
  private RegisteredValue list(
      Connection connection, String credentialId, String field, String sha256) throws SQLException {
    var key = new Key(field, sha256);
    var known = lists.getIfPresent(key);
    if (known != null) {
      return known;
    }
    var text = new String(content(connection, credentialId, sha256), StandardCharsets.UTF_8);
    var read = new RegisteredValue(field, Match.IN_LIST, text.lines().toList());
    lists.put(key, read);
    return read;
  }

  /** Reads a CRL. */
  RevocationList revocations(Connection connection, String credentialId, String sha256)
      throws SQLException {
    var known = revocations.getIfPresent(sha256);
    if (known != null) {
      return known;
    }
    var read = RevocationList.read(content(connection, credentialId, sha256));
    revocations.put(sha256, read);
    return read;
  }

  private static byte[] content(Connection connection, String credentialId, String sha256)
      throws SQLException {
    return Sql.first(connection, FIND, row -> row.bytes("content"), credentialId, sha256)
        .orElseThrow(() -> new IllegalStateException("a list is not where it was stored"));
  }
}
