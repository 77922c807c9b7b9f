/** Where a CA key lives. */
@NullMarked
package dev.crest.ca.signer;

import org.jspecify.annotations.NullMarked;
