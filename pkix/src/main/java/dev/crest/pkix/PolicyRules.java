package dev.crest.pkix;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyConstraints;

/**
 * Certificate policies along a path (RFC 5280 §6.1, as updated by RFC 9618), with any policy
 * acceptable to the user. Then all that matters is whether the policy graph has become empty, and
 * for that its lowest level is enough: which policies a next certificate may name. So the work is
 * linear in the size of the certificates (CERT-22). For one use by one thread.
 */
final class PolicyRules {
  private static final ASN1ObjectIdentifier ANY = new ASN1ObjectIdentifier("2.5.29.32.0");

  // The lowest level: for each of its policies, those that the next certificate may name for it.
  private Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> level = new HashMap<>();
  private boolean any = true;
  private int explicitPolicy;
  private int policyMapping;
  private int inhibitAny;

  PolicyRules(int pathLength) {
    explicitPolicy = pathLength + 1;
    policyMapping = pathLength + 1;
    inhibitAny = pathLength + 1;
  }

  /** RFC 5280 §6.1.3 (d) to (f). */
  void process(Certificate certificate, boolean selfIssuedAuthority) {
    var stated =
        certificate
            .extensions()
            .parsed(Extension.certificatePolicies, CertificatePolicies::getInstance);
    if (stated.isPresent()) {
      descend(stated.get(), inhibitAny > 0 || selfIssuedAuthority);
    } else {
      level = new HashMap<>();
      any = false;
    }
    checkExplicit();
  }

  private void descend(CertificatePolicies stated, boolean anyAllowed) {
    var expected = new HashSet<ASN1ObjectIdentifier>();
    level.values().forEach(expected::addAll);
    var next = new HashMap<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>>();
    boolean saysAny = false;
    for (var information : stated.getPolicyInformation()) {
      var policy = information.getPolicyIdentifier();
      if (policy.equals(ANY)) {
        saysAny = true;
      } else if (any || expected.contains(policy)) {
        next.put(policy, Set.of(policy));
      }
    }
    boolean passes = saysAny && anyAllowed;
    if (passes) {
      expected.forEach(policy -> next.putIfAbsent(policy, Set.of(policy)));
    }
    any = any && passes;
    level = next;
  }

  /** RFC 5280 §6.1.4 (a), (b), (h) to (j). */
  void prepareNext(Certificate certificate, boolean selfIssued) {
    var extensions = certificate.extensions();
    extensions.parsed(Extension.policyMappings, ASN1Sequence::getInstance).ifPresent(this::map);
    if (!selfIssued) {
      explicitPolicy = Math.max(explicitPolicy - 1, 0);
      policyMapping = Math.max(policyMapping - 1, 0);
      inhibitAny = Math.max(inhibitAny - 1, 0);
    }
    extensions
        .parsed(Extension.policyConstraints, PolicyConstraints::getInstance)
        .ifPresent(this::constrain);
    extensions
        .parsed(Extension.inhibitAnyPolicy, ASN1Integer::getInstance)
        .ifPresent(skip -> inhibitAny = lower(inhibitAny, skip.getValue()));
  }

  private void map(ASN1Sequence mappings) {
    var targets = new HashMap<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>>();
    for (var element : mappings) {
      var pair = ASN1Sequence.getInstance(element);
      var issuer = ASN1ObjectIdentifier.getInstance(pair.getObjectAt(0));
      var subject = ASN1ObjectIdentifier.getInstance(pair.getObjectAt(1));
      PathRules.require(
          !issuer.equals(ANY) && !subject.equals(ANY),
          "a CA certificate above it maps the policy anyPolicy");
      targets.computeIfAbsent(issuer, policy -> new HashSet<>()).add(subject);
    }
    targets.forEach((policy, subjects) -> {
      if (policyMapping == 0) {
        level.remove(policy);
      } else if (any || level.containsKey(policy)) {
        level.put(policy, subjects);
      }
    });
  }

  private void constrain(PolicyConstraints constraints) {
    var explicit = constraints.getRequireExplicitPolicyMapping();
    if (explicit != null) {
      explicitPolicy = lower(explicitPolicy, explicit);
    }
    var mapping = constraints.getInhibitPolicyMapping();
    if (mapping != null) {
      policyMapping = lower(policyMapping, mapping);
    }
  }

  /** RFC 5280 §6.1.5 (a), (b), (g). */
  void wrapUp(Certificate endEntity) {
    explicitPolicy = Math.max(explicitPolicy - 1, 0);
    endEntity
        .extensions()
        .parsed(Extension.policyConstraints, PolicyConstraints::getInstance)
        .map(PolicyConstraints::getRequireExplicitPolicyMapping)
        .filter(skip -> skip.signum() == 0)
        .ifPresent(skip -> explicitPolicy = 0);
    checkExplicit();
  }

  private void checkExplicit() {
    PathRules.require(
        explicitPolicy > 0 || any || !level.isEmpty(),
        "a CA in the path asks for a certificate policy that the path does not have");
  }

  private static int lower(int present, BigInteger skip) {
    return skip.min(BigInteger.valueOf(present)).max(BigInteger.ZERO).intValue();
  }
}
