package dev.crest.server.csr;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.SubjectAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;

/** Reads the subject of a CSR: which listed attributes it asks for, in its order. */
final class AskedSubject {
  private static final int MOST_ATTRIBUTES = 64;

  /** Attributes that a name has several of by their nature. */
  private static final Set<SubjectAttribute> SEVERAL =
      Set.of(SubjectAttribute.DOMAIN_COMPONENT, SubjectAttribute.ORGANIZATION_UNIT);

  /** An attribute asked for; never with an empty text. */
  record Asked(SubjectAttribute attribute, NameText value) {}

  private final Map<SubjectAttribute, SubjectRule> rules;
  private final boolean dropUnlisted;
  private final Draft draft;
  private final List<Asked> asked = new ArrayList<>();

  private AskedSubject(
      Map<SubjectAttribute, SubjectRule> rules, boolean dropUnlisted, Draft draft) {
    this.rules = rules;
    this.dropUnlisted = dropUnlisted;
    this.draft = draft;
  }

  /** Returns what is asked for and listed; everything else is dropped or a fault. */
  static List<Asked> read(
      X500Name subject,
      Map<SubjectAttribute, SubjectRule> rules,
      boolean dropUnlisted,
      Draft draft) {
    var reader = new AskedSubject(rules, dropUnlisted, draft);
    var names = subject.getRDNs();
    if (names.length > MOST_ATTRIBUTES) {
      draft.fault("subject-malformed", "subject", "The subject has too many attributes.");
      return List.of();
    }
    for (var name : names) {
      if (name.isMultiValued()) {
        draft.fault(
            "subject-multi-valued",
            "subject",
            "A relative distinguished name of the subject has several attributes; give each its"
                + " own.");
      } else {
        reader.attribute(name.getFirst());
      }
    }
    return reader.asked;
  }

  private void attribute(AttributeTypeAndValue attribute) {
    var known = SubjectAttribute.of(attribute.getType());
    var field =
        known
            .map(SubjectAttribute::field)
            .orElseGet(() -> "subject." + attribute.getType().getId());
    var text = NameText.read(attribute.getValue());
    if (text.isPresent() && text.get().text().isEmpty()) {
      // An empty value is what prompts leave behind; it asks for nothing.
      return;
    }
    if (known.filter(this::listed).isEmpty()) {
      unlisted(field);
    } else if (text.isEmpty()) {
      draft.fault(
          "subject-string-type", field, field + " must be a UTF8String or PrintableString.");
    } else {
      listed(known.get(), text.get());
    }
  }

  private void listed(SubjectAttribute attribute, NameText text) {
    if (!SEVERAL.contains(attribute)
        && asked.stream().anyMatch(other -> other.attribute() == attribute)) {
      var field = attribute.field();
      draft.fault("subject-duplicate", field, field + " is there more than once.");
    } else {
      asked.add(new Asked(attribute, text));
    }
  }

  private boolean listed(SubjectAttribute attribute) {
    var rule = rules.get(attribute);
    return rule != null && rule.include() != Include.NO;
  }

  private void unlisted(String field) {
    if (dropUnlisted) {
      draft.drop(field);
    } else {
      draft.fault("field-not-allowed", field, field + " is not allowed by the profile.");
    }
  }
}
