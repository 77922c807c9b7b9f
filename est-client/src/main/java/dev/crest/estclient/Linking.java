package dev.crest.estclient;

/** Whether requests are linked to the TLS session that they are sent on (RFC 7030 §3.5). */
public enum Linking {
  /** Always, as RFC 7030 recommends. A proxy that ends TLS before the server makes that fail. */
  ALWAYS,
  /** Where the server's csrattrs ask for it. */
  WHEN_ASKED,
  /** Never. */
  NEVER
}
