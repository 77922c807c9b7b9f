package dev.crest.server.refusal;

/** What kind of refusal; every edge maps each to its own protocol in one exhaustive switch. */
public enum Kind {
  /** The bytes are not what they should be. */
  MALFORMED,
  /** Well-formed, but fields are missing, wrong or not allowed. */
  INVALID,
  /** No credential, or not a good one; Basic may be tried. */
  UNAUTHENTICATED,
  /** The caller is known, or needs no challenge, and may not have this. */
  FORBIDDEN,
  /** There is no such thing for this caller. */
  NOT_FOUND,
  /** Clashes with what exists. */
  CONFLICT,
  TOO_LARGE,
  UNSUPPORTED_TYPE,
  /** Too often; see retry-after. */
  RATE_LIMITED,
  /** The store, the CA key or another part is down; nothing was done; see retry-after. */
  UNAVAILABLE
}
