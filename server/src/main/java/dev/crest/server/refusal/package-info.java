/**
 * Why something is not done: the one refusal type that every step throws and every edge answers.
 */
@NullMarked
package dev.crest.server.refusal;

import org.jspecify.annotations.NullMarked;
