package dev.crest.estclient;

/** The versions of TLS that are spoken. */
public enum TlsVersion {
  /** RFC 5246; requests are bound by tls-unique. */
  TLS_1_2("TLSv1.2"),
  /** RFC 8446; requests are bound by tls-exporter (RFC 9266). */
  TLS_1_3("TLSv1.3");

  private final String jsse;

  TlsVersion(String jsse) {
    this.jsse = jsse;
  }

  String jsse() {
    return jsse;
  }
}
