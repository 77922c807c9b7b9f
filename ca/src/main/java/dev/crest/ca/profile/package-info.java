/** What a certificate of a kind looks like. */
@NullMarked
package dev.crest.ca.profile;

import org.jspecify.annotations.NullMarked;
