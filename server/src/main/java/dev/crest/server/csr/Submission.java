package dev.crest.server.csr;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.estwire.EstOperation;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.KeyType;
import dev.crest.server.auth.Caller;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.Grant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/**
 * What the checks look at.
 *
 * @param request the CSR
 * @param extensions what it asks for, as far as that could be read
 * @param grant what the caller may have
 * @param bindings of the connection
 * @param askedKey the type of key asked for by name; empty where the CSR's key shows it
 * @param device the device that the request is for
 */
record Submission(
    CertificationRequest request,
    Optional<Extensions> extensions,
    Grant grant,
    ChannelBindings bindings,
    Optional<KeyType> askedKey,
    DeviceLookup device) {

  CertificateManagementPolicy policy() {
    return grant.policy();
  }

  Profile profile() {
    return grant.policy().profile();
  }

  /**
   * Whether the server makes the key, so that the CSR's own key and signature count for nothing.
   */
  boolean generatesKey() {
    return grant.operation() == EstOperation.SERVERKEYGEN;
  }

  /** Whether names come from a certificate that is being renewed. */
  boolean renews() {
    return grant.renewed().isPresent();
  }

  /** Whether the key is that of the certificate being renewed, so that it was judged before. */
  boolean keepsKey() {
    return grant
        .renewed()
        .filter(renewed -> renewed.certificate().publicKeyInfo().equals(request.publicKey()))
        .isPresent();
  }

  Optional<Extension> extension(ASN1ObjectIdentifier oid) {
    return extensions.map(all -> all.getExtension(oid));
  }

  /** Returns the values that the caller's credential supplies for a field. */
  List<String> supplied(String field) {
    return grant.credential().map(Credential::registeredValues).orElse(List.of()).stream()
        .filter(value -> value.match() == Match.SUPPLY && value.field().equals(field))
        .flatMap(value -> value.values().stream())
        .toList();
  }

  /**
   * Returns an attribute of the device that the request is for; empty where there is no device, or
   * it has no such attribute.
   *
   * @param name such as {@code serial_number}
   */
  Optional<String> deviceAttribute(String name) {
    return device.attribute(name, this);
  }

  /**
   * Returns the values that a rule takes in place of the request's: those that the credential
   * supplies, else the device's attribute, each where the rule names that source.
   *
   * @param field the rule's
   * @param attribute the name of the device's attribute
   */
  List<String> instead(Set<Source> sources, String field, Optional<String> attribute) {
    var supplied = sources.contains(Source.REGISTERED_VALUE) ? supplied(field) : List.<String>of();
    return supplied.isEmpty() && sources.contains(Source.DEVICE_ATTRIBUTE)
        ? attribute.flatMap(this::deviceAttribute).stream().toList()
        : supplied;
  }

  /**
   * Returns the type of key to generate: the one that the CSR's key shows where the policy lets the
   * requester choose and the profile allows it, else the policy's, else the profile's. Only types
   * with a name can be asked for, so nobody makes the server search for 16384-bit primes.
   */
  Optional<KeyType> keyToGenerate() {
    if (!generatesKey()) {
      return Optional.empty();
    }
    var keys = profile().keys();
    var asked =
        policy().requesterChoosesKeyType()
            ? askedKey.or(this::shownKey).filter(keys::allows)
            : Optional.<KeyType>empty();
    return asked
        .or(() -> policy().defaultKeyType().filter(keys::allows))
        .or(() -> Optional.of(keys.preferred()));
  }

  private Optional<KeyType> shownKey() {
    return grant.caller() instanceof Caller.Operator
        ? Optional.empty()
        : KeyType.of(request.publicKey());
  }

  /** Returns the type of the key that is going to be certified, where it is known. */
  Optional<KeyType> certifiedKeyType() {
    return generatesKey() ? keyToGenerate() : KeyType.of(request.publicKey());
  }
}
