package dev.crest.ca;

import dev.crest.ca.issuance.AuthorityIssuance;
import dev.crest.ca.issuance.CertificateContent;
import dev.crest.ca.issuance.Issuer;
import dev.crest.ca.issuance.PublicationUrls;
import dev.crest.ca.signer.SoftwareSigner;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A root and an issuing CA of our own making, ready to sign. */
public final class TestAuthority {
  public static final PublicationUrls URLS =
      new PublicationUrls(
          Optional.of("http://pki.example/crl/1.crl"),
          Optional.of("http://pki.example/ca/1.cer"),
          Optional.of("http://pki.example/ocsp/1"));

  private static final Map<KeyType, KeyPair> KEYS = new ConcurrentHashMap<>();

  public final Certificate root;
  public final Issuer rootIssuer;
  public final Certificate issuing;
  public final Issuer issuer;

  public TestAuthority(KeyType type, InstantSource clock) {
    this(type, clock, Duration.ofDays(7300), Duration.ofDays(3650));
  }

  public TestAuthority(KeyType type, InstantSource clock, Duration rootLength, Duration length) {
    var random = new SecureRandom();
    var authorities = new AuthorityIssuance(random, clock);
    var rootSigner = signer(Keys.generate(type));
    root = authorities.root(rootSigner, new X500Name("CN=Test Root,O=Crest"), rootLength).sign();
    rootIssuer = new Issuer(root, rootSigner, PublicationUrls.none(), random, clock);
    var signer = signer(Keys.generate(type));
    issuing =
        authorities
            .subordinate(
                rootIssuer,
                new X500Name("CN=Test Issuing CA,O=Crest"),
                signer.publicKey(),
                0,
                length)
            .sign();
    issuer = new Issuer(issuing, signer, URLS, random, clock);
  }

  public static SoftwareSigner signer(KeyPair keys) {
    return new SoftwareSigner(keys.getPrivate(), Keys.info(keys.getPublic()));
  }

  /** Returns a public key, the same one for each type: making RSA keys takes long. */
  public static SubjectPublicKeyInfo key(KeyType type) {
    return Keys.info(KEYS.computeIfAbsent(type, Keys::generate).getPublic());
  }

  public static CertificateContent content(String subject, KeyType type, GeneralName... names) {
    return new CertificateContent(
        new X500Name(subject),
        names.length == 0 ? Optional.empty() : Optional.of(new GeneralNames(names)),
        key(type),
        Set.of(),
        Set.of(),
        Optional.empty());
  }

  public static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }
}
