package dev.crest.server.est;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.SanType;
import dev.crest.estwire.CertificationRequestInfoTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * What csrattrs says about a policy: that, and only that, which a certification request must have
 * to be accepted, so that a client which follows it gets its certificate (S-ATTR-12).
 *
 * <p>Everything is said twice, in the list of RFC 8951 §4 for old clients and in the template of
 * RFC 9908 §3.4, which newer ones use alone. Names that a client is to fill in fit only the
 * template: the list can demand an extension by its whole value (RFC 9908 §3.2), and a profile
 * never knows that. Attributes that the server can supply by itself are not asked for.
 */
public final class AdvertisedAttributes {
  private static final ASN1ObjectIdentifier CHALLENGE_PASSWORD =
      PKCSObjectIdentifiers.pkcs_9_at_challengePassword;

  private AdvertisedAttributes() {}

  /** Describes a policy; empty where every request would do. */
  public static CsrAttributes of(CertificateManagementPolicy policy) {
    var profile = policy.profile();
    var key = AdvertisedKey.of(profile.keys().allowed());
    var subject = requiredSubject(profile);
    var extensions = requiredNames(profile).stream().toList();
    List<ASN1ObjectIdentifier> challenges =
        policy.channelBinding() == ChannelBinding.REQUIRED
            ? List.of(CHALLENGE_PASSWORD)
            : List.of();

    var entries = new ArrayList<Entry>();
    challenges.forEach(oid -> entries.add(new Entry.Oid(oid)));
    key.ifPresent(k -> entries.add(k.attribute()));
    subject.forEach(oid -> entries.add(new Entry.Oid(oid)));
    key.flatMap(AdvertisedKey::signature).ifPresent(oid -> entries.add(new Entry.Oid(oid)));
    if (!entries.isEmpty() || !extensions.isEmpty()) {
      entries.add(template(subject, key.map(AdvertisedKey::template), extensions, challenges));
    }
    return new CsrAttributes(entries);
  }

  private static Entry template(
      List<ASN1ObjectIdentifier> subject,
      Optional<KeyTemplate> key,
      List<ExtensionTemplate> extensions,
      List<ASN1ObjectIdentifier> challenges) {
    var names = subject.stream().map(oid -> new NameEntry(oid, Optional.empty())).toList();
    return new CertificationRequestInfoTemplate(names, key, extensions, challenges).attribute();
  }

  private static List<ASN1ObjectIdentifier> requiredSubject(Profile profile) {
    return profile.subject().stream()
        .filter(rule -> rule.include() == Include.REQUIRED)
        .filter(rule -> rule.sources().contains(Profile.Source.CSR))
        .filter(rule -> !rule.sources().contains(Profile.Source.FIXED_VALUE))
        .map(rule -> rule.attribute().oid())
        .toList();
  }

  /** The subjectAltName that is to be filled in, where the profile requires any name in it. */
  private static Optional<ExtensionTemplate> requiredNames(Profile profile) {
    var allowed =
        profile.subjectAltNames().stream()
            .filter(rule -> rule.include() != Include.NO)
            .filter(rule -> rule.sources().contains(Profile.Source.CSR))
            .toList();
    if (allowed.stream()
        .noneMatch(rule ->
            rule.include() == Include.REQUIRED
                && !rule.sources().contains(Profile.Source.FIXED_VALUE))) {
      return Optional.empty();
    }
    // A placeholder stands for exactly one name and leaves no room for others (RFC 9908 §3.4).
    boolean onlyAddress = allowed.size() == 1 && allowed.getFirst().type() == SanType.IP;
    Optional<ASN1Encodable> value = onlyAddress ? Optional.of(anyAddress()) : Optional.empty();
    return Optional.of(new ExtensionTemplate(Extension.subjectAlternativeName, false, value));
  }

  private static GeneralNames anyAddress() {
    return new GeneralNames(
        new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[0])));
  }
}
