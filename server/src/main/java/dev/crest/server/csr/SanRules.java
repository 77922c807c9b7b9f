package dev.crest.server.csr;

import dev.crest.ca.issuance.SubjectAltNames;
import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.SanType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The subject alternative names as the profile has them (A-26, CERT-09): each of a listed form,
 * well written, as many as are allowed, once. Names that the credential supplies take the place of
 * the CSR's of that form. Runs after {@link SubjectRules}, since the common name may become a host
 * name too. What the CSR says of criticality is not taken over.
 */
final class SanRules implements Check {
  @Override
  public void examine(Submission submission, Draft draft) {
    if (submission.renews()) {
      return;
    }
    var names = asked(submission, draft);
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

  private static List<SanName> asked(Submission submission, Draft draft) {
    var names = new ArrayList<SanName>();
    var supplied = supplied(submission);
    for (var name : AskedNames.read(submission, draft)) {
      boolean replaced = supplied.stream().anyMatch(other -> other.type() == name.type());
      if (replaced && supplied.stream().noneMatch(name::same)) {
        draft.drop(name.type().field());
      } else if (!replaced && names.stream().anyMatch(name::same)) {
        draft.drop(name.type().field() + " (twice)");
      } else if (!replaced) {
        names.add(name);
      }
    }
    names.addAll(supplied);
    return names;
  }

  private static List<SanName> supplied(Submission submission) {
    return submission.profile().subjectAltNames().stream()
        .filter(rule -> rule.include() != Include.NO)
        .flatMap(rule ->
            submission.supplied(rule.type().field()).stream()
                .map(text -> new SanName(rule.type(), text.strip())))
        .toList();
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
      draft.missing(field);
    }
  }

  private static GeneralNames encode(List<SanName> names) {
    return new GeneralNames(names.stream().map(SanName::encode).toArray(GeneralName[]::new));
  }
}
