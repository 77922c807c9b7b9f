package dev.crest.ca.issuance;

import dev.crest.ca.lint.HostName;
import dev.crest.ca.profile.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The alternative names that a certificate gets (RFC 5280 §4.2.1.6). */
public final class SubjectAltNames {
  private SubjectAltNames() {}

  /**
   * Returns the content's names, and behind them the common name as a dNSName where the profile
   * says so, it is a host name, and it is not there already.
   */
  static Optional<GeneralNames> of(Profile profile, CertificateContent content) {
    if (!profile.commonNameToDns()) {
      return content.subjectAltNames();
    }
    var names =
        content.subjectAltNames().map(given -> Arrays.asList(given.getNames())).orElse(List.of());
    var copied = hostName(content.subject()).filter(host -> !names(names, host));
    if (copied.isEmpty()) {
      return content.subjectAltNames();
    }
    var all = new ArrayList<>(names);
    all.add(new GeneralName(GeneralName.dNSName, copied.get()));
    return Optional.of(new GeneralNames(all.toArray(new GeneralName[0])));
  }

  /**
   * Returns the common name of a subject that has exactly one, where it is a host name: what {@code
   * commonNameToDns} adds.
   */
  public static Optional<String> hostName(X500Name subject) {
    var commonNames = subject.getRDNs(BCStyle.CN);
    if (commonNames.length != 1) {
      return Optional.empty();
    }
    for (var attribute : commonNames[0].getTypesAndValues()) {
      if (attribute.getType().equals(BCStyle.CN)
          && attribute.getValue() instanceof ASN1String text) {
        return Optional.of(text.getString()).filter(name -> HostName.fault(name).isEmpty());
      }
    }
    return Optional.empty();
  }

  private static boolean names(List<GeneralName> names, String host) {
    return names.stream()
        .anyMatch(name ->
            name.getTagNo() == GeneralName.dNSName
                && name.getName() instanceof ASN1String text
                && text.getString().equalsIgnoreCase(host));
  }
}
