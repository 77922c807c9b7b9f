package dev.crest.server.policy;

import dev.crest.ca.profile.ExtendedKeyUsages;
import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.Validity;
import dev.crest.ca.profile.SanType;
import dev.crest.pkix.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is allowed in a profile but probably not meant: above all certificates that their device
 * cannot renew, because it cannot authenticate with them here. Pure functions; thread-safe.
 */
public final class ProfileWarnings {
  private final Profile profile;
  private final List<ProfileWarning> warnings = new ArrayList<>();

  private ProfileWarnings(Profile profile) {
    this.profile = profile;
  }

  /**
   * One thing to think about.
   *
   * @param code stable kebab-case code
   * @param field the field of the profile's JSON that it is about, such as {@code keys.allowed}
   * @param message a sentence
   */
  public record ProfileWarning(String code, String field, String message) {}

  /** Returns every warning about a profile; none for one that nothing is to be said of. */
  public static List<ProfileWarning> of(Profile profile) {
    var check = new ProfileWarnings(profile);
    check.keys();
    check.purpose();
    check.names();
    check.renewal();
    return List.copyOf(check.warnings);
  }

  private void warn(boolean worth, String code, String field, String message) {
    if (worth) {
      warnings.add(new ProfileWarning(code, field, message));
    }
  }

  /** What BoringSSL takes from clients, see decision 16. */
  private void keys() {
    var never =
        profile.keys().allowed().stream()
            .filter(type ->
                switch (type) {
                  case ED25519, ED448, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> true;
                  case EC_P256, EC_P384, EC_P521, RSA_2048, RSA_3072, RSA_4096 -> false;
                })
            .map(KeyType::title)
            .collect(Collectors.joining(", "));
    warn(
        !never.isEmpty(),
        "key-type-without-client-authentication",
        "keys.allowed",
        "Certificates for keys of type "
            + never
            + " cannot authenticate a TLS client to this server: their devices can enrol, but not"
            + " renew with them.");
    warn(
        profile.keys().allows(KeyType.EC_P521),
        "key-type-with-tls-1.2-only",
        "keys.allowed",
        "Certificates for keys of type "
            + KeyType.EC_P521.title()
            + " authenticate a TLS client to this server with TLS 1.2 only: devices that speak"
            + " TLS 1.3 can enrol, but not renew with them.");
  }

  private void purpose() {
    var usages = profile.extendedKeyUsage();
    boolean any = usages.required().isEmpty() && usages.optional().isEmpty();
    boolean client =
        any
            || usages.required().contains(ExtendedKeyUsages.CLIENT_AUTH)
            || usages.optional().contains(ExtendedKeyUsages.CLIENT_AUTH);
    boolean renews = profile.renewal().when() != Renewal.When.NEVER;
    warn(
        renews && !client,
        "no-client-authentication",
        "extended_key_usage",
        "Certificates without the extended key usage of client authentication cannot be renewed"
            + " with simplereenroll, which they would have to authenticate.");
    warn(
        renews && !profile.keyUsage().required().contains(KeyUsageBit.DIGITAL_SIGNATURE),
        "no-digital-signature",
        "key_usage.required",
        "Certificates without digitalSignature cannot authenticate a TLS client, so that they"
            + " cannot be renewed with simplereenroll.");
    warn(
        usages.required().contains(ExtendedKeyUsages.SERVER_AUTH)
            && !profile.commonNameToDns()
            && !allowed(SanType.DNS)
            && !allowed(SanType.IP),
        "server-without-names",
        "subject_alt_names",
        "Clients look for a server's name in its subject alternative names only, but the profile"
            + " allows neither host names nor addresses there.");
  }

  private boolean allowed(SanType type) {
    return profile.subjectAltNames().stream()
        .anyMatch(rule -> rule.type() == type && rule.include() != Include.NO);
  }

  private void names() {
    warn(
        profile.subject().stream().allMatch(rule -> rule.include() == Include.NO)
            && profile.subjectAltNames().stream().allMatch(rule -> rule.include() == Include.NO),
        "no-names",
        "subject",
        "The profile allows no name at all, but a certificate must name something: every request"
            + " will be refused.");
    for (int i = 0; i < profile.subject().size(); i++) {
      var rule = profile.subject().get(i);
      device("subject[" + i + "]", rule.attribute().field(), rule.include(), rule.sources());
    }
    for (int i = 0; i < profile.subjectAltNames().size(); i++) {
      var rule = profile.subjectAltNames().get(i);
      device("subject_alt_names[" + i + "]", rule.type().field(), rule.include(), rule.sources());
    }
  }

  private void device(String at, String name, Include include, Set<Source> sources) {
    warn(
        include == Include.REQUIRED && sources.equals(Set.of(Source.DEVICE_ATTRIBUTE)),
        "only-for-devices",
        at + ".sources",
        name
            + " can come from a device only: requests at an address without a device group will be"
            + " refused.");
  }

  private void renewal() {
    warn(
        profile.renewal().when() == Renewal.When.ONLY_IN_WINDOW
            && profile.validity() instanceof Validity.Span span
            && profile.renewal().windowBefore().compareTo(span.usual()) >= 0,
        "window-longer-than-validity",
        "renewal.window_before",
        "The window is as long as the usual validity: renewal is allowed at any time.");
  }
}
