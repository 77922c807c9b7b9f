package dev.crest.server.csr;

import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.server.policy.Grant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A request that is no CSR: names by field, for a key that the server makes. It is put into the
 * form of a CSR, whose key and signature count for nothing, so that the same checks judge it.
 *
 * @param fields texts by field such as {@code subject.common_name} or {@code san.dns_name}, in the
 *     order in which they are to stand in the certificate; empty texts ask for nothing
 * @param keyType the type of key asked for; empty for the policy's
 */
public record NamedRequest(Map<String, List<String>> fields, Optional<KeyType> keyType) {
  /** The field of the type of key. */
  public static final String KEY_TYPE = "key_type";

  private static final int MOST_VALUES = 256;
  private static final int POINT_OCTETS = 65;

  private static final Map<String, SubjectAttribute> SUBJECT =
      Arrays.stream(SubjectAttribute.values())
          .collect(Collectors.toUnmodifiableMap(SubjectAttribute::field, a -> a));
  private static final Map<String, SanType> NAMES =
      Arrays.stream(SanType.values()).collect(Collectors.toUnmodifiableMap(SanType::field, t -> t));

  public NamedRequest {
    var copy = new LinkedHashMap<String, List<String>>();
    fields.forEach((field, texts) -> copy.put(field, List.copyOf(texts)));
    fields = Collections.unmodifiableMap(copy);
  }

  /** Whether a field can be asked for by name. */
  public static boolean knows(String field) {
    return SUBJECT.containsKey(field) || NAMES.containsKey(field);
  }

  /** Returns the names as a request; what cannot be written becomes a fault. */
  CertificationRequest request(Grant grant, Draft draft) {
    judgeKeyType(grant, draft);
    if (grant.renewed().isPresent()) {
      if (!fields.isEmpty()) {
        draft.fault(
            "renewal-names", "fields", "A renewed certificate keeps its names: leave them out.");
      }
      var old = grant.renewed().get().certificate();
      return write(old.subject(), old.extension(Extension.subjectAlternativeName));
    }
    var subject = new ArrayList<RDN>();
    var names = new ArrayList<GeneralName>();
    int values = 0;
    for (var field : fields.entrySet()) {
      values += field.getValue().size();
      if (values > MOST_VALUES) {
        draft.fault("too-many-names", "fields", "A request has at most 256 names.");
        break;
      }
      read(field.getKey(), field.getValue(), subject, names, draft);
    }
    return write(new X500Name(subject.toArray(RDN[]::new)), extension(names));
  }

  private static void read(
      String field, List<String> texts, List<RDN> subject, List<GeneralName> names, Draft draft) {
    if (!knows(field)) {
      draft.fault(
          "field-unknown",
          "fields",
          "There are only the fields "
              + SUBJECT.keySet().stream().sorted().collect(Collectors.joining(", "))
              + ", "
              + NAMES.keySet().stream().sorted().collect(Collectors.joining(", "))
              + ".");
      return;
    }
    for (var text : texts) {
      if (text.isBlank()) {
        continue;
      }
      var attribute = Optional.ofNullable(SUBJECT.get(field));
      if (attribute.isPresent()) {
        subject.add(
            new RDN(new AttributeTypeAndValue(attribute.get().oid(), new DERUTF8String(text))));
      } else {
        name(Optional.ofNullable(NAMES.get(field)).orElseThrow(), text.strip(), names, draft);
      }
    }
  }

  private static void name(SanType type, String text, List<GeneralName> names, Draft draft) {
    var name = new SanName(type, text);
    name.problem()
        .ifPresentOrElse(
            problem -> draft.fault("san-value", type.field(), problem),
            () -> names.add(name.encode()));
  }

  private void judgeKeyType(Grant grant, Draft draft) {
    var policy = grant.policy();
    var allowed = policy.profile().keys();
    if (keyType.isEmpty()) {
      return;
    }
    if (!allowed.allows(keyType.get())) {
      draft.fault(
          "key-type-not-allowed",
          KEY_TYPE,
          "The key type must be one of "
              + allowed.allowed().stream().map(KeyType::title).collect(Collectors.joining(", "))
              + ".");
    } else if (!policy.requesterChoosesKeyType()
        && !keyType.get().equals(policy.defaultKeyType().orElse(allowed.preferred()))) {
      draft.fault(
          "key-type-not-chosen", KEY_TYPE, "Under this policy the type of key cannot be chosen.");
    }
  }

  private static Optional<Extension> extension(List<GeneralName> names) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Extension(
              Extension.subjectAlternativeName,
              false,
              new GeneralNames(names.toArray(GeneralName[]::new)).getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalStateException("names in memory can be encoded", e);
    }
  }

  private static CertificationRequest write(X500Name subject, Optional<Extension> names) {
    var point = new byte[POINT_OCTETS];
    point[0] = 4;
    var key =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
            point);
    var attributes =
        names
            .map(extension ->
                sequence(RequestAttribute.EXTENSION_REQUEST.oid(), new DERSet(sequence(extension))))
            .map(DERSet::new)
            .orElseGet(DERSet::new);
    var request =
        sequence(
            sequence(new ASN1Integer(0), subject, key, new DERTaggedObject(false, 0, attributes)),
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
            new DERBitString(new byte[] {0}));
    try {
      return CertificationRequest.read(Der.of(request.getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalStateException("a request in memory can be encoded", e);
    }
  }

  private static DERSequence sequence(ASN1Encodable... elements) {
    return new DERSequence(elements);
  }
}
