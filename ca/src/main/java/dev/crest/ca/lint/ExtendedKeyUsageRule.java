package dev.crest.ca.lint;

import dev.crest.ca.profile.ExtendedKeyUsages;
import java.util.Optional;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;

/**
 * CERT-15, S-RA-04: no usage twice, and none that speaks for a CA; the CA's own services may be a
 * registration authority (S-TLS-15), nothing else of these.
 */
final class ExtendedKeyUsageRule implements Rule {
  @Override
  public String id() {
    return "extended-key-usage";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.12";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension = candidate.typed(Extension.extendedKeyUsage, ExtendedKeyUsage.class);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    var usages = extension.get().getUsages();
    if (extension.get().size() != usages.length) {
      return Optional.of("extendedKeyUsage names a usage twice");
    }
    for (var usage : usages) {
      if (ExtendedKeyUsages.reserved(usage.getId())
          && !allowed(candidate.purpose(), usage.getId())) {
        return Optional.of("extendedKeyUsage has " + ExtendedKeyUsages.title(usage.getId()));
      }
    }
    return Optional.empty();
  }

  private static boolean allowed(Purpose purpose, String usage) {
    return purpose == Purpose.SERVICE && usage.equals(ExtendedKeyUsages.CMC_RA);
  }
}
