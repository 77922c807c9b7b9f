package dev.crest.estclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.StubServer.Received;
import dev.crest.estwire.MultipartMixed;
import dev.crest.estwire.MultipartMixed.Part;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Providers;
import dev.crest.testkit.HeldCertificate;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that the server generates (RFC 7030 §4.4; C-SKG-01). */
class ServerKeyTest {
  private static final String ENCRYPTED = "application/pkcs7-mime; smime-type=server-generated-key";
  private static final byte[] KEY_ID = {1, 2, 3, 4};

  private final TestAuthority ca = new TestAuthority("Acme");
  private final HeldCertificate generator =
      new HeldCertificate.Builder().commonName("Key generator").signedBy(ca.issuing).build();
  private final KeyPair made = Keys.generate(KeyType.EC_P256);

  private static EnrollmentRequest.Builder request() {
    return EnrollmentRequest.builder().subject("CN=d1");
  }

  private EstClient client(StubServer server) {
    return EstClient.builder(server.url()).trust(ca.trust()).build();
  }

  private Part key() {
    return new Part("application/pkcs8", Canned.base64(Der.of(Keys.pkcs8(made.getPrivate()))));
  }

  private Part certificate(Received asked) {
    var issued =
        new HeldCertificate.Builder()
            .subject(TestAuthority.request(asked).subject())
            .keyPair(made)
            .signedBy(ca.issuing)
            .build();
    return new Part(Canned.CERTS, Canned.base64(CertsOnly.write(List.of(issued.certificate()))));
  }

  private static byte[] multipart(List<Part> parts) {
    var written = MultipartMixed.write(parts);
    return Canned.ok(written.contentType(), written.body());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("C-SKG-01 both orders of the parts are read, and key and certificate checked")
  void orders(boolean keyFirst) throws Exception {
    try (var server = ca.serving()) {
      server.on(
          "serverkeygen",
          asked -> {
            var parts = new ArrayList<>(List.of(key(), certificate(asked)));
            if (!keyFirst) {
              Collections.reverse(parts);
            }
            return multipart(parts);
          });
      var issued = (Issued) client(server).generateKey(request().build());
      assertThat(issued.key().publicKeyInfo()).isEqualTo(Keys.info(made.getPublic()));
      assertThat(issued.certificate().publicKeyInfo()).isEqualTo(issued.key().publicKeyInfo());
    }
  }

  @Test
  @DisplayName("C-SKG-01 extra parts, nested ones, two keys, another key: nothing is believed")
  void strangeParts() throws Exception {
    var other =
        new Part(
            "application/pkcs8",
            Canned.base64(Der.of(Keys.pkcs8(Keys.generate(KeyType.EC_P256).getPrivate()))));
    try (var server = ca.serving()) {
      server.on("serverkeygen", asked -> multipart(List.of(key(), certificate(asked), key())));
      assertRefused(server, "3 parts");
      server.on("serverkeygen", multipart(List.of(key(), key())));
      assertRefused(server, "not one key and one certificate");
      server.on(
          "serverkeygen", asked -> multipart(List.of(certificate(asked), certificate(asked))));
      assertRefused(server, "not one key and one certificate");
      server.on(
          "serverkeygen", multipart(List.of(key(), new Part("multipart/mixed", key().body()))));
      assertRefused(server, "neither a key nor a certificate");
      server.on("serverkeygen", asked -> multipart(List.of(other, certificate(asked))));
      assertRefused(server, "another key");
      server.on("serverkeygen", asked -> Canned.certificates(ca.issued(asked)));
      assertRefused(server, "in place of a key");
    }
  }

  private void assertRefused(StubServer server, String because) {
    assertThatThrownBy(() -> client(server).generateKey(request().build()))
        .isInstanceOf(EstException.Unacceptable.class)
        .hasMessageContaining(because);
  }

  private Part encrypted(HeldCertificate signer, RecipientInfoGenerator recipient) {
    try {
      var content = new DERSequence(PrivateKeyInfo.getInstance(Keys.pkcs8(made.getPrivate())));
      var signed = new CMSSignedDataGenerator();
      var holder = new X509CertificateHolder(signer.der().bytes());
      signed.addSignerInfoGenerator(
          new JcaSimpleSignerInfoGeneratorBuilder()
              .setProvider(Providers.bouncyCastle())
              .build(
                  "SHA256withECDSA",
                  signer.keyPair().getPrivate(),
                  Certificates.jca(List.of(signer.certificate()))[0]));
      signed.addCertificate(holder);
      var type = new ASN1ObjectIdentifier("2.16.840.1.101.2.1.2.78.5");
      var inner =
          signed
              .generate(new CMSProcessableByteArray(type, content.getEncoded()), true)
              .getEncoded();
      var enveloped = new CMSEnvelopedDataGenerator();
      enveloped.addRecipientInfoGenerator(recipient);
      var outer =
          enveloped.generate(
              new CMSProcessableByteArray(PKCSObjectIdentifiers.signedData, inner),
              new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                  .setProvider(Providers.bouncyCastle())
                  .build());
      return new Part(ENCRYPTED, Canned.base64(Der.of(outer.getEncoded())));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static RecipientInfoGenerator shared(byte[] id, byte[] secret) {
    return new JceKEKRecipientInfoGenerator(id, new SecretKeySpec(secret, "AES"))
        .setProvider(Providers.bouncyCastle());
  }

  @Test
  @DisplayName(
      "C-SKG-01 an encrypted key is asked for by its key's id and the algorithms, and opened")
  void sharedKey() throws Exception {
    var secret = new byte[32];
    secret[0] = 7;
    try (var server = ca.serving()) {
      server.on(
          "serverkeygen",
          asked ->
              multipart(List.of(encrypted(generator, shared(KEY_ID, secret)), certificate(asked))));
      var request = request().protection(new KeyProtection.Shared(KEY_ID, secret)).build();
      var issued = (Issued) client(server).generateKey(request);
      assertThat(issued.key().publicKeyInfo()).isEqualTo(Keys.info(made.getPublic()));

      var sent = TestAuthority.request(server.received("serverkeygen").getFirst());
      var id =
          (ASN1OctetString)
              sent.values(new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.37")).getFirst();
      assertThat(id.getOctets()).isEqualTo(KEY_ID);
      assertThat(sent.values(PKCSObjectIdentifiers.pkcs_9_at_smimeCapabilities)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"RSA_2048", "EC_P256"})
  @DisplayName("C-SKG-01 a key is encrypted for a certificate of the client's")
  void forCertificate(KeyType type) throws Exception {
    var own =
        new HeldCertificate.Builder().keyType(type).commonName("d1").signedBy(ca.issuing).build();
    var identity = Identity.of(DeviceKey.of(own.keyPair()), List.of(own.certificate()));
    var certificate = Certificates.jca(identity.chain())[0];
    RecipientInfoGenerator recipient;
    if (type.rsa()) {
      recipient =
          new JceKeyTransRecipientInfoGenerator(certificate).setProvider(Providers.bouncyCastle());
    } else {
      var ephemeral = bouncy(Keys.generate(type));
      recipient =
          new JceKeyAgreeRecipientInfoGenerator(
                  CMSAlgorithm.ECDH_SHA256KDF,
                  ephemeral.getPrivate(),
                  ephemeral.getPublic(),
                  CMSAlgorithm.AES256_WRAP)
              .addRecipient(certificate)
              .setProvider(Providers.bouncyCastle());
    }
    try (var server = ca.serving()) {
      server.on(
          "serverkeygen",
          asked -> multipart(List.of(encrypted(generator, recipient), certificate(asked))));
      var request = request().protection(new KeyProtection.ForIdentity(identity)).build();
      assertThat(client(server).generateKey(request)).isInstanceOf(Issued.class);
    }
  }

  private static KeyPair bouncy(KeyPair pair) throws Exception {
    var factory = KeyFactory.getInstance("EC", Providers.bouncyCastle());
    return new KeyPair(
        factory.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())),
        factory.generatePrivate(new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded())));
  }

  @Test
  @DisplayName("C-SKG-01 no fall-back to the clear, no stranger's signature, no other's envelope")
  void notOpened() throws Exception {
    var secret = new byte[16];
    var stranger =
        new HeldCertificate.Builder()
            .commonName("Key generator")
            .signedBy(new TestAuthority("Stranger").issuing)
            .build();
    var request = request().protection(new KeyProtection.Shared(KEY_ID, secret)).build();
    try (var server = ca.serving()) {
      server.on("serverkeygen", asked -> multipart(List.of(key(), certificate(asked))));
      assertNotOpened(server, request, "in the clear");
      server.on(
          "serverkeygen",
          asked ->
              multipart(List.of(encrypted(stranger, shared(KEY_ID, secret)), certificate(asked))));
      assertNotOpened(server, request, "nobody who is trusted");
      server.on(
          "serverkeygen",
          asked ->
              multipart(
                  List.of(
                      encrypted(generator, shared(new byte[] {9}, secret)), certificate(asked))));
      assertNotOpened(server, request, "somebody else");
      server.on(
          "serverkeygen",
          asked ->
              multipart(
                  List.of(encrypted(generator, shared(KEY_ID, new byte[32])), certificate(asked))));
      assertNotOpened(server, request, "cannot be opened");
      assertNotOpened(server, request().build(), "encrypted for nobody");
    }
  }

  private void assertNotOpened(StubServer server, EnrollmentRequest request, String because) {
    assertThatThrownBy(() -> client(server).generateKey(request))
        .isInstanceOf(EstException.Unacceptable.class)
        .hasMessageContaining(because);
  }
}
