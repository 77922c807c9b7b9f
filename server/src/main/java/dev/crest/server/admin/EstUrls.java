package dev.crest.server.admin;

import dev.crest.estwire.CaLabel;
import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.server.est.EstSettings;
import dev.crest.server.policy.CertificateManagementPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Every URL at which a policy serves EST.
 *
 * @param policy by the policy's id
 * @param labels by each label
 * @param defaultPolicy without a label, where the policy is the default
 */
record EstUrls(Hosts policy, Map<String, Hosts> labels, Optional<Hosts> defaultPolicy) {
  /**
   * The URLs of both hosts.
   *
   * @param publicHost for passcodes; certificates are taken too
   * @param clientAuthHost for certificates
   */
  record Hosts(Operations publicHost, Operations clientAuthHost) {}

  /** The URL of each operation. */
  record Operations(
      String cacerts,
      String csrattrs,
      String simpleenroll,
      String simplereenroll,
      String serverkeygen) {}

  static EstUrls of(CertificateManagementPolicy policy, EstSettings settings) {
    var labels = new TreeMap<String, Hosts>();
    policy
        .labels()
        .forEach(label ->
            labels.put(label, hosts(new PolicySelector.Label(new CaLabel(label)), settings)));
    return new EstUrls(
        hosts(new PolicySelector.Policy(policy.id()), settings),
        labels,
        policy.isDefault()
            ? Optional.of(hosts(new PolicySelector.Default(), settings))
            : Optional.empty());
  }

  static Hosts hosts(PolicySelector selector, EstSettings settings) {
    return new Hosts(
        operations(selector, settings::publicUrl), operations(selector, settings::clientAuthUrl));
  }

  private static Operations operations(PolicySelector selector, Function<EstTarget, String> url) {
    return new Operations(
        url.apply(new EstTarget(EstOperation.CACERTS, selector)),
        url.apply(new EstTarget(EstOperation.CSRATTRS, selector)),
        url.apply(new EstTarget(EstOperation.SIMPLEENROLL, selector)),
        url.apply(new EstTarget(EstOperation.SIMPLEREENROLL, selector)),
        url.apply(new EstTarget(EstOperation.SERVERKEYGEN, selector)));
  }
}
