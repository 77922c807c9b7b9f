/** What PKIX objects say, in words: for detail pages and their readers. */
@NullMarked
package dev.crest.server.decode;

import org.jspecify.annotations.NullMarked;
