package dev.crest.server.admin;

import java.util.OptionalLong;

/**
 * The version that a change was made from, as {@code If-Match} says it; empty for whichever is
 * current.
 */
record IfMatch(OptionalLong version) {}
