/** RFC 7030, 8951 and 9908 on the wire, for client and server alike. */
@NullMarked
package dev.crest.estwire;

import org.jspecify.annotations.NullMarked;
