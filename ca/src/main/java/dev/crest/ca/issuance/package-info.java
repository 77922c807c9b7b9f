/** Prepare (lint), then sign: a prepared certificate can be signed once. */
@NullMarked
package dev.crest.ca.issuance;

import org.jspecify.annotations.NullMarked;
