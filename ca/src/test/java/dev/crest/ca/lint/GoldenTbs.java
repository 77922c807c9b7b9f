package dev.crest.ca.lint;

import dev.crest.ca.profile.KeyIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A TBSCertificate whose every part can be replaced by a wrong one. Not thread-safe. */
final class GoldenTbs {
  Optional<ASN1Encodable> version = Optional.of(new ASN1Integer(2));
  ASN1Encodable serial = new ASN1Integer(new BigInteger("5a".repeat(20), 16));
  ASN1Encodable signature = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
  ASN1Encodable issuer;
  ASN1Encodable notBefore = new DERUTCTime("270101000000Z");
  ASN1Encodable notAfter = new DERUTCTime("280101000000Z");
  ASN1Encodable subject = new X500Name("CN=device,O=Crest,C=DE");
  ASN1Encodable key;
  final List<ASN1Encodable> uniqueIdentifiers = new ArrayList<>();
  final Map<ASN1ObjectIdentifier, ASN1Encodable> extensions = new LinkedHashMap<>();
  boolean indefinite;

  /** Octets (as Latin-1 text) to replace in the encoding by as many others. */
  final Map<String, String> patches = new LinkedHashMap<>();

  final List<ASN1Encodable> more = new ArrayList<>();

  private GoldenTbs(ASN1Encodable issuer, SubjectPublicKeyInfo key, byte[] issuerKeyIdentifier) {
    this.issuer = issuer;
    this.key = key;
    with(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuerKeyIdentifier));
    with(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KeyIdentifier.of(key)));
  }

  static GoldenTbs endEntity(
      ASN1Encodable issuer, SubjectPublicKeyInfo key, byte[] issuerKeyIdentifier) {
    return new GoldenTbs(issuer, key, issuerKeyIdentifier)
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .with(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
        .with(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, "device.example")));
  }

  static GoldenTbs authority(
      ASN1Encodable issuer, SubjectPublicKeyInfo key, byte[] issuerKeyIdentifier) {
    return new GoldenTbs(issuer, key, issuerKeyIdentifier)
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .with(Extension.basicConstraints, true, new BasicConstraints(0));
  }

  /** Sets an extension in place of what was there. */
  GoldenTbs with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    extensions.put(oid, new Extension(oid, critical, der(value)));
    return this;
  }

  /** Sets an extension to any bytes. */
  GoldenTbs with(ASN1ObjectIdentifier oid, boolean critical, byte[] content) {
    extensions.put(oid, new Extension(oid, critical, content));
    return this;
  }

  GoldenTbs without(ASN1ObjectIdentifier oid) {
    extensions.remove(oid);
    return this;
  }

  GoldenTbs names(GeneralName... names) {
    return with(Extension.subjectAlternativeName, false, new DERSequence(names));
  }

  byte[] encode() {
    var parts = new ASN1EncodableVector();
    version.ifPresent(number -> parts.add(new DERTaggedObject(true, 0, number)));
    parts.add(serial);
    parts.add(signature);
    parts.add(issuer);
    parts.add(new DERSequence(notBefore, notAfter));
    parts.add(subject);
    parts.add(key);
    uniqueIdentifiers.forEach(parts::add);
    var list = new ASN1EncodableVector();
    extensions.values().forEach(list::add);
    more.forEach(list::add);
    if (list.size() > 0) {
      parts.add(new DERTaggedObject(true, 3, new DERSequence(list)));
    }
    // Not forced into DER: a part may be wrong on purpose.
    return patched(plain(indefinite ? new BERSequence(parts) : new DLSequence(parts)));
  }

  private byte[] patched(byte[] encoded) {
    var text = new String(encoded, StandardCharsets.ISO_8859_1);
    for (var patch : patches.entrySet()) {
      text = text.replace(patch.getKey(), patch.getValue());
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] plain(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
