package dev.crest.server.csr;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import java.util.ArrayList;
import java.util.HashSet;
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
    commonName(submission, draft, names);
    for (var name : names) {
      name.problem()
          .ifPresentOrElse(
              problem -> draft.fault("san-value", name.type().field(), problem),
              () -> draft.value(name.type().field(), name.text()));
    }
    submission.profile().subjectAltNames().forEach(rule -> count(rule, names, draft));
    if (!names.isEmpty() && !draft.faulty("san")) {
      draft.subjectAltNames(Optional.of(encode(names)));
    }
  }

  private static List<SanName> asked(Submission submission, Draft draft) {
    var names = new ArrayList<SanName>();
    var supplied = supplied(submission);
    var seen = new HashSet<String>();
    for (var name : AskedNames.read(submission, draft)) {
      if (supplied.stream().anyMatch(s -> s.type() == name.type() && !s.key().equals(name.key()))) {
        draft.drop(name.type().field());
      } else if (!seen.add(name.type() + name.key())) {
        draft.drop(name.type().field() + " (twice)");
      } else {
        names.add(name);
      }
    }
    supplied.stream().filter(name -> seen.add(name.type() + name.key())).forEach(names::add);
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

  /** Copies the common name where it is a host name, is not there yet, and there is room for it. */
  private static void commonName(Submission submission, Draft draft, List<SanName> names) {
    if (!submission.profile().commonNameToDns()) {
      return;
    }
    long hosts = names.stream().filter(name -> name.type() == SanType.DNS).count();
    boolean room =
        submission.profile().subjectAltNames().stream()
            .filter(rule -> rule.type() == SanType.DNS)
            .allMatch(rule -> rule.include() != Include.NO && hosts < rule.most());
    if (room) {
      draft.values(SubjectAttribute.COMMON_NAME.field()).stream()
          .filter(DnsName::valid)
          .map(text -> new SanName(SanType.DNS, text))
          .filter(name ->
              names.stream().noneMatch(n -> n.type() == SanType.DNS && n.key().equals(name.key())))
          .forEach(names::add);
    }
  }

  private static void count(SanRule rule, List<SanName> names, Draft draft) {
    var field = rule.type().field();
    long count = names.stream().filter(name -> name.type() == rule.type()).count();
    if (rule.include() != Include.NO && count > rule.most()) {
      draft.fault(
          "san-too-many", field, field + " may be there at most " + rule.most() + " times.");
    }
    if (count == 0 && rule.include() == Include.REQUIRED && !draft.faulty(field)) {
      draft.missing(field);
    }
  }

  private static GeneralNames encode(List<SanName> names) {
    return new GeneralNames(names.stream().map(SanName::encode).toArray(GeneralName[]::new));
  }
}
