/** The CAs: making them, renewing them, their keys, and the infrastructure intermediate. */
@NullMarked
package dev.crest.server.hierarchy;

import org.jspecify.annotations.NullMarked;
