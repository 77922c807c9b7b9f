package dev.crest.server.listen;

import dev.crest.pkix.Der;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The connection a request came on. Thread-safe. */
public interface ClientConnection {
  /**
   * Returns the client's address: the one a listed balancer names by PROXY protocol, or the peer's.
   */
  InetAddress address();

  /** Returns which of our host names the connection was made to, by SNI. */
  HostRole host();

  /**
   * Returns what the client presented and proved to hold the key of, leaf first, unjudged; empty
   * where it presented nothing.
   */
  List<Der> clientCertificates();

  /** Returns such as {@code TLSv1.3}. */
  String protocol();

  /** Whether the TLS session was resumed. */
  boolean resumed();

  /**
   * Returns tls-unique (RFC 5929 §3) on TLS 1.2 where extended_master_secret was negotiated
   * (S-POP-09); else empty. A resumed session has one too, the server's Finished: extended master
   * secrets are what a resumption without them lacks (RFC 7627 §5.3), and a client that is
   * challenged for a passcode usually resumes when it comes back.
   */
  Optional<byte[]> tlsUnique();

  /** Returns the 32 bytes of tls-exporter (RFC 9266 §2) on TLS 1.3; else empty. */
  Optional<byte[]> tlsExporter();

  /** The host names that TLS tells apart. */
  enum HostRole {
    /** The plain host; also no SNI, an IP address or an unknown name. */
    PLAIN,
    /** The clientauth host. */
    CLIENT_AUTH
  }
}
