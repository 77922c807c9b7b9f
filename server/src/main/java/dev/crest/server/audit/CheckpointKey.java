package dev.crest.server.audit;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * What checkpoints are verified with: ECDSA with P-256.
 *
 * @param id SHA-256 of SubjectPublicKeyInfo, in hexadecimal: what an operator notes elsewhere
 * @param publicKey the key
 */
public record CheckpointKey(String id, SubjectPublicKeyInfo publicKey) {
  /** The kind of key that checkpoints are signed with. */
  public static final KeyType TYPE = KeyType.EC_P256;

  /** Returns a key with its id. */
  public static CheckpointKey of(SubjectPublicKeyInfo publicKey) {
    try {
      var digest = AuditChain.sha256().digest(publicKey.getEncoded("DER"));
      return new CheckpointKey(HexFormat.of().formatHex(digest), publicKey);
    } catch (IOException e) {
      throw new UncheckedIOException("a key in memory can be encoded", e);
    }
  }

  /** Whether one of some keys has signed a statement. */
  static boolean verifies(Map<String, CheckpointKey> keys, Signed<?> signed) {
    var key = keys.get(signed.keyId());
    return key != null
        && Signatures.verify(
            key.publicKey(),
            Signatures.algorithmFor(TYPE),
            signed.statement().encoded(),
            signed.signature());
  }
}
