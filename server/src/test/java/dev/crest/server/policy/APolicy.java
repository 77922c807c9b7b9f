package dev.crest.server.policy;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.pkix.KeyType;
import dev.crest.server.auth.ACredential;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Builds policies for tests. Left alone it makes an active default policy for EST whose profile
 * allows what {@code openssl req} asks for, DNS and IP names, and P-256, P-384 and RSA-2048 keys.
 */
public final class APolicy {
  public static final String ID = "IOT_00000000-0000-0000-0000-000000000001";

  private String id = ID;
  private boolean enabled = true;
  private boolean deleted;
  private Set<Method> methods = Set.of(Method.EST);
  private Restrictions restrictions = Restrictions.none();
  private KeypairGeneration generation = KeypairGeneration.CUSTOMIZABLE;
  private Optional<KeyType> defaultKeyType = Optional.empty();
  private boolean chooses = true;
  private Reenrollment reenrollment = Reenrollment.KEEP_IDENTITY;
  private ChannelBinding binding = ChannelBinding.OPTIONAL;
  private final List<SubjectRule> subject = new ArrayList<>();
  private final List<Profile.SanRule> names = new ArrayList<>();
  private boolean dropUnlisted;
  private boolean commonNameToDns;
  private Set<KeyUsageBit> keyUsage =
      Set.of(KeyUsageBit.KEY_ENCIPHERMENT, KeyUsageBit.KEY_AGREEMENT);
  private List<String> extendedKeyUsage = List.of("1.3.6.1.5.5.7.3.1");
  private EnumSet<KeyType> keys =
      EnumSet.of(KeyType.EC_P256, KeyType.EC_P384, KeyType.RSA_2048, KeyType.ED25519);
  private Optional<Profile> profile = Optional.empty();
  private Profile.Renewal renewal =
      new Profile.Renewal(
          Profile.Renewal.When.ANY_TIME,
          Duration.ofDays(30),
          Duration.ZERO,
          Profile.Renewal.KeyPair.EITHER);

  public APolicy() {
    Stream.of(
            SubjectAttribute.COUNTRY,
            SubjectAttribute.STATE,
            SubjectAttribute.LOCALITY,
            SubjectAttribute.ORGANIZATION_NAME,
            SubjectAttribute.ORGANIZATION_UNIT,
            SubjectAttribute.COMMON_NAME,
            SubjectAttribute.SERIAL_NUMBER,
            SubjectAttribute.EMAIL)
        .forEach(attribute -> subject(attribute, Include.OPTIONAL));
    san(SanType.DNS, Include.OPTIONAL, 3);
    san(SanType.IP, Include.OPTIONAL, 3);
  }

  public APolicy id(String value) {
    id = value;
    return this;
  }

  public APolicy disabled() {
    enabled = false;
    return this;
  }

  public APolicy deleted() {
    deleted = true;
    return this;
  }

  public APolicy methods(Method... values) {
    methods = Set.of(values);
    return this;
  }

  public APolicy restrictions(Restrictions value) {
    restrictions = value;
    return this;
  }

  public APolicy generation(KeypairGeneration value) {
    generation = value;
    return this;
  }

  public APolicy defaultKeyType(KeyType value) {
    defaultKeyType = Optional.of(value);
    return this;
  }

  public APolicy requesterDoesNotChoose() {
    chooses = false;
    return this;
  }

  public APolicy strictRenewal() {
    reenrollment = Reenrollment.RFC_7030;
    return this;
  }

  public APolicy bindingRequired() {
    binding = ChannelBinding.REQUIRED;
    return this;
  }

  public APolicy subject(SubjectAttribute attribute, Include include) {
    return subject(new SubjectRule(attribute, include, Set.of(Source.CSR), Optional.empty()));
  }

  public APolicy subject(SubjectRule rule) {
    subject.removeIf(known -> known.attribute() == rule.attribute());
    subject.add(rule);
    return this;
  }

  public APolicy san(SanType type, Include include, int most) {
    return san(new Profile.SanRule(type, include, most));
  }

  public APolicy san(Profile.SanRule rule) {
    names.removeIf(known -> known.type() == rule.type());
    names.add(rule);
    return this;
  }

  public APolicy withoutNames() {
    names.clear();
    return this;
  }

  public APolicy dropUnlisted() {
    dropUnlisted = true;
    return this;
  }

  public APolicy commonNameToDns() {
    commonNameToDns = true;
    return this;
  }

  public APolicy optionalKeyUsage(KeyUsageBit... bits) {
    keyUsage = Set.of(bits);
    return this;
  }

  public APolicy optionalExtendedKeyUsage(String... oids) {
    extendedKeyUsage = List.of(oids);
    return this;
  }

  public APolicy keys(KeyType first, KeyType... others) {
    keys = EnumSet.of(first, others);
    return this;
  }

  public APolicy renewal(
      Profile.Renewal.When when, Duration window, Duration grace, Profile.Renewal.KeyPair keyPair) {
    renewal = new Profile.Renewal(when, window, grace, keyPair);
    return this;
  }

  /** Takes a whole profile, whatever was said of its parts. */
  public APolicy profile(Profile value) {
    profile = Optional.of(value);
    return this;
  }

  public APolicy renewedKey(Profile.Renewal.KeyPair keyPair) {
    return renewal(renewal.when(), renewal.windowBefore(), renewal.expiredGrace(), keyPair);
  }

  public CertificateManagementPolicy build() {
    return new CertificateManagementPolicy(
        id,
        "policy",
        "division",
        "account",
        enabled,
        deleted,
        methods,
        Model.CERTIFICATE_ISSUANCE,
        List.of("label"),
        true,
        Optional.of(ACredential.HOME),
        restrictions,
        "profile",
        profile.orElseGet(this::ownProfile),
        "authority",
        generation,
        defaultKeyType,
        chooses,
        reenrollment,
        binding,
        Duration.ofMinutes(10));
  }

  private Profile ownProfile() {
    return new Profile(
        subject,
        names,
        dropUnlisted,
        commonNameToDns,
        new Profile.KeyUsageRule(Set.of(KeyUsageBit.DIGITAL_SIGNATURE), keyUsage, true),
        new Profile.ExtendedKeyUsageRule(List.of("1.3.6.1.5.5.7.3.2"), extendedKeyUsage, false),
        false,
        List.of(),
        new Profile.KeyRule(keys, keys.iterator().next()),
        Optional.empty(),
        new Profile.Validity.Span(Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(90)),
        20,
        renewal);
  }
}
