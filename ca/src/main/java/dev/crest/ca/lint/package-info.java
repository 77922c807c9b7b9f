/** Rules that a certificate must meet before it is signed: one rule a file, with its source. */
@NullMarked
package dev.crest.ca.lint;

import org.jspecify.annotations.NullMarked;
