package dev.crest.server.jobs;

import java.time.Duration;
import java.util.ArrayList;

/**
 * How jobs are run.
 *
 * @param workers how many rows a node works on at once, 1 to 256; few enough that others are not
 *     kept waiting
 * @param keepResults how long an ended job is kept with its rows and files, an hour to 10 years
 */
public record JobSettings(int workers, Duration keepResults) {
  private static final int MOST_WORKERS = 256;
  private static final Duration LONGEST = Duration.ofDays(3650);

  /**
   * @throws IllegalArgumentException naming every value that cannot be
   */
  public JobSettings {
    var faults = new ArrayList<String>();
    if (workers < 1 || workers > MOST_WORKERS) {
      faults.add("workers: must be between 1 and " + MOST_WORKERS);
    }
    if (keepResults.compareTo(Duration.ofHours(1)) < 0 || keepResults.compareTo(LONGEST) > 0) {
      faults.add("keep-results: must be between 1h and 3650d");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** Returns the usual ones. */
  public static JobSettings usual() {
    return new JobSettings(16, Duration.ofDays(7));
  }
}
