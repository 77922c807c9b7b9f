package dev.crest.server.hierarchy;

import dev.crest.server.store.AuthorityRecords;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Stored records as somebody has changed them behind the server's back. */
record ChangedRecords(AuthorityRecords records, UnaryOperator<StoredAuthority> change)
    implements AuthorityRecords {
  @Override
  public List<StoredAuthority> all() {
    return records.all().stream().map(change).toList();
  }

  @Override
  public void add(StoredAuthority authority) {
    records.add(authority);
  }

  @Override
  public Optional<byte[]> secret(String name) {
    return records.secret(name);
  }

  @Override
  public void secretIfAbsent(String name, byte[] sealed) {
    records.secretIfAbsent(name, sealed);
  }
}
