package dev.crest.server.csr;

import dev.crest.ca.issuance.CertificateContent;
import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * What a certificate of a profile would hold for names that somebody makes up, to show it; it is
 * checked for its form alone, and nothing is ever issued of it. Pure functions; thread-safe.
 */
public final class ExampleContent {
  private static final String HOST = "device-0001.example.com";

  private ExampleContent() {}

  /**
   * Makes up what is not given: fixed values are the profile's, all else is an example.
   *
   * @param given values by field, such as {@code subject.common_name} and {@code san.dns_name}
   * @throws Refused {@code INVALID} naming every field that the profile does not allow, or whose
   *     value cannot be
   */
  public static CertificateContent of(
      Profile profile, Map<String, List<String>> given, SubjectPublicKeyInfo key) {
    var faults = new ArrayList<Fault>();
    unknown(profile, given, faults);
    var subject = subject(profile, given, faults);
    var names = names(profile, given, faults);
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, "example", faults);
    }
    return new CertificateContent(
        subject,
        names.isEmpty()
            ? Optional.empty()
            : Optional.of(new GeneralNames(names.toArray(GeneralName[]::new))),
        key,
        Set.of(),
        Set.of(),
        Optional.empty());
  }

  private static X500Name subject(
      Profile profile, Map<String, List<String>> given, List<Fault> faults) {
    var subject = new X500NameBuilder(BCStyle.INSTANCE);
    for (var rule : profile.subject()) {
      if (rule.include() != Include.NO) {
        var attribute = rule.attribute();
        var texts =
            given.getOrDefault(
                attribute.field(), List.of(rule.fixedValue().orElse(example(attribute))));
        for (var text : texts) {
          var value = NameText.of(text);
          var problem =
              value.text().isEmpty()
                  ? Optional.of(attribute.field() + " is empty.")
                  : SubjectValue.problem(attribute, value);
          problem.ifPresent(message -> faults.add(fault(attribute.field(), message)));
          if (problem.isEmpty()) {
            subject.addRDN(attribute.oid(), SubjectValue.encode(attribute, value));
          }
        }
      }
    }
    return subject.build();
  }

  private static void unknown(
      Profile profile, Map<String, List<String>> given, List<Fault> faults) {
    for (var field : given.keySet()) {
      boolean allowed =
          profile.subject().stream()
                  .anyMatch(rule ->
                      rule.include() != Include.NO && rule.attribute().field().equals(field))
              || profile.subjectAltNames().stream()
                  .anyMatch(
                      rule -> rule.include() != Include.NO && rule.type().field().equals(field));
      if (!allowed) {
        faults.add(fault(field, "is not a name that certificates of this profile have"));
      }
    }
  }

  private static List<GeneralName> names(
      Profile profile, Map<String, List<String>> given, List<Fault> faults) {
    var names = new ArrayList<GeneralName>();
    for (var rule : profile.subjectAltNames()) {
      if (rule.include() != Include.NO) {
        var field = rule.type().field();
        var texts =
            given.getOrDefault(field, List.of(rule.fixedValue().orElse(example(rule.type()))));
        for (var text : texts) {
          var name = new SanName(rule.type(), text.strip());
          var problem = name.problem();
          problem.ifPresent(message -> faults.add(fault(field, message)));
          if (problem.isEmpty()) {
            names.add(name.encode());
          }
        }
      }
    }
    return names;
  }

  private static Fault fault(String field, String message) {
    return Fault.of("names." + field, message);
  }

  private static String example(SubjectAttribute attribute) {
    return switch (attribute) {
      case COMMON_NAME -> HOST;
      case SERIAL_NUMBER -> "SN-0001";
      case ORGANIZATION_NAME -> "Example Ltd";
      case ORGANIZATION_UNIT -> "Devices";
      case COUNTRY -> "XX";
      case STATE -> "Example State";
      case LOCALITY -> "Exampletown";
      case STREET_ADDRESS -> "1 Example Street";
      case POSTAL_CODE -> "00000";
      case EMAIL -> "device-0001@example.com";
      case DOMAIN_COMPONENT -> "example";
      case DESCRIPTION -> "An example";
      case DN_QUALIFIER, UNIQUE_IDENTIFIER -> "0001";
      case UNSTRUCTURED_NAME -> HOST;
      case UNSTRUCTURED_ADDRESS -> "192.0.2.1";
    };
  }

  private static String example(SanType type) {
    return switch (type) {
      case DNS -> HOST;
      case IP -> "192.0.2.1";
      case URI -> "urn:example:device-0001";
      case EMAIL -> "device-0001@example.com";
      case UPN -> "device-0001@example.com";
      case REGISTERED_ID -> "1.3.6.1.4.1.32473.1";
      case HARDWARE_MODULE_NAME -> "1.3.6.1.4.1.32473.1:30303031";
    };
  }
}
