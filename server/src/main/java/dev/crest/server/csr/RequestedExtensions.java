package dev.crest.server.csr;

import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.StrictDer;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/**
 * What extensions a CSR may ask for (S-ENROLL-04, A-25): SAN, key usage and extended key usage
 * within the profile, which other checks look at, and a basicConstraints that says what is true
 * anyway. All others are the profile's business: asked for as critical they are refused, since the
 * requester would rather have no certificate than one without; else they are left out, which the
 * audit record says. No extension is ever copied.
 */
final class RequestedExtensions implements Check {
  private static final int MOST_EXTENSIONS = 64;

  private static final Set<ASN1ObjectIdentifier> LOOKED_AT_ELSEWHERE =
      Set.of(Extension.subjectAlternativeName, Extension.keyUsage, Extension.extendedKeyUsage);

  private static final Map<ASN1ObjectIdentifier, String> FIELDS =
      Map.ofEntries(
          Map.entry(Extension.subjectKeyIdentifier, "extension.subject_key_identifier"),
          Map.entry(Extension.authorityKeyIdentifier, "extension.authority_key_identifier"),
          Map.entry(Extension.basicConstraints, "extension.basic_constraints"),
          Map.entry(Extension.certificatePolicies, "extension.certificate_policies"),
          Map.entry(Extension.policyMappings, "extension.policy_mappings"),
          Map.entry(Extension.policyConstraints, "extension.policy_constraints"),
          Map.entry(Extension.inhibitAnyPolicy, "extension.inhibit_any_policy"),
          Map.entry(Extension.nameConstraints, "extension.name_constraints"),
          Map.entry(Extension.issuerAlternativeName, "extension.issuer_alternative_name"),
          Map.entry(Extension.subjectDirectoryAttributes, "extension.subject_directory_attributes"),
          Map.entry(Extension.cRLDistributionPoints, "extension.crl_distribution_points"),
          Map.entry(Extension.freshestCRL, "extension.freshest_crl"),
          Map.entry(Extension.authorityInfoAccess, "extension.authority_information_access"),
          Map.entry(Extension.subjectInfoAccess, "extension.subject_information_access"));

  @Override
  public void examine(Submission submission, Draft draft) {
    submission.extensions().ifPresent(extensions -> examine(extensions, draft));
  }

  private static void examine(Extensions extensions, Draft draft) {
    var oids = extensions.getExtensionOIDs();
    if (oids.length > MOST_EXTENSIONS) {
      draft.fault(
          "extension-not-allowed",
          RequestAttribute.EXTENSION_REQUEST.field(),
          "The request asks for too many extensions.");
      return;
    }
    for (var oid : oids) {
      var extension = extensions.getExtension(oid);
      if (oid.equals(Extension.basicConstraints)) {
        basicConstraints(extension, draft);
      } else if (!LOOKED_AT_ELSEWHERE.contains(oid)) {
        other(extension, draft);
      }
    }
  }

  private static void basicConstraints(Extension extension, Draft draft) {
    var field = field(extension);
    try {
      var constraints =
          BasicConstraints.getInstance(StrictDer.read(extension.getExtnValue().getOctets()));
      if (constraints.isCA() || constraints.getPathLenConstraint() != null) {
        draft.fault(
            "extension-not-allowed", field, "A CA certificate cannot be enrolled this way.");
      }
    } catch (MalformedInput | IllegalArgumentException | IllegalStateException e) {
      draft.fault(
          "extension-malformed", field, "The basicConstraints extension is not well-formed.");
    }
  }

  private static void other(Extension extension, Draft draft) {
    var field = field(extension);
    if (extension.isCritical()) {
      draft.fault(
          "extension-not-allowed",
          field,
          "The extension is asked for as critical, but is not granted to a request.");
    } else {
      draft.drop(field);
    }
  }

  private static String field(Extension extension) {
    var known = FIELDS.get(extension.getExtnId());
    return known == null ? "extension." + extension.getExtnId().getId() : known;
  }
}
