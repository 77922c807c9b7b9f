/** What happened: one hash chain a node. */
@NullMarked
package dev.crest.server.audit;

import org.jspecify.annotations.NullMarked;
