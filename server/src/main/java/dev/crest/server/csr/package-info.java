/** Is the request good: one file per check. */
@NullMarked
package dev.crest.server.csr;

import org.jspecify.annotations.NullMarked;
