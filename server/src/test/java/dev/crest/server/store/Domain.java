package dev.crest.server.store;

import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.store.Accounts.Plan;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.AuthorityRecords.Kind;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import dev.crest.testkit.HeldCertificate;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An account with everything that an issuance needs, made through the catalog, and issuances for
 * it.
 */
final class Domain {
  static final HeldCertificate ROOT =
      new HeldCertificate.Builder().commonName("Root").certificateAuthority(1).build();
  static final HeldCertificate ISSUING =
      new HeldCertificate.Builder()
          .commonName("Issuing")
          .certificateAuthority(0)
          .signedBy(ROOT)
          .build();
  private static final KeyPair DEVICE_KEY = Keys.generate(KeyType.EC_P256);
  private static final AtomicLong NUMBER = new AtomicLong();
  static final Actor ADMIN =
      new Actor("user:ada", Optional.of("request-1"), Optional.of("192.0.2.7"));

  final Catalog catalog;
  final String accountId;
  final String divisionId;
  final String authorityId;
  final String templateId;
  final String profileId;
  final String authenticationPolicyId;

  private Domain(Store store, String name, Plan plan) {
    catalog = store.catalog();
    accountId = catalog.accounts().create(ADMIN, name, plan).id();
    divisionId = catalog.accounts().createDivision(ADMIN, accountId, "Plant", "").id();
    authorityId = Identifiers.next(Instant.now());
    var rootId = Identifiers.next(Instant.now());
    store
        .authorities()
        .add(
            new StoredAuthority(
                rootId,
                accountId,
                "Root",
                Optional.empty(),
                Kind.ROOT,
                ROOT.certificate(),
                new byte[] {1},
                true));
    store
        .authorities()
        .add(
            new StoredAuthority(
                authorityId,
                accountId,
                "Issuing",
                Optional.of(rootId),
                Kind.ISSUING,
                ISSUING.certificate(),
                new byte[] {2},
                true));
    var profile = ShippedProfiles.deviceClient();
    templateId =
        catalog.profiles().createTemplate(ADMIN, Optional.of(accountId), "Device", "", profile);
    profileId =
        catalog
            .profiles()
            .create(
                ADMIN, new Profiles.Draft(accountId, templateId, "Sensor", "", profile, Set.of()));
    authenticationPolicyId =
        catalog.authenticationPolicies().create(ADMIN, divisionId, "Line 1", "");
  }

  static Domain in(Store store) {
    return new Domain(store, "Acme", Plan.ESSENTIALS);
  }

  /** Returns one whose account may have devices. */
  static Domain withDevices(Store store) {
    return new Domain(store, "Acme", Plan.ADVANCED);
  }

  static Domain named(Store store, String account) {
    return new Domain(store, account, Plan.ESSENTIALS);
  }

  PolicyDraft policy(String name) {
    return PolicyDraft.forEst(name, divisionId, authenticationPolicyId, profileId, authorityId);
  }

  /** Adds a passcode whose verifier is {@link #verifier} of its name. */
  String passcode(Terms terms) {
    return catalog
        .authenticationPolicies()
        .addPasscode(
            ADMIN,
            authenticationPolicyId,
            terms,
            verifier(terms.name()),
            "abcde",
            Optional.empty());
  }

  static byte[] verifier(String text) {
    return sha256(text);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a certificate of its own. */
  static Certificate certificate() {
    return new HeldCertificate.Builder()
        .commonName("device-" + NUMBER.incrementAndGet())
        .keyPair(DEVICE_KEY)
        .signedBy(ISSUING)
        .build()
        .certificate();
  }

  Issuance issuance(Optional<String> credentialId) {
    return issuance(credentialId, certificate());
  }

  Issuance issuance(Optional<String> credentialId, Certificate certificate) {
    var id = Identifiers.next(Instant.now());
    return new Issuance(
        id,
        certificate,
        authorityId,
        "IOT_test",
        profileId,
        accountId,
        divisionId,
        credentialId,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        event("certificate.simpleenroll", id));
  }

  /** Returns the same issuance as a request that may be made again for ten minutes. */
  static Issuance repeatable(Issuance issuance, String request) {
    var since = issuance.event().at().minus(Duration.ofMinutes(10));
    return new Issuance(
        issuance.certificateId(),
        issuance.certificate(),
        issuance.authorityId(),
        issuance.policyId(),
        issuance.profileId(),
        issuance.accountId(),
        issuance.divisionId(),
        issuance.credentialId(),
        issuance.usageLimit(),
        issuance.renewedCertificateId(),
        Optional.of(new Issuance.Resubmission(sha256(request), since)),
        issuance.event());
  }

  AuditEvent event(String action, String resourceId) {
    return new AuditEvent(
        Instant.now(),
        "credential:x",
        action,
        AuditEvent.Outcome.SUCCESS,
        Optional.empty(),
        Optional.of(accountId),
        Optional.of(divisionId),
        Optional.of("certificate"),
        Optional.of(resourceId),
        Optional.of("request-" + resourceId),
        Optional.of("192.0.2.1"),
        Map.of("policy", "IOT_test"));
  }

  /** Returns everything that is in the audit log of the node {@code main}. */
  List<AuditEvent> events(Store store) {
    var events = new ArrayList<AuditEvent>();
    store.audit().events("main", 0).forEachRemaining(chained -> events.add(chained.event()));
    return events;
  }
}
