package dev.crest.server.store;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.crest.server.auth.CredentialDirectory;
import dev.crest.server.csr.KnownKeys;
import dev.crest.server.device.DeviceDirectory;
import dev.crest.server.policy.PolicyDirectory;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The database of one node: opens it, brings it to this program's schema, and gives out what the
 * other packages need of it. One thread writes, a pool of connections reads. Thread-safe.
 */
public final class Store implements AutoCloseable {
  private final Database database;
  private final Writer writer;
  private final InstantSource clock;
  private final CredentialContents contents;
  private final StoredCredentials credentials;
  private final StoredPolicies policies;
  private final Statistics statistics;
  private final String node;

  private Store(
      StoreSettings settings, Dialect dialect, InstantSource clock, LongSupplier nanoTime) {
    this.node = settings.node();
    this.clock = clock;
    this.database = new Database(settings, dialect);
    this.contents = new CredentialContents();
    this.credentials = new StoredCredentials(database, contents, nanoTime);
    this.policies = new StoredPolicies(database, nanoTime);
    this.statistics = new Statistics(database, clock, nanoTime);
    this.writer = new Writer(settings, dialect, clock, this::outdated);
  }

  /**
   * Opens a database and migrates it where it is older than this program.
   *
   * @throws StoreUnusable if it cannot be reached or used, or is newer than this program
   */
  public static Store open(StoreSettings settings, InstantSource clock) {
    return open(settings, clock, System::nanoTime);
  }

  /**
   * @param nanoTime what the age of cached things is measured by
   */
  static Store open(StoreSettings settings, InstantSource clock, LongSupplier nanoTime) {
    var dialect = Dialect.of(settings);
    dialect.prepare();
    try (var connection = dialect.openWriter()) {
      dialect.check(connection);
    } catch (SQLException e) {
      throw new StoreUnusable("the database cannot be opened: " + e.getMessage(), e);
    }
    new Migrations(dialect).run();
    try {
      var store = new Store(settings, dialect, clock, nanoTime);
      store.writer.start();
      return store;
    } catch (PoolInitializationException e) {
      throw new StoreUnusable("the database cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns where issuances become durable. */
  public Ledger ledger() {
    return new StoreLedger(writer, database);
  }

  public CredentialDirectory credentials() {
    return credentials;
  }

  public DeviceDirectory devices() {
    return new StoredDevices(database);
  }

  public PolicyDirectory policies() {
    return policies;
  }

  /**
   * @param authorityKey whether a CA, or this server's TLS certificate, has the key with a SHA-256
   *     of SubjectPublicKeyInfo; asked first, by any thread
   */
  public KnownKeys knownKeys(Predicate<byte[]> authorityKey) {
    return new StoredKeys(database, authorityKey);
  }

  public AuthorityRecords authorities() {
    return new StoredAuthorities(writer, database);
  }

  /** Returns CAs as administrators keep them. */
  public AuthorityCatalog authorityCatalog() {
    return new AuthorityCatalog(writer, database);
  }

  public AuditRecords audit() {
    return new AuditRecords(database);
  }

  /** Returns which database this is. */
  public StoreDescription description() {
    return database.read(c -> StoreDescription.read(c, node));
  }

  /** Returns the numbers of a dashboard. */
  public Statistics statistics() {
    return statistics;
  }

  /** Returns what follows the requests of a policy. */
  public EnrollmentFeed enrollmentFeed() {
    return new EnrollmentFeed(database);
  }

  /** Returns what signs the audit log and prunes it. */
  public AuditCheckpoints checkpoints() {
    return new AuditCheckpoints(writer, database, audit(), node);
  }

  public Catalog catalog() {
    var held = new Credentials(writer, database, contents, clock);
    return new Catalog(
        new Accounts(writer, database),
        new Divisions(writer, database),
        new Templates(writer, database),
        new Profiles(writer, database),
        new AuthenticationPolicies(writer, database, held),
        held,
        new CertificateManagementPolicies(writer, database),
        new Lifecycle(writer),
        new CertificateRecords(writer, database),
        new DeviceGroups(writer, database),
        new PolicyAssignments(writer, database),
        new Devices(writer, database),
        new DeviceStates(writer, database),
        new DeviceHistory(database),
        new Principals(writer, database),
        new PrincipalFactors(writer, database),
        new SessionRecords(writer, database),
        new OneTimeLinks(writer, database),
        new IdempotencyKeys(writer));
  }

  public JobRecords jobs() {
    return new JobRecords(writer, database);
  }

  public JobRuns jobRuns() {
    return new JobRuns(writer, database, node, clock);
  }

  private void outdated(Set<Change.Cached> what) {
    if (what.contains(Change.Cached.POLICIES)) {
      policies.outdate();
    }
    if (what.contains(Change.Cached.CREDENTIALS)) {
      credentials.outdate();
    }
  }

  Database database() {
    return database;
  }

  Writer writer() {
    return writer;
  }

  /** Writes what waits, refuses what comes after, and closes every connection. */
  @Override
  public void close() {
    writer.close();
    database.close();
  }
}
