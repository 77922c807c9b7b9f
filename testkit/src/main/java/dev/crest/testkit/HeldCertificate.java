package dev.crest.testkit;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Pem;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its private key, for tests. A root, an intermediate and a leaf are three
 * builder calls:
 *
 * <pre>{@code
 * var root = new HeldCertificate.Builder().commonName("Root").certificateAuthority(1).build();
 * var issuing = new HeldCertificate.Builder().certificateAuthority(0).signedBy(root).build();
 * var leaf = new HeldCertificate.Builder().dns("device.example").signedBy(issuing).build();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class HeldCertificate {
  private final Der der;
  private final KeyPair keyPair;
  private final X500Name subject;

  private HeldCertificate(Der der, KeyPair keyPair, X500Name subject) {
    this.der = der;
    this.keyPair = keyPair;
    this.subject = subject;
  }

  /** Returns the encoding, also where it was built to be refused. */
  public Der der() {
    return der;
  }

  /**
   * Reads the certificate.
   *
   * @throws dev.crest.pkix.MalformedInput if it was built to be refused
   */
  public Certificate certificate() {
    return Certificate.read(der);
  }

  public KeyPair keyPair() {
    return keyPair;
  }

  public X500Name subject() {
    return subject;
  }

  /** Returns the certificate in PEM. */
  public String certificatePem() {
    return Pem.write("CERTIFICATE", der);
  }

  /** Returns the private key as PKCS#8 in PEM, unencrypted. */
  public String privateKeyPkcs8Pem() {
    return Pem.write("PRIVATE KEY", Der.of(Keys.pkcs8(keyPair.getPrivate())));
  }

  /**
   * Builds certificates. Left alone it makes a self-signed end entity with a fresh P-256 key, valid
   * from an hour ago for 24 hours more, with key identifiers and a fitting keyUsage. Not
   * thread-safe.
   */
  public static final class Builder {
    private X500Name subject = new X500Name("CN=" + BigInteger.valueOf(System.nanoTime()));
    private @Nullable X500Name issuer;
    private @Nullable HeldCertificate signer;
    private @Nullable KeyPair keyPair;
    private KeyType keyType = KeyType.EC_P256;
    private Instant notBefore = Instant.now().minus(1, ChronoUnit.HOURS);
    private Instant notAfter = Instant.now().plus(24, ChronoUnit.HOURS);
    private BigInteger serialNumber = new BigInteger(120, new SecureRandom()).setBit(120);
    private OptionalInt pathLength = OptionalInt.empty();
    private boolean authority;
    private int version = 3;
    private Optional<String> signatureAlgorithm = Optional.empty();
    private boolean corrupt;
    private final SubjectNames names = new SubjectNames();
    private final Map<ASN1ObjectIdentifier, Extension> overridden = new LinkedHashMap<>();
    private final List<Extension> appended = new ArrayList<>();
    private final Set<ASN1ObjectIdentifier> left = new HashSet<>();

    /** Sets a subject of one UTF8String common name. */
    public Builder commonName(String name) {
      return subject(new X500NameBuilder().addRDN(BCStyle.CN, name).build());
    }

    public Builder subject(X500Name name) {
      this.subject = name;
      return this;
    }

    /** Makes it the certificate of a CA under which no more than {@code maxPathLen} CAs follow. */
    public Builder certificateAuthority(int maxPathLen) {
      this.authority = true;
      this.pathLength = OptionalInt.of(maxPathLen);
      return this;
    }

    /** Makes it the certificate of a CA without a path length limit. */
    public Builder certificateAuthority() {
      this.authority = true;
      this.pathLength = OptionalInt.empty();
      return this;
    }

    /** Has it issued by another; without this it is self-signed. */
    public Builder signedBy(HeldCertificate issuing) {
      this.signer = issuing;
      return this;
    }

    /** States an issuer that is not the signer's name. */
    public Builder issuer(X500Name name) {
      this.issuer = name;
      return this;
    }

    public Builder dns(String host) {
      names.dns(host);
      return this;
    }

    /** Adds an IPv4 or IPv6 address. */
    public Builder ip(String address) {
      names.ip(address);
      return this;
    }

    public Builder uri(String uri) {
      names.uri(uri);
      return this;
    }

    public Builder email(String address) {
      names.email(address);
      return this;
    }

    /** Adds a Microsoft user principal name. */
    public Builder userPrincipalName(String principal) {
      names.userPrincipalName(principal);
      return this;
    }

    /** Adds any subject alternative name. */
    public Builder subjectAlternativeName(GeneralName name) {
      names.add(name);
      return this;
    }

    public Builder keyType(KeyType type) {
      this.keyType = type;
      return this;
    }

    /** Uses a key pair instead of a fresh one. */
    public Builder keyPair(KeyPair keys) {
      this.keyPair = keys;
      return this;
    }

    public Builder notBefore(Instant instant) {
      this.notBefore = instant;
      return this;
    }

    public Builder notAfter(Instant instant) {
      this.notAfter = instant;
      return this;
    }

    /** Sets notAfter relative to notBefore. */
    public Builder duration(Duration duration) {
      this.notAfter = notBefore.plus(duration);
      return this;
    }

    public Builder serialNumber(BigInteger number) {
      this.serialNumber = number;
      return this;
    }

    /** Sets the bits of keyUsage, such as {@code KeyUsage.digitalSignature}. */
    public Builder keyUsage(int bits) {
      return extension(Extension.keyUsage, true, new KeyUsage(bits));
    }

    public Builder extendedKeyUsage(KeyPurposeId... purposes) {
      return extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    /** Sets an extension, in place of the one that would have been there. */
    public Builder extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
      overridden.put(oid, TestExtensions.extension(oid, critical, value));
      return this;
    }

    /** Sets an extension whose content is any bytes. */
    public Builder extension(ASN1ObjectIdentifier oid, boolean critical, byte[] content) {
      overridden.put(oid, new Extension(oid, critical, content.clone()));
      return this;
    }

    /** Appends an extension whether or not there is one already. */
    public Builder anotherExtension(
        ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
      appended.add(TestExtensions.extension(oid, critical, value));
      return this;
    }

    /** Leaves out an extension that would have been there. */
    public Builder withoutExtension(ASN1ObjectIdentifier oid) {
      left.add(oid);
      return this;
    }

    /** Signs with a JCA algorithm such as {@code SHA1withRSA} instead of the one for the key. */
    public Builder signatureAlgorithm(String jca) {
      this.signatureAlgorithm = Optional.of(jca);
      return this;
    }

    /** Flips a bit of the signature. */
    public Builder corruptSignature() {
      this.corrupt = true;
      return this;
    }

    /** Makes a certificate of version 1, which has no extensions. */
    public Builder version1() {
      this.version = 1;
      return this;
    }

    public HeldCertificate build() {
      var keys = keyPair == null ? Keys.generate(keyType) : keyPair;
      var signing = signer == null ? keys : signer.keyPair();
      var issuerName = signer == null ? subject : signer.subject();
      var tbs =
          new TestCertificate(
              version,
              serialNumber,
              issuer == null ? issuerName : issuer,
              notBefore,
              notAfter,
              subject,
              Keys.info(keys.getPublic()));
      var testSigner = new TestSigner(signing, signatureAlgorithm, corrupt);
      var extensions = new TestExtensions(overridden, appended, left);
      var list = extensions.list(authority, pathLength, keys, signing, names, subject);
      return new HeldCertificate(
          Der.of(testSigner.signed(tbs.structure(testSigner.algorithm(), list))), keys, subject);
    }
  }
}
