package dev.crest.ca.profile;

import dev.crest.ca.profile.Profile.CertificatePolicy;
import dev.crest.ca.profile.Profile.ExtendedKeyUsageRule;
import dev.crest.ca.profile.Profile.KeyRule;
import dev.crest.ca.profile.Profile.KeyUsageRule;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.Profile.Validity;
import java.util.List;
import java.util.Optional;

/** A good profile, any part of which can be replaced before it is made. Not thread-safe. */
public final class ProfileDraft {
  private List<SubjectRule> subject;
  private List<SanRule> names;
  private boolean commonNameToDns;
  private KeyUsageRule keyUsage;
  private ExtendedKeyUsageRule extendedKeyUsage;
  private boolean basicConstraints;
  private List<CertificatePolicy> policies;
  private KeyRule keys;
  private Optional<String> signatureAlgorithm;
  private Validity validity;
  private int serialOctets;
  private Renewal renewal;

  private ProfileDraft(Profile profile) {
    subject = profile.subject();
    names = profile.subjectAltNames();
    commonNameToDns = profile.commonNameToDns();
    keyUsage = profile.keyUsage();
    extendedKeyUsage = profile.extendedKeyUsage();
    basicConstraints = profile.basicConstraints();
    policies = profile.certificatePolicies();
    keys = profile.keys();
    signatureAlgorithm = profile.signatureAlgorithm();
    validity = profile.validity();
    serialOctets = profile.serialOctets();
    renewal = profile.renewal();
  }

  public static ProfileDraft good() {
    return new ProfileDraft(ShippedProfiles.deviceClient());
  }

  public ProfileDraft subject(SubjectRule... rules) {
    subject = List.of(rules);
    return this;
  }

  public ProfileDraft names(SanRule... rules) {
    names = List.of(rules);
    return this;
  }

  public ProfileDraft commonNameToDns(boolean copied) {
    commonNameToDns = copied;
    return this;
  }

  public ProfileDraft keyUsage(KeyUsageRule rule) {
    keyUsage = rule;
    return this;
  }

  public ProfileDraft usages(String... required) {
    return extendedKeyUsage(new ExtendedKeyUsageRule(List.of(required), List.of(), false));
  }

  public ProfileDraft extendedKeyUsage(ExtendedKeyUsageRule rule) {
    extendedKeyUsage = rule;
    return this;
  }

  public ProfileDraft basicConstraints(boolean written) {
    basicConstraints = written;
    return this;
  }

  public ProfileDraft policies(CertificatePolicy... written) {
    policies = List.of(written);
    return this;
  }

  public ProfileDraft keys(KeyRule rule) {
    keys = rule;
    return this;
  }

  public ProfileDraft signatureAlgorithm(String name) {
    signatureAlgorithm = Optional.of(name);
    return this;
  }

  public ProfileDraft validity(Validity length) {
    validity = length;
    return this;
  }

  public ProfileDraft serialOctets(int octets) {
    serialOctets = octets;
    return this;
  }

  public ProfileDraft renewal(Renewal rule) {
    renewal = rule;
    return this;
  }

  public Profile build() {
    return new Profile(
        subject,
        names,
        false,
        commonNameToDns,
        keyUsage,
        extendedKeyUsage,
        basicConstraints,
        policies,
        keys,
        signatureAlgorithm,
        validity,
        serialOctets,
        renewal);
  }
}
