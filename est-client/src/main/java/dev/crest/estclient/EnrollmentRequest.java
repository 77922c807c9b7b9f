package dev.crest.estclient;

import dev.crest.pkix.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * What a certificate is wanted for. The certification request itself is made of this and of what
 * the server asks for. Immutable and thread-safe.
 */
public final class EnrollmentRequest {
  private final Builder wanted;

  private EnrollmentRequest(Builder wanted) {
    this.wanted = wanted;
  }

  /** Starts a request for a new certificate. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts a request for the renewal of a certificate, with the same names and, unless another is
   * set, the same key. Names that are set change the names (RFC 7030 §4.2.2), where the server lets
   * them.
   */
  public static Builder renewing(Identity identity) {
    var builder = new Builder();
    builder.renewed = Optional.of(identity);
    builder.key = Optional.of(identity.key());
    builder.keyType = identity.key().type();
    return builder;
  }

  /** Returns the key to be certified; empty where a fresh one is generated. */
  public Optional<DeviceKey> key() {
    return wanted.key;
  }

  /** Returns the kind of key that is generated where the server does not ask for another. */
  public KeyType keyType() {
    return wanted.keyType;
  }

  /** Returns the wanted subject, which may be empty. */
  public X500Name subject() {
    return wanted.subject;
  }

  /** Returns the wanted alternative names. */
  public List<GeneralName> names() {
    return wanted.names;
  }

  /** Returns further wanted extensions. */
  public List<Extension> extensions() {
    return wanted.extensions;
  }

  /** Returns what is renewed. */
  public Optional<Identity> renewed() {
    return wanted.renewed;
  }

  /** Returns how a key that the server generates is to be encrypted. */
  public Optional<KeyProtection> protection() {
    return wanted.protection;
  }

  Optional<String> oneTimePassword() {
    return wanted.oneTimePassword;
  }

  Optional<String> revocationChallenge() {
    return wanted.revocationChallenge;
  }

  boolean anyNames() {
    return wanted.anyNames;
  }

  /** Tells whoever wants to keep a key that was made for the request. */
  void made(DeviceKey key) {
    if (wanted.key.isEmpty()) {
      wanted.keeper.accept(key);
    }
  }

  EnrollmentRequest with(DeviceKey key) {
    var copy = new Builder(wanted);
    copy.key = Optional.of(key);
    return new EnrollmentRequest(copy);
  }

  @Override
  public String toString() {
    return "EnrollmentRequest[" + wanted.subject + ", " + wanted.names + "]";
  }

  /** Builds requests. Not thread-safe. */
  public static final class Builder {
    private Optional<DeviceKey> key = Optional.empty();
    private KeyType keyType = KeyType.EC_P256;
    private X500Name subject = new X500Name(new RDN[0]);
    private List<GeneralName> names = List.of();
    private List<Extension> extensions = List.of();
    private Optional<Identity> renewed = Optional.empty();
    private Optional<KeyProtection> protection = Optional.empty();
    private Optional<String> oneTimePassword = Optional.empty();
    private Optional<String> revocationChallenge = Optional.empty();
    private boolean anyNames;
    private Consumer<DeviceKey> keeper = _ -> {};

    private Builder() {}

    private Builder(Builder other) {
      this.key = other.key;
      this.keyType = other.keyType;
      this.subject = other.subject;
      this.names = other.names;
      this.extensions = other.extensions;
      this.renewed = other.renewed;
      this.protection = other.protection;
      this.oneTimePassword = other.oneTimePassword;
      this.revocationChallenge = other.revocationChallenge;
      this.anyNames = other.anyNames;
      this.keeper = other.keeper;
    }

    /** Uses a key instead of generating one. */
    public Builder key(DeviceKey own) {
      this.key = Optional.of(own);
      return this;
    }

    /** Generates a fresh key, of this kind unless the server asks for another. */
    public Builder newKey(KeyType preferred) {
      this.key = Optional.empty();
      this.keyType = preferred;
      return this;
    }

    /**
     * Tells a key that was generated before the request leaves, so that it can be kept: the server
     * may issue a certificate for it, and the answer get lost. What the keeper throws ends the
     * call.
     */
    public Builder keeping(Consumer<DeviceKey> keeper) {
      this.keeper = keeper;
      return this;
    }

    public Builder subject(X500Name name) {
      this.subject = name;
      return this;
    }

    /**
     * Sets the subject, written as {@link SubjectNames#subject} reads it.
     *
     * @throws dev.crest.pkix.MalformedInput if it is no name
     */
    public Builder subject(String name) {
      return subject(SubjectNames.subject(name));
    }

    /** Adds an alternative name. */
    public Builder name(GeneralName name) {
      this.names = appended(names, name);
      return this;
    }

    /**
     * Adds an alternative name, written as {@link SubjectNames#alternative} reads it.
     *
     * @throws dev.crest.pkix.MalformedInput if it is no name
     */
    public Builder name(String name) {
      return name(SubjectNames.alternative(name));
    }

    /** Asks for an extension; an extension of the same OID that the server wishes gives way. */
    public Builder extension(Extension extension) {
      this.extensions = appended(extensions, extension);
      return this;
    }

    /** Has a key that the server generates encrypted. */
    public Builder protection(KeyProtection how) {
      this.protection = Optional.of(how);
      return this;
    }

    /**
     * Has a one-time password at hand for servers that ask for it in the request (RFC 7894 §3.2).
     */
    public Builder oneTimePassword(String password) {
      this.oneTimePassword = Optional.of(password);
      return this;
    }

    /** Has a password at hand by which to revoke the certificate later (RFC 7894 §3.3). */
    public Builder revocationChallenge(String password) {
      this.revocationChallenge = Optional.of(password);
      return this;
    }

    /** Takes a certificate that has none of the wanted names. */
    public Builder anyNames() {
      this.anyNames = true;
      return this;
    }

    public EnrollmentRequest build() {
      return new EnrollmentRequest(new Builder(this));
    }

    private static <T> List<T> appended(List<T> list, T element) {
      var longer = new ArrayList<>(list);
      longer.add(element);
      return List.copyOf(longer);
    }
  }
}
