package dev.crest.testkit;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import java.io.IOException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * The extensions of a test certificate: sound ones by default, then what the test wants of them.
 */
record TestExtensions(
    Map<ASN1ObjectIdentifier, Extension> overridden,
    List<Extension> appended,
    Set<ASN1ObjectIdentifier> left) {

  static Extension extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      return new Extension(oid, critical, value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalArgumentException("the extension's value cannot be encoded", e);
    }
  }

  List<Extension> list(
      boolean authority,
      OptionalInt pathLength,
      KeyPair keys,
      KeyPair signing,
      SubjectNames names,
      X500Name subject) {
    var byOid = new LinkedHashMap<ASN1ObjectIdentifier, Extension>();
    for (var extension : sound(authority, pathLength, keys, signing)) {
      byOid.put(extension.getExtnId(), extension);
    }
    names
        .all()
        .map(all -> extension(Extension.subjectAlternativeName, subject.size() == 0, all))
        .ifPresent(san -> byOid.put(san.getExtnId(), san));
    byOid.putAll(overridden);
    byOid.keySet().removeAll(left);
    var list = new ArrayList<>(byOid.values());
    list.addAll(appended);
    return List.copyOf(list);
  }

  private static List<Extension> sound(
      boolean authority, OptionalInt pathLength, KeyPair keys, KeyPair signing) {
    var list = new ArrayList<Extension>();
    if (authority) {
      list.add(
          extension(
              Extension.basicConstraints,
              true,
              pathLength.isPresent()
                  ? new BasicConstraints(pathLength.getAsInt())
                  : new BasicConstraints(true)));
    }
    list.add(extension(Extension.keyUsage, true, new KeyUsage(usage(authority, keys))));
    list.add(
        extension(
            Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier(keys))));
    if (keys != signing) {
      list.add(
          extension(
              Extension.authorityKeyIdentifier,
              false,
              new AuthorityKeyIdentifier(identifier(signing))));
    }
    return list;
  }

  private static int usage(boolean authority, KeyPair keys) {
    if (authority) {
      return KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature;
    }
    boolean rsa = KeyType.of(Keys.info(keys.getPublic())).map(KeyType::rsa).orElse(true);
    return rsa ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment : KeyUsage.digitalSignature;
  }

  // RFC 7093 §2 method 1: the leftmost 160 bits of the SHA-256 of the key's bits.
  private static byte[] identifier(KeyPair keys) {
    try {
      var bits = Keys.info(keys.getPublic()).getPublicKeyData().getOctets();
      var digest = MessageDigest.getInstance("SHA-256").digest(bits);
      return Arrays.copyOf(digest, 20);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
