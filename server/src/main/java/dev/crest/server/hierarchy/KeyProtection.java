package dev.crest.server.hierarchy;

import dev.crest.pkix.Keys;
import dev.crest.server.store.AuthorityRecords;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * Seals what must not be readable in the database: CA keys and the server's own secrets.
 *
 * <p>The key-encryption key is scrypt (N 2^15, r 8, p 1) of the master secret with a salt of this
 * installation; a sealed value is a 12-byte nonce followed by AES-256-GCM, with the value's name as
 * additional data, so that one cannot be put in the place of another. Thread-safe.
 */
public final class KeyProtection {
  /** Shortest master secret, in bytes. */
  public static final int SHORTEST_SECRET = 12;

  private static final String SALT = "key-protection-salt";
  private static final String CHECK = "key-protection-check";
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private KeyProtection(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /** The master secret is not the one that this database was sealed with, or none at all. */
  public static final class WrongMasterSecret extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongMasterSecret(String message) {
      super(message);
    }
  }

  /**
   * Opens the protection of an installation, and begins it where there is none.
   *
   * @param masterSecret key file or passphrase, at least 12 bytes; the caller may zeroise it
   *     afterwards
   * @throws WrongMasterSecret if it is another installation's, mistyped, or too short
   */
  public static KeyProtection open(byte[] masterSecret, AuthorityRecords records) {
    if (masterSecret.length < SHORTEST_SECRET) {
      throw new WrongMasterSecret("the master secret has fewer than " + SHORTEST_SECRET + " bytes");
    }
    if (records.secret(SALT).isEmpty()) {
      var salt = new byte[SALT_BYTES];
      new SecureRandom().nextBytes(salt);
      records.secretIfAbsent(SALT, salt);
    }
    var salt =
        records
            .secret(SALT)
            .orElseThrow(() -> new IllegalStateException("a secret that was just kept is gone"));
    var protection = new KeyProtection(SCrypt.generate(masterSecret, salt, 1 << 15, 8, 1, 32));
    protection.check(records);
    return protection;
  }

  private void check(AuthorityRecords records) {
    if (records.secret(CHECK).isEmpty()) {
      records.secretIfAbsent(CHECK, seal(CHECK, CHECK.getBytes(StandardCharsets.US_ASCII)));
    }
    var sealed =
        records
            .secret(CHECK)
            .orElseThrow(() -> new IllegalStateException("a secret that was just kept is gone"));
    try {
      decrypt(CHECK, sealed);
    } catch (AEADBadTagException e) {
      throw new WrongMasterSecret(
          "the master secret is not the one that this database's keys were sealed with");
    }
  }

  /**
   * Returns one of the server's own secrets, made with {@code length} random bytes at its first
   * use.
   */
  public byte[] serverSecret(String name, int length, AuthorityRecords records) {
    if (records.secret(name).isEmpty()) {
      var fresh = new byte[length];
      random.nextBytes(fresh);
      records.secretIfAbsent(name, seal(name, fresh));
      Arrays.fill(fresh, (byte) 0);
    }
    return unseal(
        name,
        records
            .secret(name)
            .orElseThrow(() -> new IllegalStateException("a secret that was just kept is gone")));
  }

  /** Seals a CA's private key for the CA with this id. */
  byte[] sealKey(String authorityId, PrivateKey privateKey) {
    var encoded = Keys.pkcs8(privateKey);
    try {
      return seal("authority:" + authorityId, encoded);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  PrivateKey unsealKey(String authorityId, byte[] sealed) {
    var encoded = unseal("authority:" + authorityId, sealed);
    try {
      return Keys.readPrivate(encoded);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /**
   * Seals a value.
   *
   * @param name what it is and of whom: only under the same name can it be opened
   */
  public byte[] seal(String name, byte[] value) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      var encrypted = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(value);
      var sealed = Arrays.copyOf(nonce, NONCE_BYTES + encrypted.length);
      System.arraycopy(encrypted, 0, sealed, NONCE_BYTES, encrypted.length);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * Opens what {@link #seal} made under the same name.
   *
   * @throws IllegalStateException if it was changed, or made under another name or master secret
   */
  public byte[] unseal(String name, byte[] sealed) {
    try {
      return decrypt(name, sealed);
    } catch (AEADBadTagException e) {
      throw new IllegalStateException(
          "the sealed " + name + " was changed, or put in the place of another", e);
    }
  }

  private byte[] decrypt(String name, byte[] sealed) throws AEADBadTagException {
    if (sealed.length < NONCE_BYTES) {
      throw new AEADBadTagException("there is not even a nonce");
    }
    try {
      var nonce = Arrays.copyOf(sealed, NONCE_BYTES);
      return cipher(Cipher.DECRYPT_MODE, name, nonce)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
