package dev.crest.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estwire.MultipartMixed;
import dev.crest.estwire.MultipartMixed.Part;
import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** serverkeygen over real TLS. */
class ServerKeyGenerationTest {
  private static TestServer server;
  private static ServedPolicy chosen;
  private static ServedPolicy fixed;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    chosen =
        server.policy(
            draft -> draft.withKeys(KeypairGeneration.CUSTOMIZABLE, Optional.empty(), true));
    fixed =
        server.policy(draft ->
            draft.withKeys(KeypairGeneration.SERVER_SIDE, Optional.of(KeyType.EC_P384), false));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A key and its certificate, as read from a reply. */
  private record Generated(PrivateKey key, Certificate certificate) {}

  private static EstReply ask(ServedPolicy policy, HeldRequest request) {
    return server
        .client()
        .send(
            EstRequest.post(policy.path("serverkeygen"), request)
                .passcode(policy.passcode().value()));
  }

  private static List<Part> parts(EstReply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return MultipartMixed.read(reply.header("Content-Type").orElseThrow(), reply.body());
  }

  private static Generated read(EstReply reply) throws Exception {
    var parts = parts(reply);
    var key = Keys.readPrivate(TransferEncoding.decode(parts.getFirst().body()).bytes());
    var certificates = CertsOnly.read(TransferEncoding.decode(parts.getLast().body()));
    assertThat(certificates).hasSize(1);
    var generated = new Generated(key, certificates.getFirst());
    assertBelongTogether(generated);
    return generated;
  }

  private static void assertBelongTogether(Generated generated) throws Exception {
    boolean rsa = generated.key().getAlgorithm().equals("RSA");
    var algorithm = rsa ? "SHA256withRSA" : "SHA256withECDSA";
    var provider = dev.crest.pkix.Providers.bouncyCastle();
    var factory = java.security.KeyFactory.getInstance(rsa ? "RSA" : "EC", provider);
    var signing = Signature.getInstance(algorithm, provider);
    signing.initSign(
        factory.generatePrivate(
            new java.security.spec.PKCS8EncodedKeySpec(Keys.pkcs8(generated.key()))));
    signing.update((byte) 1);
    var signature = signing.sign();
    var verifying = Signature.getInstance(algorithm, provider);
    verifying.initVerify(
        factory.generatePublic(
            new java.security.spec.X509EncodedKeySpec(
                generated.certificate().publicKeyInfo().getEncoded())));
    verifying.update((byte) 1);
    assertThat(verifying.verify(signature)).isTrue();
  }

  @Test
  @DisplayName("S-SKG-01 off by default")
  void offByDefault() {
    var usual = server.policy();

    var reply = ask(usual, new HeldRequest.Builder().build());

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.text()).contains("use simpleenroll");
  }

  @Test
  @DisplayName(
      "S-SKG-02 S-SKG-03 key and signature of the CSR count for nothing, its names and extensions do")
  void onlyNamesCount() throws Exception {
    var named = new HeldRequest.Builder().commonName("generated").dns("gen.example");
    for (var request :
        List.of(
            named.corruptSignature().build(),
            new HeldRequest.Builder()
                .commonName("generated")
                .dns("gen.example")
                .publicKey(Keys.info(dev.crest.server.road.RefusalTerrain.rsa(1024).getPublic()))
                .build())) {
      var generated = read(ask(chosen, request));
      assertThat(generated.certificate().subject()).isEqualTo(new X500Name("CN=generated"));
      assertThat(generated.certificate().subjectAltName())
          .contains(new GeneralNames(new GeneralName(GeneralName.dNSName, "gen.example")));
      assertThat(generated.certificate().publicKeyInfo())
          .isNotEqualTo(Keys.info(request.keyPair().getPublic()));
    }
    var refused = ask(chosen, new HeldRequest.Builder().commonName("localhost").build());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("is a name of this server");
  }

  @Test
  @DisplayName(
      "S-SKG-04 S-TLS-02 nobody gets a key without a credential, or over a cipher without confidentiality")
  void onlyForTheCaller() throws Exception {
    var request = new HeldRequest.Builder().build();
    var reply = server.client().send(EstRequest.post(chosen.path("serverkeygen"), request));
    assertThat(reply.status()).isEqualTo(401);

    try (var connection = server.client().speaking("TLSv1.2").connect()) {
      assertThat(connection.cipherSuite()).containsAnyOf("AES", "CHACHA20").doesNotContain("NULL");
    }
  }

  @Test
  @DisplayName(
      "S-SKG-05 S-SKG-06 S-SKG-15 two parts, key first, each with type and transfer encoding, in CRLF lines")
  void form() throws Exception {
    var reply = ask(chosen, new HeldRequest.Builder().commonName("form").build());

    read(reply);
    var type = reply.header("Content-Type").orElseThrow();
    assertThat(type).matches("multipart/mixed; boundary=[A-Za-z0-9-]{1,70}");
    assertThat(reply.header("Content-Transfer-Encoding")).isEmpty();
    var boundary = type.substring(type.indexOf('=') + 1);
    var text = new String(reply.body(), ISO_8859_1);
    var cms = "application/pkcs7-mime; smime-type=certs-only";
    assertThat(text).startsWith("--" + boundary + "\r\n").endsWith("--" + boundary + "--\r\n");
    assertThat(text)
        .contains("Content-Type: application/pkcs8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
        .contains("Content-Type: " + cms + "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    assertThat(parts(reply))
        .hasSize(2)
        .extracting(Part::contentType)
        .containsExactly("application/pkcs8", cms);
    assertThat(reply.header("Cache-Control")).contains("no-store");
  }

  @Test
  @DisplayName(
      "S-SKG-03 the requester's key type where the policy lets it choose, else the policy's")
  void keyType() throws Exception {
    var rsa = new HeldRequest.Builder().commonName("type").keyType(KeyType.RSA_2048).build();

    assertThat(KeyType.of(read(ask(chosen, rsa)).certificate().publicKeyInfo()))
        .contains(KeyType.RSA_2048);
    assertThat(KeyType.of(read(ask(fixed, rsa)).certificate().publicKeyInfo()))
        .contains(KeyType.EC_P384);
  }

  @Test
  @DisplayName("S-SKG-14 the generated key is kept nowhere: not in the store, in no file")
  void keptNowhere() throws Exception {
    var generated = read(ask(chosen, new HeldRequest.Builder().commonName("secret").build()));
    var pkcs8 = Keys.pkcs8(generated.key());
    var scalar = scalar(generated.key());

    var kept = new String(server.everythingKept(), ISO_8859_1);

    assertThat(kept)
        .as("finds what is kept")
        .contains(new String(generated.certificate().der().bytes(), ISO_8859_1));
    for (var secret : List.of(scalar, pkcs8)) {
      assertThat(kept.contains(new String(secret, ISO_8859_1))).isFalse();
      assertThat(kept.contains(HexFormat.of().formatHex(secret))).isFalse();
      assertThat(kept.contains(Base64.getEncoder().encodeToString(secret))).isFalse();
    }
  }

  private static byte[] scalar(PrivateKey key) {
    var value = ((ECPrivateKey) key).getS().toByteArray();
    return value.length > 32 ? java.util.Arrays.copyOfRange(value, 1, value.length) : value;
  }

  @Test
  @DisplayName(
      "A-33 asking to encrypt to another's key, with any wrap algorithm, is refused and never answered in the clear")
  void encryptionAsked() {
    var decryptKeyIdentifier = "1.2.840.113549.1.9.16.2.37";
    var asymmetric = "1.2.840.113549.1.9.16.2.54";
    var capabilities = "1.2.840.113549.1.9.15";
    for (var oid : List.of(decryptKeyIdentifier, asymmetric, capabilities)) {
      var request =
          new HeldRequest.Builder()
              .commonName("thief")
              .attribute(
                  new org.bouncycastle.asn1.ASN1ObjectIdentifier(oid),
                  oid.equals(capabilities)
                      ? new org.bouncycastle.asn1.DERSequence(new ASN1EncodableVector())
                      : new org.bouncycastle.asn1.DEROctetString(
                          "key of another".getBytes(StandardCharsets.US_ASCII)))
              .build();
      var before = server.kept();

      var reply = ask(chosen, request);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("encrypted private key is not available");
      assertThat(server.kept()).isEqualTo(before);
    }
  }

  @Test
  @DisplayName(
      "A-33 nobody makes the server search for large primes: a 16384-bit key gets the profile's own type, a hundred times")
  void largeKeyAsked() throws Exception {
    var modulus = java.math.BigInteger.ONE.shiftLeft(16383).setBit(0);
    var key =
        new org.bouncycastle.asn1.x509.SubjectPublicKeyInfo(
            new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.rsaEncryption,
                org.bouncycastle.asn1.DERNull.INSTANCE),
            new org.bouncycastle.asn1.pkcs.RSAPublicKey(
                modulus, java.math.BigInteger.valueOf(65537)));
    var passcode = chosen.passcode(ServedPolicy.terms().limited(100));
    var request = new HeldRequest.Builder().commonName("large").publicKey(key).build();
    var post = EstRequest.post(chosen.path("serverkeygen"), request).passcode(passcode.value());

    try (var connection = server.client().connect()) {
      for (int i = 0; i < 100; i++) {
        var parts = parts(connection.send(post));
        var certificate =
            CertsOnly.read(TransferEncoding.decode(parts.getLast().body())).getFirst();
        assertThat(KeyType.of(certificate.publicKeyInfo())).contains(KeyType.EC_P256);
      }
      assertThat(connection.send(post).status()).as("the quota").isEqualTo(401);
    }
    assertThat(chosen.uses(passcode.id())).isEqualTo(100);
  }
}
