package dev.crest.estclient;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.MalformedInput;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A PKCS#11 token, whose keys are used without leaving it. The platform lists a key together with
 * its certificate only. Thread-safe.
 *
 * <p>The provider of the token is registered with the JVM, behind all others: TLS asks the JVM for
 * somebody who signs with a key that it cannot read.
 */
public final class Token {
  private final KeyStore store;

  private Token(KeyStore store) {
    this.store = store;
  }

  /**
   * Opens a token.
   *
   * @param library the vendor's PKCS#11 library
   * @param slot the index of the slot in the library's list, from 0
   * @param pin of the user
   * @throws MalformedInput if there is no such library or token, or the PIN is wrong
   */
  public static Token open(Path library, int slot, char[] pin) {
    var name = "crest-" + Integer.toHexString((library.toAbsolutePath() + "#" + slot).hashCode());
    try {
      var provider = provider(name, library, slot);
      var store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin);
      return new Token(store);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new MalformedInput(
          "the token in slot "
              + slot
              + " of "
              + library.getFileName()
              + " cannot be opened: is the library the token's, and the PIN right?",
          e);
    }
  }

  private static synchronized Provider provider(String name, Path library, int slot) {
    var known = Security.getProvider("SunPKCS11-" + name);
    if (known != null) {
      return known;
    }
    var base = Security.getProvider("SunPKCS11");
    if (base == null) {
      throw new IllegalStateException("this Java platform has no PKCS#11 support");
    }
    var quoted = library.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"");
    var provider =
        base.configure(
            "--name=%s\nlibrary=\"%s\"\nslotListIndex=%d\n".formatted(name, quoted, slot));
    Security.addProvider(provider);
    return provider;
  }

  /**
   * Returns the labels of the keys on it.
   *
   * @throws MalformedInput if the token does not answer
   */
  public List<String> labels() {
    return reading(() -> {
      var labels = new ArrayList<String>();
      for (var alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          labels.add(alias);
        }
      }
      return List.copyOf(labels);
    });
  }

  /**
   * Returns a key with its certificate.
   *
   * @throws MalformedInput if there is none of this label
   */
  public Identity identity(String label) {
    return reading(() -> {
      if (!(store.getKey(label, null) instanceof PrivateKey key)
          || store.getCertificateChain(label) == null) {
        throw new MalformedInput("the token has no key with a certificate of this label");
      }
      var chain = new ArrayList<Certificate>();
      for (var one : store.getCertificateChain(label)) {
        chain.add(Certificates.ofJca((X509Certificate) one));
      }
      var pair = new KeyPair(chain.getFirst().publicKey(), key);
      return Identity.of(DeviceKey.of(pair), chain);
    });
  }

  private interface Reading<T> {
    T read() throws GeneralSecurityException;
  }

  private static <T> T reading(Reading<T> reading) {
    try {
      return reading.read();
    } catch (GeneralSecurityException e) {
      throw new MalformedInput("the token does not answer", e);
    }
  }
}
