/** TLS and HTTP/1 on a port, with limits and transport refusals; knows no operation. */
@NullMarked
package dev.crest.server.listen;

import org.jspecify.annotations.NullMarked;
