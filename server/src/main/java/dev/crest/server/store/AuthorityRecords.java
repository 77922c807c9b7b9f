package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The CAs and the server's own secrets, as stored; keys and secrets are sealed by whoever stores
 * them. Thread-safe.
 *
 * <p>All methods throw {@link dev.crest.server.refusal.Refused} of kind {@code UNAVAILABLE} while
 * the store is down.
 */
public interface AuthorityRecords {
  /** What a CA is for. */
  enum Kind {
    /** Signs CAs only. */
    ROOT,
    /** Signs CAs only, below a root. */
    INTERMEDIATE,
    /** Signs for devices. */
    ISSUING,
    /** Signs this server's own TLS certificates. */
    INFRASTRUCTURE;

    String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A CA.
   *
   * @param id its id
   * @param accountId whose
   * @param name what people call it
   * @param parentId the CA above it; empty for a root
   * @param kind what it is for
   * @param certificate its certificate
   * @param encryptedKey its key, sealed; no bytes where its key is elsewhere; not to be changed
   * @param enabled whether it signs
   */
  record StoredAuthority(
      String id,
      String accountId,
      String name,
      Optional<String> parentId,
      Kind kind,
      Certificate certificate,
      byte[] encryptedKey,
      boolean enabled) {
    /** Whether its key is here. */
    public boolean holdsKey() {
      return encryptedKey.length > 0;
    }

    @Override
    public String toString() {
      // Even a sealed key stays out of logs.
      return "StoredAuthority[id=" + id + ", name=" + name + ", kind=" + kind + "]";
    }
  }

  /** Returns a number that goes up with every change of a CA, on whichever node. */
  default long version() {
    return 0;
  }

  /** Returns every CA of every account that has a certificate, in the order of making. */
  List<StoredAuthority> all();

  /**
   * Adds a CA, with an audit record.
   *
   * @throws dev.crest.server.refusal.Refused {@code CONFLICT} if its id or, in the account, its
   *     certificate is there already, {@code INVALID} if its account or parent is not
   */
  void add(StoredAuthority authority);

  /** Returns a sealed secret of the server by its name. */
  Optional<byte[]> secret(String name);

  /**
   * Keeps a sealed secret unless there is one of that name; whoever calls reads afterwards which
   * one it is.
   */
  void secretIfAbsent(String name, byte[] sealed);
}
