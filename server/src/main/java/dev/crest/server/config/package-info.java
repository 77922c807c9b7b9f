/** Settings: one record per concern, read strictly from YAML and environment. */
@NullMarked
package dev.crest.server.config;

import org.jspecify.annotations.NullMarked;
