/** A PKI in three builder calls, and clocks that tests can turn. */
@NullMarked
package dev.crest.testkit;

import org.jspecify.annotations.NullMarked;
