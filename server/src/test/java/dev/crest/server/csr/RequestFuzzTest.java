package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.policy.APolicy;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestFuzzTest {
  private static final Set<Kind> EXPECTED = Set.of(Kind.MALFORMED, Kind.INVALID);
  private static final int ROUNDS = 15_000;

  private static HeldRequest rich(KeyType type) {
    return new HeldRequest.Builder()
        .keyType(type)
        .subject(new X500Name("C=DE,O=Acme,OU=Unit,CN=device,SERIALNUMBER=7"))
        .dns("device.example")
        .ip("192.0.2.1")
        .uri("urn:device:7")
        .userPrincipalName("user@domain")
        .keyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement)
        .extendedKeyUsage(KeyPurposeId.id_kp_clientAuth)
        .extension(Extension.basicConstraints, true, new BasicConstraints(false))
        .challengePassword("")
        .attribute(new ASN1ObjectIdentifier("1.2.840.113549.1.9.2"), new DERUTF8String("name"))
        .build();
  }

  private static void mutate(byte[] bytes, Random random) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        default -> bytes[at]++;
      }
    }
  }

  private static long deadline() {
    return System.nanoTime() + Duration.ofMillis(1500).toNanos();
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"EC_P256", "ED25519", "RSA_2048"})
  @DisplayName("A-20 a mutated request is refused, or its own signature still holds")
  void mutations(KeyType type) {
    var random = new Random(type.ordinal());
    var policy = new APolicy().dropUnlisted();
    var checks = new Examination().checks();
    var grant = new Examination().policy(policy).grant();
    var good = rich(type).der().bytes();
    assertThat(checks.verify(good, grant, ChannelBindings.none())).isNotNull();
    long end = deadline();
    for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
      var bytes = good.clone();
      mutate(bytes, random);
      try {
        checks.verify(bytes, grant, ChannelBindings.none());
        assertThat(bytes).as("nothing else is signed with this key").isEqualTo(good);
      } catch (Refused refused) {
        assertThat(refused.kind()).isIn(EXPECTED);
        assertThat(refused.faults()).isNotEmpty();
      }
    }
  }

  @Test
  @DisplayName(
      "A-20 S-SKG-02 where no signature protects it, a mutated request still gets an answer or a refusal")
  void unsigned() {
    var random = new Random(7);
    var examination = new Examination().policy(new APolicy().dropUnlisted()).serverkeygen();
    var checks = examination.checks();
    var grant = examination.grant();
    var good = rich(KeyType.EC_P256).der().bytes();
    int accepted = 0;
    int refusals = 0;
    long end = deadline();
    for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
      var bytes = good.clone();
      mutate(bytes, random);
      try {
        var checked = checks.verify(bytes, grant, ChannelBindings.none());
        assertThat(checked.keyToGenerate()).isPresent();
        accepted++;
      } catch (Refused refused) {
        assertThat(refused.kind()).isIn(EXPECTED);
        refusals++;
      }
    }
    assertThat(accepted).isPositive();
    assertThat(refusals).isPositive();
  }

  @Test
  @DisplayName("A-20 a mutated renewal keeps the old identity or is refused")
  void renewals() {
    var random = new Random(8);
    var keys = Keys.generate(KeyType.EC_P256);
    var old = new HeldCertificate.Builder().commonName("device").keyPair(keys).build();
    var examination = new Examination().renewing(old);
    var checks = examination.checks();
    var grant = examination.grant();
    var good = new HeldRequest.Builder().keyPair(keys).dns("a.example").build().der().bytes();
    long end = deadline();
    for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
      var bytes = good.clone();
      mutate(bytes, random);
      try {
        var checked = checks.verify(bytes, grant, ChannelBindings.none());
        assertThat(checked.content().publicKey()).isEqualTo(old.certificate().publicKeyInfo());
        assertThat(checked.content().subject()).isEqualTo(old.certificate().subject());
      } catch (Refused refused) {
        assertThat(refused.kind()).isIn(EXPECTED);
      }
    }
  }

  @Test
  @DisplayName("A-20 mutated PEM and plain noise are refused or decoded, no more")
  void text() {
    var random = new Random(9);
    var checks = new Examination().checks();
    var grant = new Examination().policy(new APolicy().dropUnlisted()).grant();
    var pem = rich(KeyType.EC_P256).pem().getBytes(StandardCharsets.US_ASCII);
    long end = deadline();
    for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
      var bytes = pem.clone();
      if (round % 3 == 0) {
        random.nextBytes(bytes);
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        mutate(bytes, random);
      }
      try {
        assertThat(checks.verify(bytes, grant, ChannelBindings.none())).isNotNull();
      } catch (Refused refused) {
        assertThat(refused.kind()).isIn(EXPECTED);
      }
    }
  }
}
