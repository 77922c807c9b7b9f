package dev.crest.server.enrollment;

import dev.crest.pkix.Certificate;
import dev.crest.server.store.RowCompletion;

/** Makes what becomes durable of a job's row together with its certificate. */
@FunctionalInterface
public interface RowReply {
  /**
   * @param certificate about to be committed
   * @param pkcs8 the key made for it as PKCS#8 PrivateKeyInfo, not to be kept as it is; empty where
   *     the requester has it
   */
  RowCompletion complete(Certificate certificate, byte[] pkcs8);
}
