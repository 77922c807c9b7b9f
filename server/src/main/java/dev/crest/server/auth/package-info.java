/** Who is calling: one file per method. */
@NullMarked
package dev.crest.server.auth;

import org.jspecify.annotations.NullMarked;
