/** The {@code crest} command: its subcommands and exit codes. */
@NullMarked
package dev.crest.cli;

import org.jspecify.annotations.NullMarked;
