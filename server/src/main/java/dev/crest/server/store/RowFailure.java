package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import java.util.List;

/**
 * A row of a job that failed.
 *
 * @param claim which row
 * @param faults everything that is wrong with it
 */
public record RowFailure(RowClaim claim, List<Fault> faults) {
  public RowFailure {
    faults = List.copyOf(faults);
  }
}
