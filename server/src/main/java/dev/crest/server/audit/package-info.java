/** What happened: one hash chain a node, signed checkpoints, and the verification of both. */
@NullMarked
package dev.crest.server.audit;

import org.jspecify.annotations.NullMarked;
