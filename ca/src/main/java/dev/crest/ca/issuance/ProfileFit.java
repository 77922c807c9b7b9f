package dev.crest.ca.issuance;

import dev.crest.ca.issuance.NotIssuable.Finding;
import dev.crest.ca.profile.ExtendedKeyUsages;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.SignatureAlgorithms;
import dev.crest.pkix.KeyType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * What of a content a profile has room for. The request checks have narrowed it already; a CA does
 * not rely on that.
 */
final class ProfileFit {
  private static final String CITATION = "Crest A-25";

  private ProfileFit() {}

  static List<Finding> findings(
      Profile profile, CertificateContent content, AlgorithmIdentifier algorithm) {
    var findings = new ArrayList<Finding>(0);
    if (KeyType.of(content.publicKey()).filter(type -> !profile.keys().allows(type)).isPresent()) {
      findings.add(new Finding("profile-key", CITATION, "the profile does not allow such a key"));
    }
    for (var bit : content.keyUsage()) {
      if (!profile.keyUsage().required().contains(bit)
          && !profile.keyUsage().optional().contains(bit)) {
        findings.add(
            new Finding(
                "profile-key-usage", CITATION, "the profile does not allow " + bit.title()));
      }
    }
    for (var usage : content.extendedKeyUsage()) {
      if (!profile.extendedKeyUsage().required().contains(usage)
          && !profile.extendedKeyUsage().optional().contains(usage)) {
        findings.add(
            new Finding(
                "profile-extended-key-usage",
                CITATION,
                "the profile does not allow the extended key usage " + shown(usage)));
      }
    }
    profile
        .signatureAlgorithm()
        .flatMap(SignatureAlgorithms::oid)
        .filter(wanted -> !wanted.equals(algorithm.getAlgorithm()))
        .ifPresent(wanted ->
            findings.add(
                new Finding(
                    "profile-signature-algorithm",
                    "Crest CERT-01",
                    "the profile wants "
                        + SignatureAlgorithms.name(wanted)
                        + ", which this CA's key cannot do; it signs with "
                        + SignatureAlgorithms.name(algorithm.getAlgorithm()))));
    return findings;
  }

  /** A dotted OID can be shown; anything else is foreign text. */
  private static String shown(String usage) {
    boolean dotted = usage.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    return dotted ? ExtendedKeyUsages.title(usage) : "asked for";
  }

  /**
   * Returns the profile's bits and those asked for that it allows, as far as the key can do them.
   */
  static Set<KeyUsageBit> keyUsage(
      Profile profile, CertificateContent content, Optional<KeyType> key) {
    var bits = EnumSet.noneOf(KeyUsageBit.class);
    bits.addAll(profile.keyUsage().required());
    for (var bit : content.keyUsage()) {
      if (profile.keyUsage().optional().contains(bit)) {
        bits.add(bit);
      }
    }
    key.ifPresent(type -> bits.removeIf(bit -> !bit.fits(type)));
    if (!bits.contains(KeyUsageBit.KEY_AGREEMENT)) {
      bits.remove(KeyUsageBit.ENCIPHER_ONLY);
      bits.remove(KeyUsageBit.DECIPHER_ONLY);
    }
    return bits;
  }

  /** Returns the profile's usages and those asked for that it allows, in the profile's order. */
  static List<String> extendedKeyUsage(Profile profile, CertificateContent content) {
    if (content.extendedKeyUsage().isEmpty()) {
      return profile.extendedKeyUsage().required();
    }
    var usages = new ArrayList<>(profile.extendedKeyUsage().required());
    for (var usage : profile.extendedKeyUsage().optional()) {
      if (content.extendedKeyUsage().contains(usage)) {
        usages.add(usage);
      }
    }
    return usages;
  }
}
