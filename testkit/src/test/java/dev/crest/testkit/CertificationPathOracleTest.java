package dev.crest.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Providers;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds the own path validation against the two that everybody uses, on random paths. */
class CertificationPathOracleTest {
  private static final int PATHS = 400;
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final List<String> POLICIES = List.of("1.2.3.1", "1.2.3.2", "2.5.29.32.0");

  private final Random random = new Random(5280);
  // Few keys, as making them is what takes the time.
  private final List<KeyPair> keys =
      List.of(
          Keys.generate(KeyType.EC_P256),
          Keys.generate(KeyType.EC_P256),
          Keys.generate(KeyType.EC_P256),
          Keys.generate(KeyType.EC_P256),
          Keys.generate(KeyType.EC_P256));

  @Test
  @DisplayName(
      "CERT-22 RFC 5280 §6 random paths are judged as Bouncy Castle and the JDK judge them")
  void sameJudgement() throws Exception {
    int valid = 0;
    for (int i = 0; i < PATHS; i++) {
      var path = path(1 + random.nextInt(4));
      var outcome = outcome(path);
      boolean ours = outcome instanceof Outcome.Valid;
      assertThat(ours)
          .as("path %d: %s; Bouncy Castle thinks otherwise", i, outcome)
          .isEqualTo(holds(path, true));
      // The JDK takes a common name for a DNS name where there is no subjectAltName, and forgets
      // permitted names when excluded ones come below them.
      if (path.stream().noneMatch(CertificationPathOracleTest::constrainsNames)) {
        assertThat(ours)
            .as("path %d: %s; the JDK thinks otherwise", i, outcome)
            .isEqualTo(holds(path, false));
      }
      valid += ours ? 1 : 0;
    }
    assertThat(valid).isBetween(PATHS / 8, PATHS * 7 / 8);
  }

  /** Makes a path, the anchor first. */
  private List<HeldCertificate> path(int intermediates) {
    var path = new ArrayList<HeldCertificate>();
    // The others don't look at the anchor's validity.
    path.add(builder(0, "Root").notAfter(NOW.plusSeconds(1)).certificateAuthority().build());
    for (int i = 1; i <= intermediates; i++) {
      // Now and then self-issued: the name above once more.
      var name = random.nextInt(5) == 0 ? path.getLast().subject() : new X500Name("CN=CA " + i);
      var builder = builder(i, "").subject(name).signedBy(path.getLast());
      path.add(authority(builder).build());
    }
    var leaf = builder(0, "").subject(new X500Name("O=Example,CN=device")).signedBy(path.getLast());
    if (random.nextInt(2) == 0) {
      leaf.dns(random.nextBoolean() ? "a.example.com" : "a.example.org");
    }
    if (random.nextInt(4) > 0) {
      leaf.extension(Extension.certificatePolicies, false, policies());
    }
    path.add(leaf.build());
    return path;
  }

  private HeldCertificate.Builder builder(int key, String name) {
    return new HeldCertificate.Builder()
        .commonName(name)
        .keyPair(keys.get(key))
        .notBefore(NOW.minusSeconds(3600))
        .notAfter(random.nextInt(40) == 0 ? NOW.minusSeconds(1) : NOW.plusSeconds(3600));
  }

  private HeldCertificate.Builder authority(HeldCertificate.Builder builder) {
    if (random.nextInt(3) == 0) {
      builder.certificateAuthority(random.nextInt(3));
    } else {
      builder.certificateAuthority();
    }
    if (random.nextInt(30) == 0) {
      builder.keyUsage(KeyUsage.cRLSign);
    }
    if (random.nextInt(30) == 0) {
      builder.withoutExtension(Extension.basicConstraints);
    }
    if (random.nextInt(6) > 0) {
      builder.extension(Extension.certificatePolicies, false, policies());
    }
    if (random.nextInt(3) == 0) {
      builder.extension(Extension.policyConstraints, true, policyConstraints());
    }
    if (random.nextInt(6) == 0) {
      builder.extension(Extension.inhibitAnyPolicy, true, new ASN1Integer(random.nextInt(2)));
    }
    if (random.nextInt(4) == 0) {
      builder.extension(Extension.policyMappings, true, policyMappings());
    }
    if (random.nextInt(8) == 0) {
      builder.extension(Extension.nameConstraints, true, nameConstraints());
    }
    return builder;
  }

  private ASN1Encodable policies() {
    var chosen = new ArrayList<ASN1Encodable>();
    for (var policy : POLICIES) {
      if (random.nextInt(2) == 0 || (chosen.isEmpty() && policy.endsWith(".0"))) {
        chosen.add(new DERSequence(new ASN1ObjectIdentifier(policy)));
      }
    }
    return new DERSequence(chosen.toArray(ASN1Encodable[]::new));
  }

  private ASN1Encodable policyConstraints() {
    var explicit = new DERTaggedObject(false, 0, new ASN1Integer(random.nextInt(3)));
    var mapping = new DERTaggedObject(false, 1, new ASN1Integer(random.nextInt(3)));
    return switch (random.nextInt(3)) {
      case 0 -> new DERSequence(explicit);
      case 1 -> new DERSequence(mapping);
      default -> new DERSequence(new ASN1Encodable[] {explicit, mapping});
    };
  }

  private ASN1Encodable policyMappings() {
    var from = new ASN1ObjectIdentifier(POLICIES.get(random.nextInt(2)));
    var to = new ASN1ObjectIdentifier("1.2.3." + (1 + random.nextInt(3)));
    return new DERSequence(new DERSequence(new ASN1Encodable[] {from, to}));
  }

  private ASN1Encodable nameConstraints() {
    var subtree =
        new GeneralSubtree[] {
          new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com"))
        };
    return random.nextBoolean()
        ? new NameConstraints(subtree, null)
        : new NameConstraints(null, subtree);
  }

  private static Outcome outcome(List<HeldCertificate> path) {
    var leaf = path.getLast().certificate();
    var others =
        path.subList(1, path.size() - 1).stream().map(HeldCertificate::certificate).toList();
    return CertificationPath.validate(leaf, others, List.of(path.getFirst().certificate()), NOW);
  }

  private static boolean constrainsNames(HeldCertificate held) {
    return held.certificate().extension(Extension.nameConstraints).isPresent();
  }

  private static boolean holds(List<HeldCertificate> path, boolean bouncyCastle)
      throws GeneralSecurityException {
    var factory =
        bouncyCastle
            ? CertificateFactory.getInstance("X.509", Providers.bouncyCastle())
            : CertificateFactory.getInstance("X.509");
    var upwards = new ArrayList<X509Certificate>();
    for (var held : path.reversed()) {
      var in = new ByteArrayInputStream(held.der().bytes());
      upwards.add((X509Certificate) factory.generateCertificate(in));
    }
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(upwards.removeLast(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(NOW));
    var validator =
        bouncyCastle
            ? CertPathValidator.getInstance("PKIX", Providers.bouncyCastle())
            : CertPathValidator.getInstance("PKIX");
    try {
      return validator.validate(factory.generateCertPath(upwards), parameters) != null;
    } catch (CertPathValidatorException e) {
      return false;
    }
  }
}
