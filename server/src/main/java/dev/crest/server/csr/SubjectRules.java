package dev.crest.server.csr;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.server.csr.AskedSubject.Asked;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The subject as the profile has it (S-ENROLL-10): the CSR's values are candidates only. What the
 * credential supplies comes first, then the device's attribute, then the CSR, then the fixed value,
 * each where the attribute's rule names that source. The order is the CSR's, additions behind it;
 * the encoding is new, so nothing of the CSR's bytes gets into a certificate.
 */
final class SubjectRules implements Check {
  @Override
  public void examine(Submission submission, Draft draft) {
    if (!submission.renews()) {
      new Naming(submission, draft).name();
    }
  }

  /** The naming of one subject. */
  private static final class Naming {
    private final Submission submission;
    private final Draft draft;
    private final Map<SubjectAttribute, SubjectRule> rules = new EnumMap<>(SubjectAttribute.class);
    private final List<Asked> asked;
    private final Set<SubjectAttribute> present = EnumSet.noneOf(SubjectAttribute.class);
    private final List<Asked> given = new ArrayList<>();

    Naming(Submission submission, Draft draft) {
      this.submission = submission;
      this.draft = draft;
      submission.profile().subject().forEach(rule -> rules.put(rule.attribute(), rule));
      this.asked =
          AskedSubject.read(
              submission.request().subject(), rules, submission.profile().dropUnlisted(), draft);
    }

    void name() {
      asked.forEach(this::give);
      for (var rule : submission.profile().subject()) {
        if (rule.include() != Include.NO && !present.contains(rule.attribute())) {
          complete(rule);
        }
      }
      encode();
    }

    /** Takes an asked value, or in its place what goes before it. */
    private void give(Asked one) {
      var rule = Objects.requireNonNull(rules.get(one.attribute()));
      if (fromRequest(rule)) {
        given.add(one);
        present.add(one.attribute());
        return;
      }
      var others = fromElsewhere(rule);
      if (!others.isEmpty() && present.add(one.attribute())) {
        given.addAll(others);
      }
      if (others.stream().noneMatch(other -> other.value().text().equals(one.value().text()))) {
        draft.drop(one.attribute().field());
      }
    }

    /** Gives an attribute that was not asked for. */
    private void complete(SubjectRule rule) {
      var others = fromElsewhere(rule);
      given.addAll(others);
      if (!others.isEmpty() || rule.include() != Include.REQUIRED) {
        return;
      }
      var field = rule.attribute().field();
      if (draft.faulty(field)) {
        return;
      }
      if (rule.sources().contains(Source.CSR)) {
        draft.missing(field);
      } else {
        draft.missingElsewhere(field);
      }
    }

    /** Whether the CSR's value is the one taken. */
    private boolean fromRequest(SubjectRule rule) {
      return rule.sources().contains(Source.CSR) && instead(rule).isEmpty();
    }

    private List<Asked> fromElsewhere(SubjectRule rule) {
      var instead = instead(rule);
      var texts =
          instead.isEmpty() && rule.sources().contains(Source.FIXED_VALUE)
              ? rule.fixedValue().stream().toList()
              : instead;
      return texts.isEmpty()
          ? List.of()
          : texts.stream()
              .map(NameText::of)
              .filter(value -> !value.text().isEmpty())
              .map(value -> new Asked(rule.attribute(), value))
              .toList();
    }

    private List<String> instead(SubjectRule rule) {
      return submission.instead(rule.sources(), rule.attribute().field(), rule.deviceAttribute());
    }

    private void encode() {
      var names = new ArrayList<RDN>();
      for (var one : given) {
        var problem = SubjectValue.problem(one.attribute(), one.value());
        if (problem.isPresent()) {
          draft.fault("subject-value", one.attribute().field(), problem.get());
        } else {
          draft.value(one.attribute().field(), SubjectValue.text(one.attribute(), one.value()));
          names.add(
              new RDN(
                  new AttributeTypeAndValue(
                      one.attribute().oid(), SubjectValue.encode(one.attribute(), one.value()))));
        }
      }
      draft.subject(new X500Name(names.toArray(new RDN[0])));
    }
  }
}
