package dev.crest.server.admin;

/** A representation with a version, which becomes its ETag. */
interface HasVersion {
  long version();
}
