package dev.crest.server.hierarchy;

import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.server.refusal.Fault;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** A CA's name in certificates, from its attributes as an administrator gives them. */
public final class AuthoritySubject {
  private static final String PREFIX = "subject.";

  /** In the order of certificates: the widest first. */
  private static final List<SubjectAttribute> ATTRIBUTES =
      List.of(
          SubjectAttribute.COUNTRY,
          SubjectAttribute.STATE,
          SubjectAttribute.LOCALITY,
          SubjectAttribute.STREET_ADDRESS,
          SubjectAttribute.POSTAL_CODE,
          SubjectAttribute.ORGANIZATION_NAME,
          SubjectAttribute.ORGANIZATION_UNIT,
          SubjectAttribute.COMMON_NAME,
          SubjectAttribute.SERIAL_NUMBER);

  private AuthoritySubject() {}

  /** Returns the attributes that a CA's name may have, such as {@code common_name}. */
  public static List<String> attributes() {
    return ATTRIBUTES.stream().map(AuthoritySubject::key).toList();
  }

  /** Puts a name together, or adds what is wrong with the attributes. */
  static X500Name of(Map<String, String> attributes, List<Fault> faults) {
    attributes.keySet().stream()
        .filter(key -> !attributes().contains(key))
        .findAny()
        .ifPresent(unknown ->
            faults.add(
                Fault.of("subject", "has attributes of " + String.join(", ", attributes()))));
    if (!attributes.containsKey(key(SubjectAttribute.COMMON_NAME))) {
      faults.add(Fault.of(SubjectAttribute.COMMON_NAME.field(), "is needed"));
    }
    var name = new X500NameBuilder(BCStyle.INSTANCE);
    for (var attribute : ATTRIBUTES) {
      var value = attributes.get(key(attribute));
      if (value == null) {
        continue;
      }
      if (attribute.accepts(value) && value.equals(value.strip())) {
        name.addRDN(attribute.oid(), value);
      } else {
        faults.add(
            Fault.of(
                attribute.field(),
                "must have 1 to "
                    + attribute.maxLength()
                    + " characters of those that the attribute allows, and no space at either end"));
      }
    }
    return name.build();
  }

  private static String key(SubjectAttribute attribute) {
    return attribute.field().substring(PREFIX.length());
  }
}
