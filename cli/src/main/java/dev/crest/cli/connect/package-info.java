/** Which server is meant, with which key and trust anchor, and the requests to it. */
@NullMarked
package dev.crest.cli.connect;

import org.jspecify.annotations.NullMarked;
