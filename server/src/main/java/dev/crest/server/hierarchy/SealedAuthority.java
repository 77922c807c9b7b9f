package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.Issuer;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * A CA whose key is opened when it is first asked to sign: a root's stays sealed while the server
 * runs, and one damaged key stops nobody but its CA. Thread-safe.
 */
final class SealedAuthority {
  private final StoredAuthority stored;
  private volatile Optional<Issuer> opened;

  private SealedAuthority(StoredAuthority stored, Optional<Issuer> opened) {
    this.stored = stored;
    this.opened = opened;
  }

  static SealedAuthority of(StoredAuthority stored) {
    return new SealedAuthority(stored, Optional.empty());
  }

  /** Returns what was read anew, with the key that is open already where both are the same. */
  SealedAuthority renewed(StoredAuthority now) {
    boolean same =
        stored.certificate().equals(now.certificate())
            && stored.parentId().equals(now.parentId())
            && Arrays.equals(stored.encryptedKey(), now.encryptedKey());
    return new SealedAuthority(now, same ? opened : Optional.empty());
  }

  StoredAuthority stored() {
    return stored;
  }

  /** Returns the issuer, opened by {@code opening} the first time. */
  Issuer issuer(Function<StoredAuthority, Issuer> opening) {
    return opened.orElseGet(() -> open(opening));
  }

  private synchronized Issuer open(Function<StoredAuthority, Issuer> opening) {
    if (opened.isEmpty()) {
      opened = Optional.of(opening.apply(stored));
    }
    return opened.orElseThrow();
  }
}
