package dev.crest.server.audit;

import dev.crest.ca.signer.Signer;

/**
 * A statement with its signature.
 *
 * @param statement what is signed
 * @param keyId which key signed it, see {@link CheckpointKey#id}
 * @param signature DER of r and s; not to be changed
 */
public record Signed<T extends Statement>(T statement, String keyId, byte[] signature) {

  /**
   * Signs.
   *
   * @throws dev.crest.ca.signer.SignerUnavailable if the key cannot be used
   */
  public static <T extends Statement> Signed<T> by(Signer signer, T statement) {
    return new Signed<>(
        statement, CheckpointKey.of(signer.publicKey()).id(), signer.sign(statement.encoded()));
  }
}
