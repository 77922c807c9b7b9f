package dev.crest.ca.profile;

import dev.crest.ca.profile.Profile.ExtendedKeyUsageRule;
import dev.crest.ca.profile.Profile.KeyRule;
import dev.crest.ca.profile.Profile.KeyUsageRule;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.Profile.Validity;
import dev.crest.pkix.KeyType;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the templates hold that every installation starts with ({@link ShippedTemplate}). */
public final class ShippedProfiles {
  /** RFC 5280 §4.1.2.5: what stands for a certificate that never expires. */
  public static final Instant NEVER_EXPIRES = Instant.parse("9999-12-31T23:59:59Z");

  private static final int SERIAL_OCTETS = 20;

  private ShippedProfiles() {}

  /**
   * A device that authenticates as a TLS client. Every subject attribute that {@code openssl req}
   * asks for is allowed and none is demanded, so that its default answers (C, ST and O) pass. The
   * key types are those that can do TLS client authentication with this server.
   */
  public static Profile deviceClient() {
    return device(List.of(ExtendedKeyUsages.CLIENT_AUTH), false);
  }

  /** A device that is both TLS client and TLS server; its common name becomes a dNSName. */
  public static Profile deviceClientAndServer() {
    return device(List.of(ExtendedKeyUsages.CLIENT_AUTH, ExtendedKeyUsages.SERVER_AUTH), true);
  }

  /** A TLS server: a common name is demanded and becomes a dNSName where it is one. */
  public static Profile server() {
    return new Profile(
        List.of(
            rule(SubjectAttribute.COMMON_NAME, Include.REQUIRED),
            optional(SubjectAttribute.ORGANIZATION_NAME),
            optional(SubjectAttribute.ORGANIZATION_UNIT),
            optional(SubjectAttribute.LOCALITY),
            optional(SubjectAttribute.STATE),
            optional(SubjectAttribute.COUNTRY)),
        List.of(
            new SanRule(SanType.DNS, Include.OPTIONAL, 50),
            new SanRule(SanType.IP, Include.OPTIONAL, 20)),
        false,
        true,
        new KeyUsageRule(
            Set.of(KeyUsageBit.DIGITAL_SIGNATURE), Set.of(KeyUsageBit.KEY_ENCIPHERMENT), true),
        new ExtendedKeyUsageRule(List.of(ExtendedKeyUsages.SERVER_AUTH), List.of(), false),
        false,
        List.of(),
        keys(),
        Optional.empty(),
        new Validity.Span(Duration.ofDays(90), Duration.ofHours(1), Duration.ofDays(398)),
        SERIAL_OCTETS,
        renewal());
  }

  /**
   * The identity that a device leaves its maker with (IEEE 802.1AR-2018 §8): a serial number is
   * demanded, it may name the hardware module, serves for any purpose, does not expire and is not
   * renewed.
   */
  public static Profile initialDeviceIdentity() {
    return new Profile(
        List.of(
            rule(SubjectAttribute.SERIAL_NUMBER, Include.REQUIRED),
            optional(SubjectAttribute.COMMON_NAME),
            optional(SubjectAttribute.COUNTRY),
            optional(SubjectAttribute.ORGANIZATION_NAME),
            optional(SubjectAttribute.ORGANIZATION_UNIT)),
        List.of(new SanRule(SanType.HARDWARE_MODULE_NAME, Include.OPTIONAL, 1)),
        false,
        false,
        new KeyUsageRule(
            Set.of(KeyUsageBit.DIGITAL_SIGNATURE), Set.of(KeyUsageBit.KEY_ENCIPHERMENT), true),
        new ExtendedKeyUsageRule(List.of(), List.of(), false),
        false,
        List.of(),
        keys(),
        Optional.empty(),
        new Validity.Until(NEVER_EXPIRES),
        SERIAL_OCTETS,
        new Renewal(
            Renewal.When.NEVER, Duration.ofDays(30), Duration.ZERO, Renewal.KeyPair.EITHER));
  }

  /**
   * The identity that a device gets where it is used (IEEE 802.1AR-2018 §8): a TLS client, a server
   * too where it asks for that.
   */
  public static Profile localDeviceIdentity() {
    return new Profile(
        List.of(
            optional(SubjectAttribute.COMMON_NAME),
            optional(SubjectAttribute.SERIAL_NUMBER),
            optional(SubjectAttribute.COUNTRY),
            optional(SubjectAttribute.STATE),
            optional(SubjectAttribute.LOCALITY),
            optional(SubjectAttribute.ORGANIZATION_NAME),
            optional(SubjectAttribute.ORGANIZATION_UNIT)),
        List.of(
            new SanRule(SanType.DNS, Include.OPTIONAL, 10),
            new SanRule(SanType.IP, Include.OPTIONAL, 10),
            new SanRule(SanType.URI, Include.OPTIONAL, 10),
            new SanRule(SanType.HARDWARE_MODULE_NAME, Include.OPTIONAL, 1),
            new SanRule(SanType.REGISTERED_ID, Include.OPTIONAL, 1)),
        false,
        false,
        new KeyUsageRule(
            Set.of(KeyUsageBit.DIGITAL_SIGNATURE),
            Set.of(KeyUsageBit.KEY_ENCIPHERMENT, KeyUsageBit.KEY_AGREEMENT),
            true),
        new ExtendedKeyUsageRule(
            List.of(ExtendedKeyUsages.CLIENT_AUTH), List.of(ExtendedKeyUsages.SERVER_AUTH), false),
        false,
        List.of(),
        keys(),
        Optional.empty(),
        new Validity.Span(Duration.ofDays(365), Duration.ofHours(1), Duration.ofDays(3650)),
        SERIAL_OCTETS,
        renewal());
  }

  /** A person: a common name is demanded; signs in, and signs mail and in to Windows on demand. */
  public static Profile user() {
    return new Profile(
        List.of(
            rule(SubjectAttribute.COMMON_NAME, Include.REQUIRED),
            optional(SubjectAttribute.EMAIL),
            optional(SubjectAttribute.ORGANIZATION_UNIT),
            optional(SubjectAttribute.ORGANIZATION_NAME),
            optional(SubjectAttribute.LOCALITY),
            optional(SubjectAttribute.STATE),
            optional(SubjectAttribute.COUNTRY)),
        List.of(
            new SanRule(SanType.EMAIL, Include.OPTIONAL, 5),
            new SanRule(SanType.UPN, Include.OPTIONAL, 1)),
        false,
        false,
        new KeyUsageRule(
            Set.of(KeyUsageBit.DIGITAL_SIGNATURE),
            Set.of(
                KeyUsageBit.NON_REPUDIATION,
                KeyUsageBit.KEY_ENCIPHERMENT,
                KeyUsageBit.KEY_AGREEMENT),
            true),
        new ExtendedKeyUsageRule(
            List.of(ExtendedKeyUsages.CLIENT_AUTH),
            List.of(ExtendedKeyUsages.EMAIL_PROTECTION, ExtendedKeyUsages.SMARTCARD_LOGON),
            false),
        false,
        List.of(),
        keys(),
        Optional.empty(),
        new Validity.Span(Duration.ofDays(365), Duration.ofHours(1), Duration.ofDays(1095)),
        SERIAL_OCTETS,
        renewal());
  }

  private static Profile device(List<String> usages, boolean commonNameToDns) {
    return new Profile(
        List.of(
            optional(SubjectAttribute.COUNTRY),
            optional(SubjectAttribute.STATE),
            optional(SubjectAttribute.LOCALITY),
            optional(SubjectAttribute.ORGANIZATION_NAME),
            optional(SubjectAttribute.ORGANIZATION_UNIT),
            optional(SubjectAttribute.COMMON_NAME),
            optional(SubjectAttribute.SERIAL_NUMBER),
            optional(SubjectAttribute.EMAIL)),
        List.of(
            new SanRule(SanType.DNS, Include.OPTIONAL, 10),
            new SanRule(SanType.IP, Include.OPTIONAL, 10),
            new SanRule(SanType.URI, Include.OPTIONAL, 10),
            new SanRule(SanType.EMAIL, Include.OPTIONAL, 10),
            new SanRule(SanType.HARDWARE_MODULE_NAME, Include.OPTIONAL, 1)),
        false,
        commonNameToDns,
        new KeyUsageRule(
            Set.of(KeyUsageBit.DIGITAL_SIGNATURE),
            Set.of(KeyUsageBit.KEY_ENCIPHERMENT, KeyUsageBit.KEY_AGREEMENT),
            true),
        new ExtendedKeyUsageRule(usages, List.of(), false),
        false,
        List.of(),
        keys(),
        Optional.empty(),
        new Validity.Span(Duration.ofDays(365), Duration.ofHours(1), Duration.ofDays(3650)),
        SERIAL_OCTETS,
        renewal());
  }

  private static SubjectRule optional(SubjectAttribute attribute) {
    return rule(attribute, Include.OPTIONAL);
  }

  /** A value that the request gives, or the credential in its place. */
  private static SubjectRule rule(SubjectAttribute attribute, Include include) {
    return new SubjectRule(
        attribute, include, Set.of(Source.CSR, Source.REGISTERED_VALUE), Optional.empty());
  }

  private static KeyRule keys() {
    return new KeyRule(
        EnumSet.of(
            KeyType.EC_P256, KeyType.EC_P384, KeyType.RSA_2048, KeyType.RSA_3072, KeyType.RSA_4096),
        KeyType.EC_P256);
  }

  private static Renewal renewal() {
    return new Renewal(
        Renewal.When.ANY_TIME, Duration.ofDays(30), Duration.ZERO, Renewal.KeyPair.EITHER);
  }
}
