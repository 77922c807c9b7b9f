package dev.crest.server.store;

import java.nio.file.Path;
import java.util.Optional;

/** The databases that every contract test runs on. */
enum RealDatabase {
  SQLITE,
  POSTGRESQL;

  /** Returns settings for a database that is empty. */
  StoreSettings fresh(Path folder) {
    return switch (this) {
      case SQLITE -> StoreSettings.inFolder(folder);
      case POSTGRESQL ->
          StoreSettings.of(
              PostgresCluster.shared().newDatabase(), Optional.of("crest"), Optional.empty());
    };
  }
}
