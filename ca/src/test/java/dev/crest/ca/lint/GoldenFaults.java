package dev.crest.ca.lint;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Each fault that a golden file shows, by the name of the file. */
final class GoldenFaults {
  private final Map<String, Consumer<GoldenTbs>> faults = new LinkedHashMap<>();

  private GoldenFaults() {}

  private void fault(String name, Consumer<GoldenTbs> change) {
    faults.put(name, change);
  }

  static Map<String, Consumer<GoldenTbs>> endEntity(
      SubjectPublicKeyInfo key, SubjectPublicKeyInfo rsa) {
    var golden = new GoldenFaults();
    golden.fault("good", tbs -> {});
    golden.fields(rsa);
    golden.validity();
    golden.subject();
    golden.keys(key, rsa);
    golden.extensions();
    golden.usages(rsa);
    GoldenNameFaults.add(golden.faults);
    GoldenAddressFaults.add(golden.faults);
    return golden.faults;
  }

  private void fields(SubjectPublicKeyInfo rsa) {
    fault("version--absent-so-1", tbs -> tbs.version = Optional.empty());
    fault("version--2", tbs -> tbs.version = Optional.of(new ASN1Integer(1)));
    fault("serial-number--zero", tbs -> tbs.serial = new ASN1Integer(0));
    fault("serial-number--negative", tbs -> tbs.serial = new ASN1Integer(-5));
    fault("serial-number--8-octets", tbs -> tbs.serial = serial(8));
    fault("serial-number--21-octets", tbs -> tbs.serial = serial(21));
    fault(
        "signature-algorithm--sha-1",
        tbs -> tbs.signature = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA1));
    fault(
        "signature-algorithm--null-beside-ecdsa",
        tbs ->
            tbs.signature =
                new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256, DERNull.INSTANCE));
    fault(
        "signature-algorithm--rsa-by-an-ec-issuer",
        tbs ->
            tbs.signature =
                new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE));
    fault(
        "signature-algorithm--pss",
        tbs -> tbs.signature = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS));
    fault("issuer-name--empty", tbs -> tbs.issuer = new DERSequence());
    fault(
        "issuer-name--other-string-type",
        tbs -> tbs.issuer = name(BCStyle.CN, new DERPrintableString("Golden Issuing CA")));
    fault(
        "unique-identifiers--subject",
        tbs ->
            tbs.uniqueIdentifiers.add(
                new DERTaggedObject(false, 2, new DERBitString(new byte[] {1}))));
    fault(
        "unique-identifiers--issuer",
        tbs ->
            tbs.uniqueIdentifiers.add(
                new DERTaggedObject(false, 1, new DERBitString(new byte[] {1}))));
  }

  private static ASN1Integer serial(int octets) {
    return new ASN1Integer(new BigInteger("5a".repeat(octets), 16));
  }

  private void validity() {
    fault(
        "validity-encoding--generalized-before-2050",
        tbs -> tbs.notAfter = new DERGeneralizedTime("20280101000000Z"));
    fault(
        "validity-encoding--without-seconds",
        tbs -> tbs.notAfter = new ASN1UTCTime("2801010000Z") {});
    fault(
        "validity-encoding--with-fraction",
        tbs -> tbs.notAfter = new ASN1GeneralizedTime("20550101000000.5Z") {});
    fault(
        "validity-encoding--with-offset",
        tbs -> tbs.notAfter = new ASN1UTCTime("280101000000+0100") {});
    fault("validity-order--reversed", tbs -> tbs.notAfter = new DERUTCTime("261231235959Z"));
    fault("validity-order--utc-in-2050", tbs -> tbs.notAfter = new DERUTCTime("500101000000Z"));
    fault("issuer-lifetime--begins-before", tbs -> tbs.notBefore = new DERUTCTime("260531235959Z"));
    fault(
        "issuer-lifetime--outlives",
        tbs -> tbs.notAfter = new DERGeneralizedTime("20600101000001Z"));
    fault(
        "issuer-lifetime--year-9999",
        tbs -> tbs.notAfter = new DERGeneralizedTime("99991231235959Z"));
  }

  private void subject() {
    fault("subject-presence--empty-and-san-not-critical", tbs -> tbs.subject = new DERSequence());
    fault(
        "subject-presence--empty-and-no-san",
        tbs -> {
          tbs.subject = new DERSequence();
          tbs.without(Extension.subjectAlternativeName);
        });
    fault(
        "subject-presence--san-critical-beside-subject",
        tbs ->
            tbs.with(
                Extension.subjectAlternativeName,
                true,
                new GeneralNames(new GeneralName(GeneralName.dNSName, "device.example"))));
    fault("relative-names--empty", tbs -> tbs.subject = new DERSequence(new DERSet()));
    fault(
        "relative-names--type-twice",
        tbs ->
            tbs.subject =
                new DERSequence(
                    new DERSet(
                        new ASN1Encodable[] {
                          attribute(BCStyle.CN, new DERUTF8String("a")),
                          attribute(BCStyle.CN, new DERUTF8String("b"))
                        })));
    subject("subject-strings--bmp", BCStyle.CN, new DERBMPString("device"));
    subject("subject-strings--t61", BCStyle.O, new DERT61String("Crest"));
    subject("subject-strings--country-utf8", BCStyle.C, new DERUTF8String("DE"));
    subject("subject-strings--serial-number-utf8", BCStyle.SERIALNUMBER, new DERUTF8String("1"));
    subject("subject-strings--email-utf8", BCStyle.EmailAddress, new DERUTF8String("a@b.example"));
    subject("subject-strings--not-printable", BCStyle.CN, new DERPrintableString("a_b", false));
    subject("subject-strings--unknown-attribute", BCStyle.PSEUDONYM, new DERUTF8String("x"));
    subject(
        "subject-strings--unique-identifier-utf8",
        BCStyle.UNIQUE_IDENTIFIER,
        new DERUTF8String("x"));
    subject("subject-bounds--common-name-65", BCStyle.CN, new DERUTF8String("x".repeat(65)));
    subject("subject-bounds--common-name-empty", BCStyle.CN, new DERUTF8String(""));
    subject("subject-bounds--country-3-letters", BCStyle.C, new DERPrintableString("DEU"));
    subject("subject-bounds--line-break", BCStyle.CN, new DERUTF8String("a\nb"));
    fault(
        "subject-bounds--invalid-utf-8",
        tbs -> {
          tbs.subject = name(BCStyle.CN, new DERUTF8String("ab-cd"));
          tbs.patches.put("ab-cd", "ab\u00ffcd");
        });
    subject("subject-bounds--nul", BCStyle.CN, new DERUTF8String("a\0b"));
  }

  private void subject(String name, ASN1ObjectIdentifier type, ASN1Encodable value) {
    fault(name, tbs -> tbs.subject = name(type, value));
  }

  private static DERSequence name(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new DERSequence(new DERSet(attribute(type, value)));
  }

  private static DERSequence attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new DERSequence(type, value);
  }

  private void keys(SubjectPublicKeyInfo ec, SubjectPublicKeyInfo rsa) {
    key("public-key--rsa-without-null", rsa, PKCSObjectIdentifiers.rsaEncryption, Optional.empty());
    key(
        "public-key--unknown-curve",
        ec,
        X9ObjectIdentifiers.id_ecPublicKey,
        Optional.of(SECObjectIdentifiers.secp256k1));
    key("public-key--no-curve", ec, X9ObjectIdentifiers.id_ecPublicKey, Optional.empty());
    key(
        "public-key--explicit-curve",
        ec,
        X9ObjectIdentifiers.id_ecPublicKey,
        Optional.of(new DERSequence(new ASN1Integer(1))));
    key(
        "public-key--unknown-algorithm",
        ec,
        OIWObjectIdentifiers.elGamalAlgorithm,
        Optional.empty());
  }

  private void key(
      String name,
      SubjectPublicKeyInfo key,
      ASN1ObjectIdentifier algorithm,
      Optional<ASN1Encodable> parameters) {
    fault(
        name,
        tbs -> {
          var identifier =
              parameters
                  .map(value -> new AlgorithmIdentifier(algorithm, value))
                  .orElseGet(() -> new AlgorithmIdentifier(algorithm));
          var bits = key.getPublicKeyData();
          var changed = new SubjectPublicKeyInfo(identifier, bits.getBytes());
          tbs.key = changed;
          tbs.with(
              Extension.subjectKeyIdentifier,
              false,
              new SubjectKeyIdentifier(dev.crest.ca.profile.KeyIdentifier.of(changed)));
        });
  }

  private void extensions() {
    fault("duplicate-extension--no-extensions", tbs -> tbs.extensions.clear());
    fault(
        "duplicate-extension--key-usage-twice",
        tbs -> tbs.more.add(tbs.extensions.get(Extension.keyUsage)));
    fault(
        "known-extensions--critical-poison",
        tbs ->
            tbs.with(new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.3"), true, DERNull.INSTANCE));
    fault(
        "known-extensions--tls-feature",
        tbs ->
            tbs.with(
                new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"),
                false,
                new DERSequence(new ASN1Integer(5))));
    fault(
        "extension-syntax--key-usage-octets",
        tbs -> tbs.with(Extension.keyUsage, true, new DEROctetString(new byte[] {1})));
    fault(
        "extension-syntax--san-garbage",
        tbs ->
            tbs.with(
                Extension.subjectAlternativeName,
                false,
                "garbage".getBytes(StandardCharsets.US_ASCII)));
    fault(
        "extension-syntax--trailing-octets",
        tbs -> tbs.with(Extension.keyUsage, true, new byte[] {3, 2, 7, (byte) 0x80, 0}));
    fault(
        "criticality--authority-key-identifier",
        tbs ->
            tbs.with(
                Extension.authorityKeyIdentifier,
                true,
                Extension.getInstance(tbs.extensions.get(Extension.authorityKeyIdentifier))
                    .getParsedValue()));
    fault(
        "criticality--certificate-policies",
        tbs ->
            tbs.with(
                Extension.certificatePolicies,
                true,
                new DERSequence(new DERSequence(new ASN1ObjectIdentifier("1.2.3.4")))));
    fault("authority-key-identifier--absent", tbs -> tbs.without(Extension.authorityKeyIdentifier));
    fault(
        "authority-key-identifier--other",
        tbs ->
            tbs.with(
                Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(new byte[20])));
    fault(
        "authority-key-identifier--with-serial-number",
        tbs ->
            tbs.with(
                Extension.authorityKeyIdentifier,
                false,
                new AuthorityKeyIdentifier(
                    new byte[20],
                    new GeneralNames(new GeneralName(new X500Name("CN=x"))),
                    BigInteger.ONE)));
    fault("subject-key-identifier--absent", tbs -> tbs.without(Extension.subjectKeyIdentifier));
    fault(
        "subject-key-identifier--other",
        tbs ->
            tbs.with(
                Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[20])));
    fault(
        "basic-constraints--ca",
        tbs -> tbs.with(Extension.basicConstraints, true, new BasicConstraints(true)));
    fault(
        "basic-constraints--false-written",
        tbs -> tbs.with(Extension.basicConstraints, true, new byte[] {0x30, 3, 1, 1, 0}));
    fault(
        "basic-constraints--path-length-alone",
        tbs -> tbs.with(Extension.basicConstraints, true, new byte[] {0x30, 3, 2, 1, 0}));
    der();
  }

  private void der() {
    fault(
        "der--critical-false-written",
        tbs ->
            tbs.more.add(
                new DERSequence(
                    new ASN1Encodable[] {
                      Extension.certificatePolicies,
                      org.bouncycastle.asn1.ASN1Boolean.FALSE,
                      new DEROctetString(
                          GoldenTbs.der(
                              new DERSequence(
                                  new DERSequence(new ASN1ObjectIdentifier("1.2.3.4")))))
                    })));
    fault("der--indefinite-length", tbs -> tbs.indefinite = true);
    fault(
        "der--set-unsorted",
        tbs ->
            tbs.subject =
                new DLSequence(
                    new DLSet(
                        new ASN1Encodable[] {
                          attribute(BCStyle.O, new DERUTF8String("Crest")),
                          attribute(BCStyle.CN, new DERUTF8String("d"))
                        })));
    fault(
        "der--long-length-inside-extension",
        tbs -> tbs.with(Extension.keyUsage, true, new byte[] {3, (byte) 0x81, 2, 7, (byte) 0x80}));
    fault(
        "der--padding-bits-set",
        tbs -> tbs.with(Extension.keyUsage, true, new byte[] {3, 2, 7, (byte) 0x81}));
  }

  private void usages(SubjectPublicKeyInfo rsa) {
    fault("key-usage--absent", tbs -> tbs.without(Extension.keyUsage));
    usage("key-usage--no-bit", new byte[] {3, 1, 0});
    usage("key-usage--all-bits-zero", new byte[] {3, 2, 0, 0});
    usage("key-usage--trailing-zeros", new byte[] {3, 2, 0, (byte) 0x80});
    usage("key-usage--unknown-bit-9", new byte[] {3, 3, 6, (byte) 0x80, 0x40});
    usage("key-usage--cert-sign", new byte[] {3, 2, 2, 4});
    usage("key-usage--crl-sign", new byte[] {3, 2, 1, 2});
    usage("key-usage-fits-key--ec-enciphers", new byte[] {3, 2, 5, (byte) 0xa0});
    usage("key-usage-fits-key--encipher-only-alone", new byte[] {3, 2, 0, (byte) 0x81});
    fault(
        "key-usage-fits-key--rsa-agrees",
        tbs -> {
          tbs.key = rsa;
          tbs.with(
              Extension.subjectKeyIdentifier,
              false,
              new SubjectKeyIdentifier(dev.crest.ca.profile.KeyIdentifier.of(rsa)));
          tbs.with(
              Extension.keyUsage,
              true,
              new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement));
        });
    extended("extension-syntax--extended-key-usage-empty");
    extended("extended-key-usage--any", KeyPurposeId.anyExtendedKeyUsage);
    extended("extended-key-usage--ocsp-signing", KeyPurposeId.id_kp_OCSPSigning);
    extended("extended-key-usage--time-stamping", KeyPurposeId.id_kp_timeStamping);
    extended("extended-key-usage--cmc-ca", KeyPurposeId.id_kp_cmcCA);
    extended("extended-key-usage--cmc-ra", KeyPurposeId.id_kp_cmcRA);
    extended("extended-key-usage--cmc-archive", KeyPurposeId.id_kp_cmcArchive);
    extended("extended-key-usage--cm-kga", KeyPurposeId.id_kp_cmKGA);
    extended(
        "extended-key-usage--twice", KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_clientAuth);
  }

  private void usage(String name, byte[] content) {
    fault(name, tbs -> tbs.with(Extension.keyUsage, true, content));
  }

  private void extended(String name, KeyPurposeId... purposes) {
    fault(name, tbs -> tbs.with(Extension.extendedKeyUsage, false, new DERSequence(purposes)));
  }

  static Map<String, Consumer<GoldenTbs>> authority() {
    var golden = new GoldenFaults();
    golden.fault("good", tbs -> {});
    golden.fault("subject-presence--ca-without-subject", tbs -> tbs.subject = new DERSequence());
    golden.fault(
        "criticality--basic-constraints",
        tbs -> tbs.with(Extension.basicConstraints, false, new BasicConstraints(0)));
    golden.fault(
        "criticality--key-usage",
        tbs ->
            tbs.with(
                Extension.keyUsage, false, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    golden.fault(
        "criticality--name-constraints",
        tbs ->
            tbs.with(
                Extension.nameConstraints, false, GoldenAddressFaults.constraints("a.example")));
    golden.fault("basic-constraints--absent", tbs -> tbs.without(Extension.basicConstraints));
    golden.fault(
        "basic-constraints--no-ca",
        tbs -> tbs.with(Extension.basicConstraints, true, new DERSequence()));
    golden.fault(
        "path-length--absent",
        tbs -> tbs.with(Extension.basicConstraints, true, new BasicConstraints(true)));
    golden.fault(
        "path-length--as-long-as-the-issuers",
        tbs -> tbs.with(Extension.basicConstraints, true, new BasicConstraints(1)));
    golden.fault(
        "key-usage--without-crl-sign",
        tbs -> tbs.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)));
    golden.fault(
        "key-usage--without-cert-sign",
        tbs -> tbs.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign)));
    golden.fault(
        "name-constraints--empty",
        tbs -> tbs.with(Extension.nameConstraints, true, new DERSequence()));
    golden.fault(
        "no-rev-avail--ca", tbs -> tbs.with(Extension.noRevAvail, false, DERNull.INSTANCE));
    return golden.faults;
  }

  static Map<String, Consumer<GoldenTbs>> constrained() {
    return GoldenAddressFaults.constrained();
  }
}
