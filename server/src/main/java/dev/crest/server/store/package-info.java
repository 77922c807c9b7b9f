/** SQL: one file per concern, one dialect file per database. */
@NullMarked
package dev.crest.server.store;

import org.jspecify.annotations.NullMarked;
