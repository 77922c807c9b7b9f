package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what an operation needs. An operation that says neither this nor {@link Open} is refused to
 * everybody.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Requires {
  Permission value();
}
