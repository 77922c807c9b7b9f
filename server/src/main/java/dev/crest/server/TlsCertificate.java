package dev.crest.server;

import dev.crest.server.config.TlsFiles;
import dev.crest.server.hierarchy.ServerIdentity;
import dev.crest.server.listen.TlsIdentity;
import java.util.Optional;

/**
 * The certificate that the listener proves itself with: the operator's files where there are some,
 * else the server's own.
 */
final class TlsCertificate {
  private final Optional<TlsFiles> files;
  private final ServerIdentity own;
  private Optional<TlsFiles.Version> version = Optional.empty();
  private Optional<ServerIdentity.Identity> served = Optional.empty();
  private Optional<TlsIdentity> latest = Optional.empty();

  TlsCertificate(Optional<TlsFiles> files, ServerIdentity own) {
    this.files = files;
    this.own = own;
  }

  /** Returns the certificate to serve now. */
  synchronized TlsIdentity current() {
    return changed()
        .or(() -> latest)
        .orElseThrow(() -> new IllegalStateException("there is no certificate"));
  }

  /** Returns a certificate only where it is another one than at the last call. */
  synchronized Optional<TlsIdentity> changed() {
    var other = files.isPresent() ? changedFiles(files.get()) : changedOwn();
    latest = other.or(() -> latest);
    return other;
  }

  private Optional<TlsIdentity> changedFiles(TlsFiles operator) {
    var now = Optional.of(operator.version());
    if (now.equals(version)) {
      return Optional.empty();
    }
    var identity = operator.read();
    version = now;
    return Optional.of(identity);
  }

  private Optional<TlsIdentity> changedOwn() {
    var now = Optional.of(own.current());
    if (now.equals(served)) {
      return Optional.empty();
    }
    served = now;
    return now.map(identity -> new TlsIdentity(identity.chain(), identity.key()));
  }
}
