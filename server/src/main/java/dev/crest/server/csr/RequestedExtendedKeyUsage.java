package dev.crest.server.csr;

import dev.crest.ca.profile.ExtendedKeyUsages;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.StrictDer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Extended key usages that a CSR asks for (RFC 5280 §4.2.1.12), by the same rule as key usages.
 * Some make their holder a part of the PKI; no request gets those, whatever the profile lists as
 * optional (CERT-15, S-RA-04).
 */
final class RequestedExtendedKeyUsage implements Check {
  private static final String FIELD = "extension.extended_key_usage";

  @Override
  public void examine(Submission submission, Draft draft) {
    var extension = submission.extension(Extension.extendedKeyUsage);
    if (extension.isEmpty()) {
      return;
    }
    var usages = usages(extension.get());
    if (usages.isEmpty()) {
      draft.fault("extension-malformed", FIELD, "The extKeyUsage extension is not well-formed.");
    } else {
      grant(usages.get(), submission, draft);
    }
  }

  private static void grant(Set<String> asked, Submission submission, Draft draft) {
    var rule = submission.profile().extendedKeyUsage();
    if (asked.stream().anyMatch(ExtendedKeyUsages::reserved)) {
      draft.fault(
          "extended-key-usage-not-allowed",
          FIELD,
          "The request asks for an extended key usage that no request is granted.");
      return;
    }
    var granted = new LinkedHashSet<>(asked);
    granted.removeIf(oid -> !rule.required().contains(oid) && !rule.optional().contains(oid));
    if (granted.isEmpty()) {
      draft.fault(
          "extended-key-usage-not-allowed",
          FIELD,
          "The profile allows none of the extended key usages that the request asks for.");
      return;
    }
    if (!granted.equals(asked)) {
      draft.drop(FIELD);
    }
    granted.removeAll(rule.required());
    draft.extendedKeyUsage(Set.copyOf(granted));
  }

  /** Returns the usages, at least one; or empty where they cannot be read. */
  private static Optional<Set<String>> usages(Extension extension) {
    try {
      var usages = new LinkedHashSet<String>();
      for (var usage :
          ExtendedKeyUsage.getInstance(StrictDer.read(extension.getExtnValue().getOctets()))
              .getUsages()) {
        usages.add(usage.getId());
      }
      return usages.isEmpty() ? Optional.empty() : Optional.of(usages);
    } catch (MalformedInput | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }
}
