package dev.crest.server.store;

import java.util.Optional;

/**
 * A row of a job that becomes done in the same transaction as its certificate.
 *
 * @param claim which row
 * @param file what is to be downloaded for it; never a key in the clear
 */
public record RowCompletion(RowClaim claim, Optional<byte[]> file) {}
