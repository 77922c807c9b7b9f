/** The commands that devices run: getting, renewing and looking at certificates over EST. */
@NullMarked
package dev.crest.cli.device;

import org.jspecify.annotations.NullMarked;
