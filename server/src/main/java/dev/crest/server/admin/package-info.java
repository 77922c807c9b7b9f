/** The management API: one controller a noun, and what they all share. */
@NullMarked
package dev.crest.server.admin;

import org.jspecify.annotations.NullMarked;
