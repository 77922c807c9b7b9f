/** Other people's EST clients and tools against the packaged server, which runs as a process. */
@NullMarked
package dev.crest.interop;

import org.jspecify.annotations.NullMarked;
