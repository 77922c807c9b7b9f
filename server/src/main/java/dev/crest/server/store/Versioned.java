package dev.crest.server.store;

import dev.crest.server.refusal.Refused;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is cached of the store: thrown away as a whole when its version went up, which is looked at
 * when a second has passed, or at once after this node's own changes. What was still being read for
 * an older whole goes with it. Thread-safe.
 *
 * @param <C> holds what was read, empty at first
 */
final class Versioned<C> {
  private static final long LIFE = Duration.ofSeconds(1).toNanos();
  private static final String VERSION = "select value from change_version where name = ?";

  private record State<C>(C contents, long version, long checkedAt) {}

  private final Database database;
  private final Change.Cached what;
  private final boolean outlivesStore;
  private final Supplier<C> empty;
  private final LongSupplier nanoTime;
  private final ReentrantLock checking = new ReentrantLock();
  private volatile @Nullable State<C> state;

  /**
   * @param outlivesStore whether contents stay good while the store is down
   * @param nanoTime a clock that never goes back, in nanoseconds
   */
  Versioned(
      Database database,
      Change.Cached what,
      boolean outlivesStore,
      Supplier<C> empty,
      LongSupplier nanoTime) {
    this.database = database;
    this.what = what;
    this.outlivesStore = outlivesStore;
    this.empty = empty;
    this.nanoTime = nanoTime;
  }

  /**
   * Returns contents that were good at most a second ago.
   *
   * @throws Refused {@code UNAVAILABLE} if the store is down
   */
  C current() {
    var known = state;
    return known != null && fresh(known) ? known.contents() : check();
  }

  /** Makes the next look ask for the version. */
  void outdate() {
    checking.lock();
    try {
      var known = state;
      if (known != null) {
        state = new State<>(known.contents(), known.version(), nanoTime.getAsLong() - LIFE);
      }
    } finally {
      checking.unlock();
    }
  }

  private boolean fresh(State<C> known) {
    return nanoTime.getAsLong() - known.checkedAt() < LIFE;
  }

  private C check() {
    checking.lock();
    try {
      var known = state;
      if (known != null && fresh(known)) {
        return known.contents();
      }
      long now = nanoTime.getAsLong();
      long version;
      try {
        version = readVersion();
      } catch (Refused down) {
        if (known == null || !outlivesStore) {
          throw down;
        }
        version = known.version();
      }
      var contents = known != null && known.version() == version ? known.contents() : empty.get();
      state = new State<>(contents, version, now);
      return contents;
    } finally {
      checking.unlock();
    }
  }

  private long readVersion() {
    return database
        .read(connection -> Sql.first(connection, VERSION, row -> row.number("value"), what))
        .orElseThrow();
  }
}
