/** May they have it: target and caller become a grant. */
@NullMarked
package dev.crest.server.policy;

import org.jspecify.annotations.NullMarked;
