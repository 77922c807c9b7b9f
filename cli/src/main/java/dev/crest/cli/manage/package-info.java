/** The management commands, made of the API's description. */
@NullMarked
package dev.crest.cli.manage;

import org.jspecify.annotations.NullMarked;
