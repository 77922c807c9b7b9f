package dev.crest.estclient;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Pkcs12Contents;
import java.util.ArrayList;
import java.util.List;

/**
 * A key and its certificate: what a client is known by. Immutable and thread-safe.
 *
 * @param key the key
 * @param chain the certificate first, then the CA certificates that a server may need
 */
public record Identity(DeviceKey key, List<Certificate> chain) {
  /**
   * @throws MalformedInput if there is no certificate, or the first is not for the key
   */
  public Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new MalformedInput("there is no certificate");
    }
    if (!chain.getFirst().publicKeyInfo().equals(key.publicKeyInfo())) {
      throw new MalformedInput("the certificate is not for this key");
    }
  }

  /**
   * Puts a key and certificates in any order together.
   *
   * @throws MalformedInput if none of them is for the key
   */
  public static Identity of(DeviceKey key, List<Certificate> certificates) {
    var own =
        certificates.stream()
            .filter(one -> one.publicKeyInfo().equals(key.publicKeyInfo()))
            .findFirst()
            .orElseThrow(() -> new MalformedInput("none of the certificates is for this key"));
    var chain = new ArrayList<Certificate>();
    chain.add(own);
    certificates.stream().filter(one -> !one.equals(own)).forEach(chain::add);
    return new Identity(key, chain);
  }

  /**
   * Reads a key file and a file of certificates.
   *
   * @param passphrase empty where the key is not encrypted
   * @throws MalformedInput if they are none, or don't belong together
   */
  public static Identity read(byte[] key, char[] passphrase, byte[] certificates) {
    return of(DeviceKey.read(key, passphrase), Certificates.read(certificates));
  }

  /**
   * Reads a PKCS#12 file.
   *
   * @throws MalformedInput if it is none, the passphrase is wrong, or there is not exactly one key
   *     in it
   */
  public static Identity pkcs12(byte[] file, char[] passphrase) {
    var contents = Pkcs12Contents.read(file, passphrase);
    if (contents.keys().size() != 1) {
      throw new MalformedInput(
          "the PKCS#12 file has " + contents.keys().size() + " private keys instead of one");
    }
    return of(DeviceKey.of(contents.keys().getFirst()), contents.certificates());
  }

  /** Returns the certificate. */
  public Certificate certificate() {
    return chain.getFirst();
  }

  @Override
  public String toString() {
    return "Identity[" + certificate() + "]";
  }
}
