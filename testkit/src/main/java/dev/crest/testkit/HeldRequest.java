package dev.crest.testkit;

import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Pem;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** A PKCS#10 request (RFC 2986) with its private key, for tests. Immutable and thread-safe. */
public final class HeldRequest {
  private final Der der;
  private final KeyPair keyPair;

  private HeldRequest(Der der, KeyPair keyPair) {
    this.der = der;
    this.keyPair = keyPair;
  }

  /** Returns the encoding, also where it was built to be refused. */
  public Der der() {
    return der;
  }

  /**
   * Reads the request.
   *
   * @throws dev.crest.pkix.MalformedInput if it was built to be refused
   */
  public CertificationRequest request() {
    return CertificationRequest.read(der);
  }

  public KeyPair keyPair() {
    return keyPair;
  }

  /** Returns the request in PEM. */
  public String pem() {
    return Pem.write("CERTIFICATE REQUEST", der);
  }

  /** Returns the private key as PKCS#8 in PEM, unencrypted. */
  public String privateKeyPkcs8Pem() {
    return Pem.write("PRIVATE KEY", Der.of(Keys.pkcs8(keyPair.getPrivate())));
  }

  /**
   * Builds requests. Left alone it makes one with the subject {@code CN=device}, a fresh P-256 key,
   * no attributes and a right signature. Not thread-safe.
   */
  public static final class Builder {
    private static final ASN1ObjectIdentifier MICROSOFT_EXTENSION_REQUEST =
        new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14");

    private X500Name subject = new X500Name("CN=device");
    private @Nullable KeyPair keyPair;
    private @Nullable KeyPair signingPair;
    private @Nullable SubjectPublicKeyInfo key;
    private KeyType keyType = KeyType.EC_P256;
    private ASN1ObjectIdentifier extensionRequest =
        PKCSObjectIdentifiers.pkcs_9_at_extensionRequest;
    private Optional<String> signatureAlgorithm = Optional.empty();
    private boolean corrupt;
    private boolean attributesAbsent;
    private long version;
    private final SubjectNames names = new SubjectNames();
    private final List<Extension> extensions = new ArrayList<>();
    private final List<ASN1Encodable> attributes = new ArrayList<>();

    /** Sets a subject of one UTF8String common name. */
    public Builder commonName(String name) {
      return subject(new X500NameBuilder().addRDN(BCStyle.CN, name).build());
    }

    public Builder subject(X500Name name) {
      this.subject = name;
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

    /** States any public key, whatever signs. */
    public Builder publicKey(SubjectPublicKeyInfo info) {
      this.key = info;
      return this;
    }

    /** Signs with another key than the one requested for. */
    public Builder signedWith(KeyPair other) {
      this.signingPair = other;
      return this;
    }

    /** Signs with a JCA algorithm such as {@code SHA1withECDSA} instead of the one for the key. */
    public Builder signatureAlgorithm(String jca) {
      this.signatureAlgorithm = Optional.of(jca);
      return this;
    }

    /** Flips a bit of the signature. */
    public Builder corruptSignature() {
      this.corrupt = true;
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

    /** Requests keyUsage bits, such as {@code KeyUsage.digitalSignature}. */
    public Builder keyUsage(int bits) {
      return extension(Extension.keyUsage, true, new KeyUsage(bits));
    }

    public Builder extendedKeyUsage(KeyPurposeId... purposes) {
      return extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    /** Requests an extension; a second of the same OID is requested as well. */
    public Builder extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
      extensions.add(TestExtensions.extension(oid, critical, value));
      return this;
    }

    /** Puts the requested extensions into the Microsoft attribute instead of the PKCS#9 one. */
    public Builder microsoftExtensionRequest() {
      this.extensionRequest = MICROSOFT_EXTENSION_REQUEST;
      return this;
    }

    /** Adds a challengePassword (RFC 2985 §5.4.1) as PrintableString. */
    public Builder challengePassword(String password) {
      return challengePassword(new DERPrintableString(password));
    }

    /** Adds a challengePassword as UTF8String. */
    public Builder challengePasswordUtf8(String password) {
      return challengePassword(new DERUTF8String(password));
    }

    /** Adds a challengePassword as IA5String, as old OpenSSL did. */
    public Builder challengePasswordIa5(String password) {
      return challengePassword(new DERIA5String(password));
    }

    /** Adds a challengePassword with any values. */
    public Builder challengePassword(ASN1Encodable... values) {
      return attribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, values);
    }

    /** Adds an attribute; a second of the same type is added as well. */
    public Builder attribute(ASN1ObjectIdentifier type, ASN1Encodable... values) {
      attributes.add(new DERSequence(new ASN1Encodable[] {type, new DERSet(values)}));
      return this;
    }

    /** Leaves out the attributes field altogether, as some clients do. */
    public Builder attributesAbsent() {
      this.attributesAbsent = true;
      return this;
    }

    /** States a version other than v1(0). */
    public Builder version(long number) {
      this.version = number;
      return this;
    }

    public HeldRequest build() {
      var keys = keyPair == null ? Keys.generate(keyType) : keyPair;
      var signing = signingPair == null ? keys : signingPair;
      var fields = new ASN1EncodableVector();
      fields.add(new ASN1Integer(version));
      fields.add(subject);
      fields.add(key == null ? Keys.info(keys.getPublic()) : key);
      if (!attributesAbsent) {
        fields.add(new DERTaggedObject(false, 0, new DERSet(allAttributes())));
      }
      var signer = new TestSigner(signing, signatureAlgorithm, corrupt);
      return new HeldRequest(Der.of(signer.signed(new DERSequence(fields))), keys);
    }

    private ASN1Encodable[] allAttributes() {
      var all = new ArrayList<>(attributes);
      var requested = new ArrayList<ASN1Encodable>();
      names
          .all()
          .map(san -> TestExtensions.extension(Extension.subjectAlternativeName, false, san))
          .ifPresent(requested::add);
      requested.addAll(extensions);
      if (!requested.isEmpty()) {
        var list = new DERSequence(requested.toArray(ASN1Encodable[]::new));
        all.add(new DERSequence(new ASN1Encodable[] {extensionRequest, new DERSet(list)}));
      }
      return all.toArray(ASN1Encodable[]::new);
    }
  }
}
