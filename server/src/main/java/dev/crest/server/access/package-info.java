/** People and programs that use the management API: who they are and what they may do. */
@NullMarked
package dev.crest.server.access;

import org.jspecify.annotations.NullMarked;
