package dev.crest.estclient;

import dev.crest.estclient.RequestPlan.Attribute;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import dev.crest.pkix.Der;
import dev.crest.pkix.Keys;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Providers;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.KEKRecipientId;
import org.bouncycastle.cms.KeyAgreeRecipientId;
import org.bouncycastle.cms.KeyTransRecipientId;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientId;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceKEKEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Keys that a server generates and encrypts (RFC 7030 §4.4.2): EnvelopedData, in it SignedData of
 * whoever generated the key, in it the AsymmetricKeyPackage of RFC 5958. The signer has to be of a
 * trusted CA.
 */
final class KeyEnvelope {
  private static final ASN1ObjectIdentifier DECRYPT_KEY = PKCSObjectIdentifiers.id_aa.branch("37");
  private static final ASN1ObjectIdentifier ASYMMETRIC_DECRYPT_KEY =
      PKCSObjectIdentifiers.id_aa.branch("54");
  private static final String KEY_PACKAGE = "2.16.840.1.101.2.1.2.78.5";

  private final Trust trust;
  private final InstantSource clock;

  KeyEnvelope(Trust trust, InstantSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  /** Returns what a request for an encrypted key says: the key to encrypt with, and how. */
  static List<Attribute> attributes(KeyProtection protection) {
    var key =
        switch (protection) {
          case KeyProtection.Shared shared ->
              new Attribute(DECRYPT_KEY, new DEROctetString(shared.id()));
          case KeyProtection.ForIdentity(var identity) ->
              new Attribute(
                  ASYMMETRIC_DECRYPT_KEY,
                  new DEROctetString(identity.certificate().subjectKeyIdentifier().orElseThrow()));
        };
    var capabilities = new ASN1EncodableVector();
    for (var algorithm : algorithms(protection)) {
      capabilities.add(new DERSequence(algorithm));
    }
    return List.of(
        key,
        new Attribute(
            PKCSObjectIdentifiers.pkcs_9_at_smimeCapabilities, new DERSequence(capabilities)));
  }

  private static List<ASN1ObjectIdentifier> algorithms(KeyProtection protection) {
    var algorithms = new ArrayList<ASN1ObjectIdentifier>();
    algorithms.add(NISTObjectIdentifiers.id_aes256_CBC);
    switch (protection) {
      case KeyProtection.Shared shared ->
          algorithms.add(
              switch (shared.secret().length) {
                case 16 -> NISTObjectIdentifiers.id_aes128_wrap;
                case 24 -> NISTObjectIdentifiers.id_aes192_wrap;
                default -> NISTObjectIdentifiers.id_aes256_wrap;
              });
      case KeyProtection.ForIdentity(var identity) ->
          algorithms.add(
              identity.key().type().rsa()
                  ? PKCSObjectIdentifiers.id_RSAES_OAEP
                  : NISTObjectIdentifiers.id_aes256_wrap);
    }
    return algorithms;
  }

  /**
   * Decrypts and verifies.
   *
   * @throws MalformedInput if it is not what was asked for
   */
  DeviceKey open(byte[] enveloped, KeyProtection protection) {
    byte[] signed = {};
    byte[] keys = {};
    try {
      signed = decrypted(new CMSEnvelopedData(enveloped), protection);
      keys = verified(new CMSSignedData(signed));
      var list = ASN1Sequence.getInstance(keys);
      if (list.size() != 1) {
        throw new MalformedInput("there are " + list.size() + " keys in place of one");
      }
      var one = list.getObjectAt(0).toASN1Primitive().getEncoded(ASN1Encoding.DER);
      return DeviceKey.of(Keys.readPrivate(one));
    } catch (MalformedInput e) {
      throw e;
    } catch (CMSException
        | OperatorCreationException
        | GeneralSecurityException
        | IOException
        | RuntimeException e) {
      // No cause: what a reader says of decrypted bytes might tell something of the key.
      throw new MalformedInput("the encrypted key cannot be opened");
    } finally {
      Arrays.fill(signed, (byte) 0);
      Arrays.fill(keys, (byte) 0);
    }
  }

  private static byte[] decrypted(CMSEnvelopedData message, KeyProtection protection)
      throws CMSException, GeneralSecurityException {
    var recipients = message.getRecipientInfos();
    var own =
        switch (protection) {
          case KeyProtection.Shared shared -> recipients.get(new KEKRecipientId(shared.id()));
          case KeyProtection.ForIdentity(var identity) -> recipients.get(recipient(identity));
        };
    if (own == null) {
      throw new MalformedInput("the key is encrypted for somebody else");
    }
    return own.getContent(
        switch (protection) {
          case KeyProtection.Shared shared ->
              new JceKEKEnvelopedRecipient(new SecretKeySpec(shared.secret(), "AES"))
                  .setProvider(Providers.bouncyCastle());
          case KeyProtection.ForIdentity(var identity) -> decryptor(identity.key());
        });
  }

  private static RecipientId recipient(Identity identity) {
    var certificate = identity.certificate();
    var issuer = certificate.issuer();
    var serial = certificate.serialNumber().value();
    var keyId = certificate.subjectKeyIdentifier().orElseThrow();
    return identity.key().type().rsa()
        ? new KeyTransRecipientId(issuer, serial, keyId)
        : new KeyAgreeRecipientId(issuer, serial, keyId);
  }

  private static Recipient decryptor(DeviceKey key) throws GeneralSecurityException {
    boolean rsa = key.type().rsa();
    var encoded = Keys.pkcs8(key.privateKey());
    try {
      var own =
          KeyFactory.getInstance(rsa ? "RSA" : "EC", Providers.bouncyCastle())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return rsa
          ? new JceKeyTransEnvelopedRecipient(own).setProvider(Providers.bouncyCastle())
          : new JceKeyAgreeEnvelopedRecipient(own).setProvider(Providers.bouncyCastle());
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** Returns the content if exactly one signed it, who is of a trusted CA. */
  private byte[] verified(CMSSignedData message)
      throws CMSException, OperatorCreationException, CertificateException, IOException {
    var content = message.getSignedContent();
    if (content == null
        || !KEY_PACKAGE.equals(message.getSignedContentTypeOID())
        || message.getSignerInfos().size() != 1) {
      throw new MalformedInput("what is encrypted is not one signed key");
    }
    var certificates = new ArrayList<Certificate>();
    for (var holder : message.getCertificates().getMatches(null)) {
      certificates.add(Certificate.read(Der.of(holder.getEncoded())));
    }
    for (var signer : message.getSignerInfos().getSigners()) {
      for (var candidate : certificates) {
        var holder = new X509CertificateHolder(candidate.der().bytes());
        if (signer.getSID().match(holder) && trusted(candidate, certificates)) {
          var verifier =
              new JcaSimpleSignerInfoVerifierBuilder()
                  .setProvider(Providers.bouncyCastle())
                  .build(holder);
          if (signer.verify(verifier)) {
            return (byte[]) content.getContent();
          }
        }
      }
    }
    throw new MalformedInput("nobody who is trusted has signed the generated key");
  }

  private boolean trusted(Certificate signer, List<Certificate> others) {
    var known = new ArrayList<>(trust.intermediates());
    known.addAll(others);
    return CertificationPath.validate(signer, known, trust.issuing(), clock.instant())
        instanceof Outcome.Valid;
  }
}
