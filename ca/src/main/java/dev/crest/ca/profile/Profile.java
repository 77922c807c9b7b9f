package dev.crest.ca.profile;

import dev.crest.pkix.KeyType;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a certificate of a kind looks like: what a request may ask for, what it gets, and what is
 * refused. A plain, immutable value; who may use it is not its business.
 *
 * <p>The parts are checked together when a profile is made, so that everything wrong with it is
 * said at once; a part alone is only a piece of an answer. End-entity profiles never contain what
 * speaks for a CA (CERT-14, CERT-15, S-RA-04).
 *
 * @param subject rules for subject attributes; an attribute without a rule is not allowed
 * @param subjectAltNames rules for SAN forms; a form without a rule is not allowed
 * @param dropUnlisted drop names that no rule allows instead of refusing the request
 * @param commonNameToDns add the common name as a dNSName where it is one
 * @param keyUsage key usage bits; bits that a key cannot do (CERT-12) are left out when a
 *     certificate for it is made, so that one profile serves RSA and EC keys
 * @param extendedKeyUsage extended key usages
 * @param basicConstraints whether end-entity certificates carry an empty basicConstraints
 * @param certificatePolicies certificate policy OIDs
 * @param keys allowed keys
 * @param signatureAlgorithm name of the algorithm to sign with ({@link SignatureAlgorithms}), or
 *     empty for the issuer's usual one; an issuer whose key cannot do it issues nothing
 * @param validity how long
 * @param serialOctets length of serial numbers, 16 to 20
 * @param renewal when a certificate may be renewed
 */
public record Profile(
    List<SubjectRule> subject,
    List<SanRule> subjectAltNames,
    boolean dropUnlisted,
    boolean commonNameToDns,
    KeyUsageRule keyUsage,
    ExtendedKeyUsageRule extendedKeyUsage,
    boolean basicConstraints,
    List<CertificatePolicy> certificatePolicies,
    KeyRule keys,
    Optional<String> signatureAlgorithm,
    Validity validity,
    int serialOctets,
    Renewal renewal) {

  /** The longest span a certificate can be valid for: 100 years of 365 days. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  /** The longest text of a certificate policy's notice, in characters (RFC 5280 §4.2.1.4). */
  public static final int LONGEST_NOTICE = 200;

  /** The most names of one SAN form that a profile can allow. */
  public static final int MOST_NAMES = 100;

  /**
   * @throws InvalidProfile naming everything that is wrong
   */
  public Profile {
    subject = List.copyOf(subject);
    subjectAltNames = List.copyOf(subjectAltNames);
    certificatePolicies = List.copyOf(certificatePolicies);
    var check = new ProfileCheck();
    check.subject(subject, commonNameToDns);
    check.subjectAltNames(subjectAltNames);
    check.keyUsage(keyUsage, keys);
    check.extendedKeyUsage(extendedKeyUsage);
    check.certificatePolicies(certificatePolicies);
    check.keys(keys);
    check.signatureAlgorithm(signatureAlgorithm);
    check.validity(validity);
    check.serialOctets(serialOctets);
    check.renewal(renewal);
    check.finish();
  }

  /** Where a value may come from. */
  public enum Source {
    CSR,
    FIXED_VALUE,
    DEVICE_ATTRIBUTE,
    REGISTERED_VALUE
  }

  /**
   * One subject attribute.
   *
   * @param fixedValue set exactly when {@code FIXED_VALUE} is among the sources
   * @param deviceAttribute name of the device's attribute, such as {@code serial_number}; set
   *     exactly when {@code DEVICE_ATTRIBUTE} is among the sources
   */
  public record SubjectRule(
      SubjectAttribute attribute,
      Include include,
      Set<Source> sources,
      Optional<String> fixedValue,
      Optional<String> deviceAttribute) {
    public SubjectRule {
      sources = Set.copyOf(sources);
    }

    /** Makes a rule whose value comes from no device. */
    public SubjectRule(
        SubjectAttribute attribute,
        Include include,
        Set<Source> sources,
        Optional<String> fixedValue) {
      this(attribute, include, sources, fixedValue, Optional.empty());
    }
  }

  /**
   * One SAN form.
   *
   * @param most how many names of it are allowed
   * @param sources where its names come from
   * @param fixedValue as text ({@link SanType#accepts}); set exactly when {@code FIXED_VALUE} is
   *     among the sources
   * @param deviceAttribute name of the device's attribute; set exactly when {@code
   *     DEVICE_ATTRIBUTE} is among the sources
   */
  public record SanRule(
      SanType type,
      Include include,
      int most,
      Set<Source> sources,
      Optional<String> fixedValue,
      Optional<String> deviceAttribute) {
    /** Where names come from when nothing is said: the request, or the credential in its place. */
    public static final Set<Source> USUAL_SOURCES = Set.of(Source.CSR, Source.REGISTERED_VALUE);

    public SanRule {
      sources = Set.copyOf(sources);
    }

    /** Makes a rule with the usual sources. */
    public SanRule(SanType type, Include include, int most) {
      this(type, include, most, USUAL_SOURCES, Optional.empty(), Optional.empty());
    }
  }

  /** Bits always set, bits a request may ask for besides, and whether the extension is critical. */
  public record KeyUsageRule(
      Set<KeyUsageBit> required, Set<KeyUsageBit> optional, boolean critical) {
    public KeyUsageRule {
      required = Set.copyOf(required);
      optional = Set.copyOf(optional);
    }
  }

  /**
   * Usages always set and usages a request may ask for besides, as dotted OIDs. Neither means that
   * certificates carry no such extension.
   */
  public record ExtendedKeyUsageRule(
      List<String> required, List<String> optional, boolean critical) {
    public ExtendedKeyUsageRule {
      required = List.copyOf(required);
      optional = List.copyOf(optional);
    }
  }

  /**
   * A certificate policy (RFC 5280 §4.2.1.4).
   *
   * @param oid dotted
   * @param cpsUri where the certification practice statement is
   * @param userNotice a text to be shown to whoever relies on the certificate
   */
  public record CertificatePolicy(
      String oid, Optional<String> cpsUri, Optional<String> userNotice) {
    /** Makes one without a notice. */
    public CertificatePolicy(String oid, Optional<String> cpsUri) {
      this(oid, cpsUri, Optional.empty());
    }
  }

  /** Allowed key types and the one that server-side generation takes where nothing is said. */
  public record KeyRule(EnumSet<KeyType> allowed, KeyType preferred) {
    public KeyRule {
      allowed = EnumSet.copyOf(allowed);
    }

    /** Returns a copy. */
    @Override
    public EnumSet<KeyType> allowed() {
      return EnumSet.copyOf(allowed);
    }

    /** Whether keys of this type are allowed. */
    public boolean allows(KeyType type) {
      return allowed.contains(type);
    }
  }

  /** How long certificates are valid. */
  public sealed interface Validity {
    /** A span that a request may narrow or widen between {@code min} and {@code max}. */
    record Span(Duration usual, Duration min, Duration max) implements Validity {}

    /** The same end for all. */
    record Until(Instant end) implements Validity {}
  }

  /** When renewal is allowed, and with which key. */
  public record Renewal(When when, Duration windowBefore, Duration expiredGrace, KeyPair keyPair) {
    /** When a valid certificate may be renewed. */
    public enum When {
      ANY_TIME,
      ONLY_IN_WINDOW,
      NEVER
    }

    /** Which key the renewed certificate may have. */
    public enum KeyPair {
      SAME,
      NEW,
      EITHER
    }
  }
}
