/** What the API can do, as its OpenAPI description says. */
@NullMarked
package dev.crest.cli.describe;

import org.jspecify.annotations.NullMarked;
