/**
 * Reading and writing PKIX objects: strict DER inside, lenient reading of what clients really send.
 */
@NullMarked
package dev.crest.pkix;

import org.jspecify.annotations.NullMarked;
