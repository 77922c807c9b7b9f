package dev.crest.server.jobs;

import java.util.Set;
import java.util.function.Predicate;

/**
 * The columns that a kind of job takes.
 *
 * @param known whether a column may be there
 * @param several whether its cells hold several values, separated by semicolons
 * @param labels columns that tell a row from the others, the best first
 * @param files whether a ZIP of files may stand for the column {@code csr}
 * @param described what there is, for those who ask for something else
 */
public record Columns(
    Predicate<String> known,
    Predicate<String> several,
    Set<String> labels,
    boolean files,
    String described) {}
