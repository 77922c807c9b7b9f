/** The composition root: wires the packages and runs them. */
@NullMarked
package dev.crest.server;

import org.jspecify.annotations.NullMarked;
