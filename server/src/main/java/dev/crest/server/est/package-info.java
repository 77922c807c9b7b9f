/** One class per EST operation, its replies, and refusals in HTTP. */
@NullMarked
package dev.crest.server.est;

import org.jspecify.annotations.NullMarked;
