/**
 * Work on very many rows: reading uploads, running them to their end on one of the nodes, results.
 */
@NullMarked
package dev.crest.server.jobs;

import org.jspecify.annotations.NullMarked;
