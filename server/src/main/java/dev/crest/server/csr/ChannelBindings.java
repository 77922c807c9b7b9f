package dev.crest.server.csr;

import java.util.Optional;

/** The channel bindings of the connection that a request came on, as far as it has them. */
public record ChannelBindings(Optional<byte[]> tlsUnique, Optional<byte[]> tlsExporter) {
  /** No binding, as for requests that do not come over EST. */
  public static ChannelBindings none() {
    return new ChannelBindings(Optional.empty(), Optional.empty());
  }
}
