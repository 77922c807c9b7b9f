package dev.crest.server.jobs;

import dev.crest.server.store.JobRuns.NewRow;
import java.io.IOException;
import java.util.Optional;

/** The rows of an upload, one after the other. Used by one thread. */
interface RowSource {
  /**
   * Returns the next row, or empty at the end.
   *
   * @throws dev.crest.server.refusal.Refused where the whole upload is refused
   */
  Optional<NewRow> next() throws IOException;
}
