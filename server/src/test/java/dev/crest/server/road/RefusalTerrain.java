package dev.crest.server.road;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.road.ServedPolicy.Device;
import dev.crest.server.road.ServedPolicy.Passcode;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.RevocationReason;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Policies, credentials and certificates in every state in which they are refused. */
public final class RefusalTerrain {
  public static final String UNKNOWN = "IOT_00000000-0000-4000-8000-000000000000";

  public final ServedPolicy policy;
  public final ServedPolicy neighbouring;
  public final ServedPolicy disabled;
  public final ServedPolicy deleted;
  public final ServedPolicy strict;
  public final ServedPolicy serverSide;
  public final ServedPolicy both;
  public final ServedPolicy shortLived;

  public final Passcode passcode;
  public final Passcode expired;
  public final Passcode usedUp;
  public final Passcode early;
  public final Passcode switchedOff;
  public final Passcode elsewhere;
  public final Passcode named;
  public final Passcode strictPasscode;
  public final Passcode serverSidePasscode;
  public final Passcode bothPasscode;

  public final ClientIdentity good;
  public final ClientIdentity foreign;
  public final ClientIdentity stale;
  public final ClientIdentity unripe;
  public final ClientIdentity spent;
  public final Device device;
  public final Device revoked;
  public final Device suspended;
  public final Device neighbour;
  public final Device outlived;

  private final TestServer server;
  private final HeldRequest sound = new HeldRequest.Builder().commonName("refused-device").build();

  public RefusalTerrain(TestServer server) {
    this.server = server;
    policy = server.policy();
    neighbouring = server.policy();
    disabled = server.policy().disable();
    deleted = server.policy().delete();
    strict = server.policy(draft -> draft, RefusalTerrain::strict);
    serverSide = generating(KeypairGeneration.SERVER_SIDE);
    both = generating(KeypairGeneration.CUSTOMIZABLE);
    shortLived = server.policy(draft -> draft, RefusalTerrain::shortLived);

    var now = server.clock().instant();
    passcode = policy.passcode();
    expired = policy.passcode(between(Optional.empty(), Optional.of(now.plusSeconds(60))));
    usedUp = policy.passcode(ServedPolicy.terms().limited(1));
    early = policy.passcode(between(Optional.of(now.plus(Duration.ofDays(9))), Optional.empty()));
    switchedOff = policy.passcode();
    elsewhere = neighbouring.passcode();
    named = policy.passcode(ServedPolicy.terms(), Optional.of("alice"));
    strictPasscode = strict.passcode();
    serverSidePasscode = serverSide.passcode();
    bothPasscode = both.passcode();
    policy.disable(switchedOff);
    enrol(usedUp);

    good = registered(new HeldCertificate.Builder(), ServedPolicy.terms());
    foreign = ClientIdentity.of(new HeldCertificate.Builder().commonName("foreign").build());
    stale =
        registered(
            new HeldCertificate.Builder().notAfter(now.plusSeconds(60)), ServedPolicy.terms());
    var later = now.plus(Duration.ofHours(10));
    unripe = registered(new HeldCertificate.Builder().notBefore(later), ServedPolicy.terms());
    spent = registered(new HeldCertificate.Builder(), ServedPolicy.terms().limited(1));
    server
        .client()
        .clientAuth()
        .presenting(spent)
        .send(EstRequest.post(policy.path("simpleenroll"), sound))
        .certificate();
    device = policy.enrolled("device");
    revoked = policy.enrolled("revoked");
    suspended = policy.enrolled("suspended");
    neighbour = neighbouring.enrolled("neighbour");
    outlived = shortLived.enrolled("outlived");
    withdraw();
    // Longer than certificates of shortLived live, and than a lost reply is kept.
    server.clock().turn(Duration.ofHours(2));
  }

  private void withdraw() {
    var records = server.catalog().certificates();
    records.revoke(
        TestServer.ACTOR,
        server.stored(revoked.certificate()).id(),
        RevocationReason.CESSATION_OF_OPERATION);
    records.suspend(TestServer.ACTOR, server.stored(suspended.certificate()).id());
  }

  private ServedPolicy generating(KeypairGeneration generation) {
    return server.policy(draft -> draft.withKeys(generation, Optional.empty(), true));
  }

  private ClientIdentity registered(HeldCertificate.Builder builder, Terms terms) {
    var certificate = builder.build();
    policy.authenticationCertificate(certificate, terms);
    return ClientIdentity.of(certificate);
  }

  private void enrol(Passcode with) {
    server.client().send(request(policy.path("simpleenroll")).passcode(with.value())).certificate();
  }

  private static Terms between(Optional<java.time.Instant> start, Optional<java.time.Instant> end) {
    var terms = ServedPolicy.terms();
    return new Terms(terms.name(), "", terms.usageLimit(), start, end, List.of());
  }

  private static Profile strict(Profile shipped) {
    return new Profile(
        List.of(
            required(SubjectAttribute.COMMON_NAME), required(SubjectAttribute.ORGANIZATION_UNIT)),
        List.of(new SanRule(SanType.DNS, Include.OPTIONAL, 1)),
        false,
        false,
        shipped.keyUsage(),
        shipped.extendedKeyUsage(),
        shipped.basicConstraints(),
        shipped.certificatePolicies(),
        shipped.keys(),
        shipped.signatureAlgorithm(),
        shipped.validity(),
        shipped.serialOctets(),
        shipped.renewal());
  }

  private static SubjectRule required(SubjectAttribute attribute) {
    return new SubjectRule(attribute, Include.REQUIRED, Set.of(Source.CSR), Optional.empty());
  }

  private static Profile shortLived(Profile shipped) {
    var hour = Duration.ofHours(1);
    return new Profile(
        shipped.subject(),
        shipped.subjectAltNames(),
        shipped.dropUnlisted(),
        shipped.commonNameToDns(),
        shipped.keyUsage(),
        shipped.extendedKeyUsage(),
        shipped.basicConstraints(),
        shipped.certificatePolicies(),
        shipped.keys(),
        shipped.signatureAlgorithm(),
        new Profile.Validity.Span(hour, hour, hour),
        shipped.serialOctets(),
        shipped.renewal());
  }

  /** Returns a request with nothing wrong, for one thing to be made wrong. */
  public HeldRequest.Builder good() {
    return new HeldRequest.Builder().commonName("refused-device");
  }

  /** Posts a request with nothing wrong. */
  public EstRequest request(String path) {
    return EstRequest.post(path, sound);
  }

  public EstRequest posted(String path, String body, String contentType) {
    return EstRequest.post(path, body.getBytes(UTF_8)).header("Content-Type", contentType);
  }

  /** Returns a request in which everything is wrong that the strict profile can find. */
  public static HeldRequest allWrong() {
    return new HeldRequest.Builder()
        .subject(new X500Name("ST=Bavaria"))
        .uri("urn:device:1")
        .extension(Extension.basicConstraints, true, new BasicConstraints(true))
        .extendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)
        .build();
  }

  public static KeyPair rsa(int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
