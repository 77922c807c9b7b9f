package dev.crest.ca.lint;

/** What a certificate is for, as far as rules differ by it. */
public enum Purpose {
  /** A certificate that someone asked for: nothing in it may speak for a CA. */
  END_ENTITY,
  /** A CA's own certificate. */
  AUTHORITY,
  /** An end-entity certificate that the CA makes for its own services, such as its TLS server. */
  SERVICE
}
