package dev.crest.server.admin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the filters of a list, as its noun's {@code Listing} in the store knows them, and its sort
 * keys. They become query parameters in the OpenAPI description; others are refused.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Filters {
  String[] value();

  /** Sort keys besides {@code id}. */
  String[] sort() default {};
}
