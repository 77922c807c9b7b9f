/** The road that every issuance travels. */
@NullMarked
package dev.crest.server.enrollment;

import org.jspecify.annotations.NullMarked;
