/** What people read: tables, single objects, progress. */
@NullMarked
package dev.crest.cli.terminal;

import org.jspecify.annotations.NullMarked;
