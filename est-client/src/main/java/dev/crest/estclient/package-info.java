/** A client of EST servers (RFC 7030): what a device or a gateway embeds. */
@NullMarked
package dev.crest.estclient;

import org.jspecify.annotations.NullMarked;
