package dev.crest.estclient;

/** Which trust anchors vouched for a server (RFC 7030 §3.6). */
public enum Provenance {
  /** The ones that were given for this server. */
  EXPLICIT,
  /** The ones that are trusted for servers in general, such as the system's. */
  IMPLICIT,
  /** None: certificates were believed for the fingerprint that somebody approved. */
  FINGERPRINT
}
