package dev.crest.server.csr;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.SanType;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.StrictDer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Reads the subjectAltName that a CSR asks for: which listed names, in its order. */
final class AskedNames {
  private static final int MOST_NAMES = 256;

  private final Map<SanType, SanRule> rules = new EnumMap<>(SanType.class);
  private final boolean dropUnlisted;
  private final Draft draft;
  private final List<SanName> asked = new ArrayList<>();

  private AskedNames(Submission submission, Draft draft) {
    submission.profile().subjectAltNames().forEach(rule -> rules.put(rule.type(), rule));
    this.dropUnlisted = submission.profile().dropUnlisted();
    this.draft = draft;
  }

  /** Returns what is asked for and listed; everything else is dropped or a fault. */
  static List<SanName> read(Submission submission, Draft draft) {
    var reader = new AskedNames(submission, draft);
    submission.extension(Extension.subjectAlternativeName).ifPresent(reader::extension);
    return reader.asked;
  }

  private void extension(Extension extension) {
    GeneralName[] names;
    try {
      names =
          GeneralNames.getInstance(StrictDer.read(extension.getExtnValue().getOctets())).getNames();
    } catch (MalformedInput | IllegalArgumentException | IllegalStateException e) {
      draft.fault("san-malformed", "san", "The subject alternative name is not well-formed.");
      return;
    }
    if (names.length == 0 || names.length > MOST_NAMES) {
      draft.fault(
          "san-malformed",
          "san",
          "A subject alternative name has from 1 to " + MOST_NAMES + " names.");
      return;
    }
    for (var name : names) {
      name(name);
    }
  }

  private void name(GeneralName name) {
    var type = SanName.type(name);
    if (type.isEmpty() || !listed(type.get())) {
      unlisted(SanName.field(name));
      return;
    }
    var field = type.get().field();
    SanName.read(type.get(), name)
        .ifPresentOrElse(
            asked::add, () -> draft.fault("san-value", field, field + " is not well-formed."));
  }

  private boolean listed(SanType type) {
    var rule = rules.get(type);
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
