package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.DeviceKey;
import dev.crest.estclient.Enrollment.Issued;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts what was issued into a device's folder, all files or none. */
final class Placing {
  private final DeviceFolder folder;

  Placing(DeviceFolder folder) {
    this.folder = folder;
  }

  /**
   * Places it.
   *
   * @param key the key file's content where there is to be a new one
   */
  void place(Issued issued, Optional<byte[]> key, DeviceRecord record) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    key.ifPresent(content -> files.put(DeviceFolder.KEY, content));
    files.put(DeviceFolder.CERTIFICATE, Certificates.pem(List.of(issued.certificate())));
    files.put(DeviceFolder.CHAIN, Certificates.pem(issued.chain()));
    files.put(DeviceFolder.RECORD, record.json());
    folder.commit(files);
  }

  /** Returns a key as its file has it, under a passphrase where there is one. */
  static byte[] file(DeviceKey key, char[] passphrase) {
    return passphrase.length == 0 ? key.pem() : key.pem(passphrase);
  }

  static boolean encrypted(byte[] key) {
    return new String(key, US_ASCII).contains("BEGIN ENCRYPTED PRIVATE KEY");
  }
}
