package dev.crest.pkix;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.jspecify.annotations.Nullable;

/** The extensions of a certificate that Crest reads (RFC 5280 §4.2), all read at once. */
record CertificateExtensions(
    @Nullable Extensions all,
    Optional<GeneralNames> subjectAltName,
    Optional<byte[]> subjectKeyIdentifier,
    Optional<byte[]> authorityKeyIdentifier,
    Set<ASN1ObjectIdentifier> extendedKeyUsage,
    Optional<KeyUsage> keyUsage,
    Optional<BasicConstraints> basicConstraints) {

  static CertificateExtensions read(TBSCertificate tbs) {
    var all = tbs.getExtensions();
    return new CertificateExtensions(
        all,
        parsed(all, Extension.subjectAlternativeName, GeneralNames::getInstance),
        parsed(all, Extension.subjectKeyIdentifier, ASN1OctetString::getInstance)
            .map(ASN1OctetString::getOctets),
        parsed(all, Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance)
            .flatMap(identifier -> Optional.ofNullable(identifier.getKeyIdentifierOctets())),
        usages(all),
        parsed(all, Extension.keyUsage, KeyUsage::getInstance),
        parsed(all, Extension.basicConstraints, BasicConstraints::getInstance));
  }

  /**
   * Checks, before a reader that only says no, that no extension is there twice (RFC 5280 §4.2).
   */
  static void checkOnce(ASN1Sequence tbs) {
    if (tbs.getObjectAt(tbs.size() - 1) instanceof ASN1TaggedObject last && last.hasContextTag(3)) {
      ExtensionLists.checkOnce(ASN1Sequence.getInstance(last, true));
    }
  }

  Optional<Extension> extension(ASN1ObjectIdentifier oid) {
    return all == null ? Optional.empty() : Optional.ofNullable(all.getExtension(oid));
  }

  /** Reads the inside of an extension, which has to be strict DER of its own. */
  <T> Optional<T> parsed(ASN1ObjectIdentifier oid, Function<ASN1Primitive, T> reader) {
    return parsed(all, oid, reader);
  }

  boolean isAuthority() {
    return basicConstraints.map(BasicConstraints::isCA).orElse(false);
  }

  /** Returns how many non-self-issued CA certificates may follow, where that is limited. */
  OptionalInt pathLength() {
    var limit = basicConstraints.map(BasicConstraints::getPathLenConstraint);
    if (limit.isEmpty()) {
      return OptionalInt.empty();
    }
    // A limit beyond int is none for paths of ten.
    return OptionalInt.of(limit.get().min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue());
  }

  List<ASN1ObjectIdentifier> critical() {
    return all == null ? List.of() : List.of(all.getCriticalExtensionOIDs());
  }

  private static Set<ASN1ObjectIdentifier> usages(@Nullable Extensions all) {
    return parsed(all, Extension.extendedKeyUsage, ExtendedKeyUsage::getInstance)
        .map(usage -> new LinkedHashSet<>(purposes(usage)))
        .map(Collections::unmodifiableSet)
        .orElseGet(Set::of);
  }

  private static List<ASN1ObjectIdentifier> purposes(ExtendedKeyUsage usage) {
    return List.of(usage.getUsages()).stream().map(ASN1ObjectIdentifier::getInstance).toList();
  }

  private static <T> Optional<T> parsed(
      @Nullable Extensions all, ASN1ObjectIdentifier oid, Function<ASN1Primitive, T> reader) {
    var extension = all == null ? null : all.getExtension(oid);
    if (extension == null) {
      return Optional.empty();
    }
    return Optional.of(
        Asn1.reading(
            "an extension " + oid.getId(),
            () -> reader.apply(StrictDer.read(extension.getExtnValue().getOctets()))));
  }
}
