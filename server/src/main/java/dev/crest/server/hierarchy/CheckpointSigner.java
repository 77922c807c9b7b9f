package dev.crest.server.hierarchy;

import dev.crest.ca.signer.Signer;
import dev.crest.ca.signer.SoftwareSigner;
import dev.crest.pkix.Keys;
import dev.crest.server.audit.CheckpointKey;
import dev.crest.server.store.AuthorityRecords;
import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** The key that checkpoints of the audit log are signed with: one for all nodes. */
public final class CheckpointSigner {
  private static final String NAME = "audit-checkpoint-key";

  private CheckpointSigner() {}

  /**
   * Opens the key, which is made at its first use.
   *
   * @throws IllegalStateException if it was changed in the database
   */
  public static Signer open(KeyProtection protection, AuthorityRecords records) {
    if (records.secret(NAME).isEmpty()) {
      var fresh = Keys.pkcs8(Keys.generate(CheckpointKey.TYPE).getPrivate());
      records.secretIfAbsent(NAME, protection.seal(NAME, fresh));
      Arrays.fill(fresh, (byte) 0);
    }
    var sealed =
        records
            .secret(NAME)
            .orElseThrow(() -> new IllegalStateException("a secret that was just kept is gone"));
    var encoded = protection.unseal(NAME, sealed);
    try {
      return new SoftwareSigner(Keys.readPrivate(encoded), publicKey(encoded));
    } catch (IOException e) {
      throw new IllegalStateException("the key of checkpoints cannot be read", e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** EC keys are kept with their public key inside (RFC 5915). */
  private static SubjectPublicKeyInfo publicKey(byte[] encoded) throws IOException {
    var key = PrivateKeyInfo.getInstance(encoded);
    var point = ECPrivateKey.getInstance(key.parsePrivateKey()).getPublicKey().getOctets();
    return new SubjectPublicKeyInfo(key.getPrivateKeyAlgorithm(), point);
  }
}
