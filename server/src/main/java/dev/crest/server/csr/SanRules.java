package dev.crest.server.csr;

import dev.crest.ca.issuance.SubjectAltNames;
import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.SanType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The subject alternative names as the profile has them (A-26, CERT-09): each of a listed form,
 * well written, as many as are allowed, once. Names that the credential supplies, or else the
 * device's attribute, take the place of the CSR's of that form; the fixed one is for where there is
 * no other. Runs after {@link SubjectRules}, since the common name may become a host name too. What
 * the CSR says of criticality is not taken over.
 */
final class SanRules implements Check {
  @Override
  public void examine(Submission submission, Draft draft) {
    if (submission.renews()) {
      return;
    }
    var names = gathered(submission, draft);
    submission.profile().subjectAltNames().forEach(rule -> atMost(rule, names, draft));
    if (submission.profile().commonNameToDns()) {
      SubjectAltNames.hostName(draft.subject())
          .map(host -> new SanName(SanType.DNS, host))
          .filter(host -> names.stream().noneMatch(host::same))
          .ifPresent(names::add);
    }
    for (var name : names) {
      name.problem()
          .ifPresentOrElse(
              problem -> draft.fault("san-value", name.type().field(), problem),
              () -> draft.value(name.type().field(), name.text()));
    }
    submission.profile().subjectAltNames().forEach(rule -> required(rule, draft));
    if (!names.isEmpty() && !draft.faulty("san")) {
      draft.subjectAltNames(Optional.of(encode(names)));
    }
  }

  /** A form that is allowed, with the names that come in place of the CSR's. */
  private record Form(SanRule rule, List<SanName> instead) {
    static Form of(SanRule rule, Submission submission) {
      var texts = submission.instead(rule.sources(), rule.type().field(), rule.deviceAttribute());
      return new Form(
          rule, texts.stream().map(text -> new SanName(rule.type(), text.strip())).toList());
    }

    boolean fromRequest() {
      return instead.isEmpty() && rule.sources().contains(Source.CSR);
    }

    /** Returns the names for where the CSR's do not count, or there are none. */
    List<SanName> others() {
      return instead.isEmpty()
          ? rule.fixedValue().map(text -> new SanName(rule.type(), text)).stream().toList()
          : instead;
    }
  }

  /** Returns the names of the CSR that count, in its order, and behind them all others. */
  private static List<SanName> gathered(Submission submission, Draft draft) {
    var forms = new EnumMap<SanType, Form>(SanType.class);
    for (var rule : submission.profile().subjectAltNames()) {
      if (rule.include() != Include.NO) {
        forms.put(rule.type(), Form.of(rule, submission));
      }
    }
    var names = new ArrayList<SanName>();
    for (var name : AskedNames.read(submission, draft)) {
      var form = Objects.requireNonNull(forms.get(name.type()));
      if (form.fromRequest()) {
        if (names.stream().anyMatch(name::same)) {
          draft.drop(name.type().field() + " (twice)");
        } else {
          names.add(name);
        }
      } else if (form.others().stream().noneMatch(name::same)) {
        draft.drop(name.type().field());
      }
    }
    for (var form : forms.values()) {
      if (names.stream().noneMatch(name -> name.type() == form.rule().type())) {
        names.addAll(form.others());
      }
    }
    return names;
  }

  private static void atMost(SanRule rule, List<SanName> names, Draft draft) {
    var field = rule.type().field();
    long count = names.stream().filter(name -> name.type() == rule.type()).count();
    if (rule.include() != Include.NO && count > rule.most()) {
      draft.fault(
          "san-too-many", field, field + " may be there at most " + rule.most() + " times.");
    }
  }

  private static void required(SanRule rule, Draft draft) {
    var field = rule.type().field();
    if (rule.include() == Include.REQUIRED
        && draft.values(field).isEmpty()
        && !draft.faulty(field)) {
      if (rule.sources().contains(Source.CSR)) {
        draft.missing(field);
      } else {
        draft.missingElsewhere(field);
      }
    }
  }

  private static GeneralNames encode(List<SanName> names) {
    return new GeneralNames(names.stream().map(SanName::encode).toArray(GeneralName[]::new));
  }
}
