package dev.crest.ca.issuance;

import dev.crest.ca.profile.KeyUsageBit;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * What the requester gets named and certified: the outcome of the request checks, already narrowed
 * to the profile. Immutable.
 *
 * @param subject the subject, possibly empty
 * @param subjectAltNames at least one name where present
 * @param publicKey the key
 * @param keyUsage bits beyond the profile's required ones
 * @param extendedKeyUsage dotted OIDs beyond the profile's required ones
 * @param validity asked-for length; empty for the profile's usual one
 */
public record CertificateContent(
    X500Name subject,
    Optional<GeneralNames> subjectAltNames,
    SubjectPublicKeyInfo publicKey,
    Set<KeyUsageBit> keyUsage,
    Set<String> extendedKeyUsage,
    Optional<Duration> validity) {
  public CertificateContent {
    keyUsage = Set.copyOf(keyUsage);
    extendedKeyUsage = Set.copyOf(extendedKeyUsage);
  }
}
