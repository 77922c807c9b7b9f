/** The server's own subcommands. */
@NullMarked
package dev.crest.server.operate;

import org.jspecify.annotations.NullMarked;
