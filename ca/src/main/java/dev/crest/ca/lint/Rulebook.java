package dev.crest.ca.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every rule there is. All of them run before each signature (CERT-21), so each must be quick.
 * Thread-safe.
 */
public final class Rulebook {
  /** A rule that does not hold, and what is wrong. */
  public record Breach(Rule rule, String message) {}

  private static final List<Rule> RULES =
      List.of(
          new VersionRule(),
          new SerialNumberRule(),
          new SignatureAlgorithmRule(),
          new IssuerNameRule(),
          new ValidityEncodingRule(),
          new ValidityOrderRule(),
          new IssuerLifetimeRule(),
          new SubjectPresenceRule(),
          new RelativeNamesRule(),
          new SubjectStringsRule(),
          new SubjectBoundsRule(),
          new PublicKeyRule(),
          new UniqueIdentifiersRule(),
          new DuplicateExtensionRule(),
          new KnownExtensionsRule(),
          new ExtensionSyntaxRule(),
          new CriticalityRule(),
          new DerRule(),
          new AuthorityKeyIdentifierRule(),
          new SubjectKeyIdentifierRule(),
          new BasicConstraintsRule(),
          new PathLengthRule(),
          new KeyUsageRule(),
          new KeyUsageFitsKeyRule(),
          new ExtendedKeyUsageRule(),
          new SubjectAltNameRule(),
          new DnsNameRule(),
          new IpAddressRule(),
          new MailboxRule(),
          new UriNameRule(),
          new OtherNameRule(),
          new NameConstraintsRule(),
          new IssuerConstraintsRule(),
          new CertificatePoliciesRule(),
          new CrlDistributionPointsRule(),
          new AuthorityInformationAccessRule(),
          new NoRevAvailRule());

  private Rulebook() {}

  /** Returns all rules, in the order of the fields of a certificate. */
  public static List<Rule> rules() {
    return RULES;
  }

  /** Applies all rules and returns those that don't hold; empty for a good certificate. */
  public static List<Breach> breaches(Candidate candidate) {
    List<Breach> breaches = List.of();
    for (var rule : RULES) {
      var message = apply(rule, candidate);
      if (message.isPresent()) {
        if (breaches.isEmpty()) {
          breaches = new ArrayList<>();
        }
        breaches.add(new Breach(rule, message.get()));
      }
    }
    return List.copyOf(breaches);
  }

  /** Inner structures are read when a rule comes to them; what cannot be read, breaks the rule. */
  private static Optional<String> apply(Rule rule, Candidate candidate) {
    try {
      return rule.check(candidate);
    } catch (IllegalArgumentException
        | IllegalStateException
        | ArithmeticException
        | ClassCastException e) {
      return Optional.of("has something in it that cannot be read");
    }
  }
}
