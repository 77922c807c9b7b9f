package dev.crest.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.CredentialDirectory;
import dev.crest.server.auth.IssuedCertificate;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Credentials for authentication. Those found are kept for a second at most, so that a busy
 * passcode costs no read; use counts are as old, and the ledger's conditional count is what
 * enforces limits. The status of issued certificates is read every time.
 */
final class StoredCredentials implements CredentialDirectory {
  private static final Duration LIFE = Duration.ofSeconds(1);
  private static final int MOST = 10_000;

  /** What was read since the last change. */
  private record Contents(
      Cache<ByteBuffer, List<Credential>> passcodes,
      Cache<String, List<Credential>> certificates,
      Cache<Boolean, List<Credential>> authorities) {}

  private final Database database;
  private final CredentialContents contents;
  private final Versioned<Contents> cached;

  StoredCredentials(Database database, CredentialContents contents, LongSupplier nanoTime) {
    this.database = database;
    this.contents = contents;
    this.cached =
        new Versioned<>(
            database,
            Change.Cached.CREDENTIALS,
            false,
            () ->
                new Contents(
                    Caffeine.newBuilder()
                        .maximumSize(MOST)
                        .expireAfterWrite(LIFE)
                        .ticker(nanoTime::getAsLong)
                        .executor(Runnable::run)
                        .build(),
                    Caffeine.newBuilder()
                        .maximumSize(MOST)
                        .expireAfterWrite(LIFE)
                        .ticker(nanoTime::getAsLong)
                        .executor(Runnable::run)
                        .build(),
                    Caffeine.newBuilder().executor(Runnable::run).build()),
            nanoTime);
  }

  /** Makes this node's own changes seen at once. */
  void outdate() {
    cached.outdate();
  }

  @Override
  public List<Credential> passcodes(byte[] verifier) {
    return found(
        cached.current().passcodes(),
        ByteBuffer.wrap(verifier.clone()),
        connection -> CredentialTable.byVerifier(connection, contents, verifier));
  }

  @Override
  public List<Credential> authenticationCertificates(String fingerprint) {
    var bytes = HexFormat.of().parseHex(fingerprint);
    return found(
        cached.current().certificates(),
        fingerprint,
        connection -> CredentialTable.byFingerprint(connection, contents, bytes));
  }

  @Override
  public List<Credential> authenticationAuthorities() {
    return cached
        .current()
        .authorities()
        .get(
            true,
            key ->
                List.copyOf(
                    database.read(
                        connection -> CredentialTable.authorities(connection, contents))));
  }

  @Override
  public Optional<IssuedCertificate> issued(String fingerprint) {
    var bytes = HexFormat.of().parseHex(fingerprint);
    return database.read(connection ->
        Sql.first(
            connection,
            CertificateTable.BY_FINGERPRINT,
            row ->
                new IssuedCertificate(
                    row.text("id"),
                    row.text("policy_id"),
                    CertificateTable.status(row),
                    CertificateTable.read(row.bytes("der")),
                    row.optionalText("device_id")),
            bytes));
  }

  /**
   * Reads what is not cached; what is not found is not kept, so that strangers' guesses push
   * nothing out.
   */
  private <K> List<Credential> found(
      Cache<K, List<Credential>> cache, K key, Database.Query<List<Credential>> query) {
    var known = cache.getIfPresent(key);
    if (known != null) {
      return known;
    }
    var read = List.copyOf(database.read(query));
    if (!read.isEmpty()) {
      cache.put(key, read);
    }
    return read;
  }
}
