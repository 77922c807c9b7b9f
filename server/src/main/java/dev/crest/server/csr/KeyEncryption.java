package dev.crest.server.csr;

import java.util.List;

/**
 * A requester of a server-made key may ask for the key to be encrypted to one of its own (RFC 7030
 * §4.4.1). Crest does not deliver that way, so it says so; never does such a requester get the key
 * in plain form instead (S-SKG-10).
 */
final class KeyEncryption implements Check {
  private static final List<RequestAttribute> ASKS_FOR_ENCRYPTION =
      List.of(
          RequestAttribute.SMIME_CAPABILITIES,
          RequestAttribute.DECRYPT_KEY_IDENTIFIER,
          RequestAttribute.ASYMMETRIC_DECRYPT_KEY_IDENTIFIER);

  @Override
  public void examine(Submission submission, Draft draft) {
    if (!submission.generatesKey()) {
      return;
    }
    for (var attribute : ASKS_FOR_ENCRYPTION) {
      if (!submission.request().values(attribute.oid()).isEmpty()) {
        draft.fault(
            "key-encryption-not-available",
            attribute.field(),
            "Delivery of an encrypted private key is not available, and the key is not sent"
                + " unencrypted to a client that asks for encryption. Leave the attribute out to"
                + " receive the key protected by TLS alone.");
      }
    }
  }
}
