package dev.crest.server.csr;

import dev.crest.ca.issuance.CertificateContent;
import dev.crest.pkix.FoundEncoding;
import dev.crest.pkix.KeyType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A certification request that passed every check for its grant. Made by {@link RequestChecks}
 * alone, so nothing unchecked can be signed. Immutable.
 */
public final class CheckedRequest {
  private final CertificateContent content;
  private final FoundEncoding encoding;
  private final Optional<KeyType> keyToGenerate;
  private final boolean linked;
  private final List<String> dropped;
  private final Map<String, List<String>> values;
  private final Optional<Map<String, List<String>>> identifying;

  CheckedRequest(
      CertificateContent content,
      FoundEncoding encoding,
      Optional<KeyType> keyToGenerate,
      boolean linked,
      List<String> dropped,
      Map<String, List<String>> values,
      Optional<Map<String, List<String>>> identifying) {
    this.content = content;
    this.encoding = encoding;
    this.keyToGenerate = keyToGenerate;
    this.linked = linked;
    this.dropped = List.copyOf(dropped);
    this.values = Map.copyOf(values);
    this.identifying = identifying.map(Map::copyOf);
  }

  /**
   * Returns what is to be certified, narrowed to the profile. For serverkeygen its key is the CSR's
   * and must not be certified.
   */
  public CertificateContent content() {
    return content;
  }

  /** Returns how the body was written. */
  public FoundEncoding encoding() {
    return encoding;
  }

  /** Returns the type of key to generate, for serverkeygen only. */
  public Optional<KeyType> keyToGenerate() {
    return keyToGenerate;
  }

  /** Whether the request was linked to its TLS session (RFC 7030 §3.5). */
  public boolean linked() {
    return linked;
  }

  /** Returns the fields that the profile dropped instead of refusing, for the audit record. */
  public List<String> dropped() {
    return dropped;
  }

  /**
   * Returns the texts of a field, such as {@code subject.common_name}, that are going to be
   * certified, in order. Empty for a renewal, whose names are those of the old certificate.
   */
  public List<String> values(String field) {
    return values.getOrDefault(field, List.of());
  }

  /**
   * Returns the values of the fields that a device was found by whose attributes may be in the
   * content; empty where nothing was to come from a device.
   */
  public Optional<Map<String, List<String>>> identifying() {
    return identifying;
  }

  /**
   * Returns the same request for a generated key.
   *
   * @throws IllegalStateException if no key was to be generated, or this one is of another type
   */
  public CheckedRequest certifying(SubjectPublicKeyInfo generated) {
    if (keyToGenerate.isEmpty() || !keyToGenerate.equals(KeyType.of(generated))) {
      throw new IllegalStateException("this request is not for such a generated key");
    }
    var changed =
        new CertificateContent(
            content.subject(),
            content.subjectAltNames(),
            generated,
            content.keyUsage(),
            content.extendedKeyUsage(),
            content.validity());
    return new CheckedRequest(
        changed, encoding, Optional.empty(), linked, dropped, values, identifying);
  }
}
