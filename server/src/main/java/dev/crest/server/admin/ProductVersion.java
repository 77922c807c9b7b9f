package dev.crest.server.admin;

import java.util.Optional;

/** Which build of the product this is. Stateless. */
final class ProductVersion {
  private ProductVersion() {}

  /** Returns the version in the jar's manifest, such as {@code 0.1.0}. */
  static String text() {
    return Optional.ofNullable(ProductVersion.class.getPackage().getImplementationVersion())
        .orElse("(from sources)");
  }
}
