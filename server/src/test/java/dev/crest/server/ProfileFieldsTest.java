package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.estwire.MultipartMixed;
import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.refusal.Refused;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ProfileRoad;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.ServedPolicy.Device;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * product.md §1: each field of a profile changes what is issued, what csrattrs says, and what is
 * refused; openssl looks at both. Names have their own test.
 */
class ProfileFieldsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static ProfileRoad road;

  @BeforeAll
  static void start() {
    road = new ProfileRoad();
  }

  @AfterAll
  static void stop() {
    road.close();
  }

  private static ServedPolicy policy(String part) {
    return road.server().profiled(part);
  }

  private static HeldRequest.Builder request() {
    return new HeldRequest.Builder();
  }

  @Test
  @DisplayName("key_usage.required is always there, .optional on demand, nothing else")
  void keyUsage() {
    var policy =
        policy(
            "{\"key_usage\":{\"required\":[\"digital_signature\"],\"optional\":[\"key_agreement\"]}}");
    assertThat(road.issued(policy, request()))
        .contains("X509v3 Key Usage: \n                Digital Signature\n");
    assertThat(road.issued(policy, request().keyUsage(KeyUsage.keyAgreement)))
        .contains("Digital Signature, Key Agreement\n");
    assertThat(road.refused(policy, request().keyUsage(KeyUsage.nonRepudiation)))
        .contains("The profile allows none of the key usages");
    assertThat(road.refused(policy, request().keyUsage(KeyUsage.keyCertSign)))
        .contains("Key usages of a CA");
  }

  @Test
  @DisplayName("key_usage.critical")
  void keyUsageCritical() {
    assertThat(road.issued(policy("{\"key_usage\":{\"critical\":true}}"), request()))
        .contains("X509v3 Key Usage: critical\n");
  }

  @Test
  @DisplayName("extended_key_usage.required is always there, .optional on demand, nothing else")
  void extendedKeyUsage() {
    var policy =
        policy(
            "{\"extended_key_usage\":{\"required\":[\"1.3.6.1.5.5.7.3.2\"],\"optional\":[\"1.3.6.1.5.5.7.3.1\"]}}");
    assertThat(road.issued(policy, request()))
        .contains("X509v3 Extended Key Usage: \n                TLS Web Client Authentication\n");
    assertThat(road.issued(policy, request().extendedKeyUsage(KeyPurposeId.id_kp_serverAuth)))
        .contains("TLS Web Client Authentication, TLS Web Server Authentication\n");
    assertThat(road.refused(policy, request().extendedKeyUsage(KeyPurposeId.id_kp_emailProtection)))
        .contains("The profile allows none of the extended key usages");
    assertThat(road.issued(policy("{\"extended_key_usage\":{\"optional\":[]}}"), request()))
        .doesNotContain("Extended Key Usage");
  }

  @Test
  @DisplayName("extended_key_usage.critical")
  void extendedKeyUsageCritical() {
    var policy =
        policy(
            "{\"extended_key_usage\":{\"required\":[\"1.3.6.1.5.5.7.3.2\"],\"optional\":[],\"critical\":true}}");
    assertThat(road.issued(policy, request())).contains("X509v3 Extended Key Usage: critical\n");
  }

  @Test
  @DisplayName("basic_constraints: said or not, but never those of a CA")
  void basicConstraints() {
    var said = policy("{\"basic_constraints\":true}");
    assertThat(road.issued(said, request())).contains("CA:FALSE");
    assertThat(road.issued(policy("{\"basic_constraints\":false}"), request()))
        .doesNotContain("Basic Constraints");
    assertThat(
            road.refused(
                said,
                request().extension(Extension.basicConstraints, true, new BasicConstraints(true))))
        .contains("A CA certificate cannot be enrolled this way");
  }

  @Test
  @DisplayName("certificate_policies: OID, CPS and notice")
  void certificatePolicies() {
    var policy =
        policy(
            """
            {"certificate_policies":[{"oid":"1.2.3.4"},
              {"oid":"1.2.3.5","cps_uri":"https://pki.example/cps","user_notice":"For devices only"}]}\
            """);
    assertThat(road.issued(policy, request()))
        .contains("Policy: 1.2.3.4\n")
        .contains("Policy: 1.2.3.5\n")
        .contains("CPS: https://pki.example/cps\n")
        .contains("Explicit Text: For devices only\n");
    assertThat(road.issued(policy("{}"), request())).doesNotContain("Certificate Policies");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "EC_P256, ASN1 OID: prime256v1, prime256v1",
    "EC_P384, ASN1 OID: secp384r1, secp384r1",
    "EC_P521, ASN1 OID: secp521r1, secp521r1",
    "RSA_2048, Public-Key: (2048 bit), rsaEncryption",
    "RSA_3072, Public-Key: (3072 bit), rsaEncryption",
    "ED25519, ED25519 Public-Key, ED25519",
    "ML_DSA_44, 2.16.840.1.101.3.4.3.17, 2.16.840.1.101.3.4.3.17",
    "ML_DSA_65, 2.16.840.1.101.3.4.3.18, 2.16.840.1.101.3.4.3.18",
    "ML_DSA_87, 2.16.840.1.101.3.4.3.19, 2.16.840.1.101.3.4.3.19"
  })
  @DisplayName("keys.allowed: that key is issued and advertised, another one refused")
  void keysAllowed(KeyType type, String seen, String advertised) {
    var name = type.name().toLowerCase(java.util.Locale.ROOT);
    var policy =
        policy("{\"keys\":{\"allowed\":[\"" + name + "\"],\"preferred\":\"" + name + "\"}}");
    assertThat(road.issued(policy, request().keyType(type))).contains(seen);
    assertThat(road.csrattrs(policy)).contains(":" + advertised);
    var other = type == KeyType.EC_P256 ? KeyType.EC_P384 : KeyType.EC_P256;
    assertThat(road.refused(policy, request().keyType(other)))
        .contains("A key of type " + other.title() + " is not allowed")
        .contains("allowed are " + type.title());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"ec_p384, secp384r1", "rsa_3072, (3072 bit)"})
  @DisplayName("keys.preferred: what the server makes where nothing is said")
  void keysPreferred(String name, String seen) {
    var policy =
        road.server()
            .profiled(
                "{\"keys\":{\"preferred\":\"" + name + "\"}}",
                draft -> draft.withKeys(KeypairGeneration.SERVER_SIDE, Optional.empty(), false));
    var reply =
        road.server()
            .client()
            .send(
                EstRequest.post(policy.path("serverkeygen"), request().build())
                    .passcode(policy.passcode().value()));
    var parts = MultipartMixed.read(reply.header("Content-Type").orElseThrow(), reply.body());
    var certificate = CertsOnly.read(TransferEncoding.decode(parts.getLast().body())).getFirst();
    assertThat(road.openssl().text(certificate)).contains(seen);
  }

  @Test
  @DisplayName("signature_algorithm: the issuer's usual one, or the one that is asked for")
  void signatureAlgorithm() {
    assertThat(road.issued(policy("{\"signature_algorithm\":\"match_issuer\"}"), request()))
        .contains("Signature Algorithm: ecdsa-with-SHA256");
    var stronger = policy("{\"signature_algorithm\":\"ecdsa-with-SHA384\"}");
    var certificate = road.enrol(stronger, request()).certificate();
    assertThat(road.openssl().text(certificate))
        .contains("Signature Algorithm: ecdsa-with-SHA384")
        .doesNotContain("ecdsa-with-SHA256");
    var authorities = road.server().authorities();
    road.openssl()
        .verify(
            certificate,
            authorities.subList(0, authorities.size() - 1),
            road.server().root(),
            "-no_check_time");
    var impossible =
        catchThrowableOfType(
            Refused.class, () -> policy("{\"signature_algorithm\":\"sha256WithRSAEncryption\"}"));
    assertThat(impossible.faults().getFirst().message())
        .contains("cannot sign with the signature algorithm of the profile");
  }

  private static Instant end(ServedPolicy policy) {
    var certificate = road.enrol(policy, request()).certificate();
    var printed =
        road.openssl()
            .run(
                "x509",
                "-noout",
                "-enddate",
                "-dateopt",
                "iso_8601",
                "-in",
                road.openssl().pem("end.pem", List.of(certificate)));
    return Instant.parse(printed.strip().replace("notAfter=", "").replace(' ', 'T'));
  }

  @ParameterizedTest
  @CsvSource({"PT5M, 5", "P3D, 4320", "P2Y, 1051200"})
  @DisplayName("validity.usual, from minutes to years")
  void validityUsual(String usual, long minutes) {
    var policy = policy("{\"validity\":{\"usual\":\"" + usual + "\"}}");
    assertThat(end(policy))
        .isCloseTo(
            road.server().clock().instant().plus(Duration.ofMinutes(minutes)),
            org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES));
  }

  @Test
  @DisplayName("validity.until: the same end for all, after which nothing is issued")
  void validityUntil() {
    var end =
        road.server().clock().instant().plus(Duration.ofDays(40)).truncatedTo(ChronoUnit.DAYS);
    assertThat(end(policy("{\"validity\":{\"until\":\"" + end + "\"}}"))).isEqualTo(end);
    assertThat(
            road.refused(policy("{\"validity\":{\"until\":\"2020-01-01T00:00:00Z\"}}"), request()))
        .isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({"16, 32", "18, 36", "20, 40"})
  @DisplayName("serial_octets: the length of serial numbers")
  void serialOctets(int octets, int digits) {
    var certificate =
        road.enrol(policy("{\"serial_octets\":" + octets + "}"), request()).certificate();
    assertThat(
            road.openssl()
                .run(
                    "x509",
                    "-noout",
                    "-serial",
                    "-in",
                    road.openssl().pem("serial.pem", List.of(certificate)))
                .strip())
        .matches("serial=[0-9A-F]{" + digits + "}");
  }

  private static String renewal(String part) {
    return "{\"validity\":{\"usual\":\"PT1H\"},\"renewal\":" + part + "}";
  }

  private static EstReply renew(ServedPolicy policy, Device device, HeldRequest request) {
    return road.server()
        .client()
        .clientAuth()
        .presenting(device.identity())
        .send(EstRequest.post(policy.path("simplereenroll"), request));
  }

  @Test
  @DisplayName("renewal.when: at any time, in the window only, or never")
  void renewalWhen() {
    var any = policy(renewal("{\"when\":\"any_time\"}"));
    var window = policy(renewal("{\"when\":\"only_in_window\",\"window_before\":\"PT20M\"}"));
    var never = policy(renewal("{\"when\":\"never\"}"));
    var young = window.enrolled("young");

    var anyDevice = any.enrolled("any");
    assertThat(renew(any, anyDevice, request().build()).status()).isEqualTo(200);
    assertThat(renew(window, young, request().build()).status()).isEqualTo(403);
    assertThat(renew(never, never.enrolled("never"), request().build()).status()).isEqualTo(403);
    road.server().clock().turn(Duration.ofMinutes(45));
    assertThat(renew(window, young, request().build()).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("renewal.expired_grace: so long after its end a certificate is still renewed")
  void expiredGrace() {
    var graceful = policy(renewal("{\"expired_grace\":\"PT30M\"}"));
    var plain = policy(renewal("{\"expired_grace\":\"PT0S\"}"));
    var late = graceful.enrolled("late");
    var plainLate = plain.enrolled("late");

    road.server().clock().turn(HOUR.plusMinutes(10));
    assertThat(renew(graceful, late, request().build()).status()).isEqualTo(200);
    assertThat(renew(plain, plainLate, request().build()).status()).isEqualTo(403);
    road.server().clock().turn(HOUR);
    assertThat(renew(graceful, late, request().build()).status()).isEqualTo(403);
  }

  @Test
  @DisplayName("renewal.key_pair: the same, a new one, or either")
  void keyPair() {
    for (var rule : List.of("same", "new", "either")) {
      var policy = policy(renewal("{\"key_pair\":\"" + rule + "\"}"));
      var device = policy.enrolled("device");
      var same = renew(policy, device, request().keyPair(device.keyPair()).build());
      var other = renew(policy, device, request().keyPair(Keys.generate(KeyType.EC_P256)).build());
      assertThat(same.status()).as(rule).isEqualTo(rule.equals("new") ? 400 : 200);
      assertThat(other.status()).as(rule).isEqualTo(rule.equals("same") ? 400 : 200);
    }
  }
}
