package dev.crest.server.store;

import dev.crest.pkix.Names;
import dev.crest.server.csr.KnownKeys;
import java.util.List;
import java.util.function.Predicate;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Who has a public key, by the certificates issued for it.
 *
 * @param authorityKey whether a CA or this server has the key with a SHA-256 of
 *     SubjectPublicKeyInfo
 */
record StoredKeys(Database database, Predicate<byte[]> authorityKey) implements KnownKeys {

  private record Use(String accountId, byte[] subject, boolean compromised) {}

  @Override
  public Holder holder(byte[] spkiSha256, String accountId, byte[] subject) {
    if (authorityKey.test(spkiSha256)) {
      return Holder.AUTHORITY;
    }
    var uses =
        database.read(connection ->
            Sql.list(
                connection,
                CertificateTable.OF_KEY,
                row ->
                    new Use(
                        row.text("account_id"), row.bytes("subject_der"), row.flag("compromised")),
                spkiSha256));
    return uses.isEmpty() ? Holder.NOBODY : holder(uses, accountId, X500Name.getInstance(subject));
  }

  private static Holder holder(List<Use> uses, String accountId, X500Name subject) {
    if (uses.stream().anyMatch(Use::compromised)) {
      return Holder.COMPROMISED;
    }
    boolean own =
        uses.stream()
            .allMatch(use ->
                use.accountId().equals(accountId)
                    && Names.same(X500Name.getInstance(use.subject()), subject));
    return own ? Holder.NOBODY : Holder.ANOTHER_SUBJECT;
  }
}
