package dev.crest.server.road;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.testkit.HeldRequest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * A body that is refused as it is, whoever sends it.
 *
 * @param says part of the answer
 * @param reason the code in the audit log
 */
public record HostileRequest(String name, byte[] body, String says, String reason) {
  private static final String NO_REQUEST = "The body is not a PKCS#10 certification request";

  @Override
  public String toString() {
    return name;
  }

  private static HostileRequest malformed(String name, byte[] body) {
    return new HostileRequest(name, body, NO_REQUEST, "csr-malformed");
  }

  static HostileRequest of(
      String name, UnaryOperator<HeldRequest.Builder> made, String says, String reason) {
    var request = made.apply(new HeldRequest.Builder().commonName("device")).build();
    return new HostileRequest(name, request.der().bytes(), says, reason);
  }

  /** what no strict reader of DER takes. */
  public static List<HostileRequest> encodings() {
    var sound = new HeldRequest.Builder().build().der().bytes();
    return List.of(
        malformed("A-20 truncated", Arrays.copyOf(sound, sound.length - 1)),
        malformed("A-20 a trailing byte", Arrays.copyOf(sound, sound.length + 1)),
        malformed("A-20 indefinite length", indefinite(sound)),
        malformed("A-20 a length that is not minimal", notMinimal(sound)),
        malformed("A-20 10,000 nested SEQUENCEs", nested()),
        malformed("A-20 a length of 2^31", bytes(0x30, 0x84, 0x80, 0, 0, 0, 1, 2)),
        malformed("A-20 a length of 2^31 - 1", bytes(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 1, 2)),
        malformed(
            "A-20 an OID arc beyond 2^64",
            value(bytes(6, 12, 0x2a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0x7f))),
        malformed("A-20 nine unused bits", value(bytes(3, 2, 9, 0))),
        malformed("A-20 a padded INTEGER", value(bytes(2, 2, 0, 0))),
        malformed("A-20 a SET OF 20,000", value(hugeSet())));
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** Puts a value where the version of a request is. */
  private static byte[] value(byte[] encoded) {
    return wrap(0x30, wrap(0x30, encoded));
  }

  private static byte[] wrap(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.writeBytes(bytes(0x83, content.length >> 16, content.length >> 8, content.length));
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] indefinite(byte[] sound) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(bytes(0x30, 0x80));
    out.write(sound, 3, sound.length - 3);
    out.writeBytes(new byte[2]);
    return out.toByteArray();
  }

  private static byte[] notMinimal(byte[] sound) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(bytes(0x30, 0x82, 0, sound[2]));
    out.write(sound, 3, sound.length - 3);
    return out.toByteArray();
  }

  private static byte[] nested() {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < 10_000; i++) {
      out.writeBytes(bytes(0x30, 0x80));
    }
    return out.toByteArray();
  }

  private static byte[] hugeSet() {
    var content = new byte[60_000];
    for (int i = 0; i + 2 < content.length; i += 3) {
      content[i] = 2;
      content[i + 1] = 1;
    }
    return wrap(0x31, content);
  }

  /** what would make the holder a part of the PKI. */
  public static List<HostileRequest> extensions() {
    var purposes = "an extended key usage that no request is granted";
    var authority = "A CA certificate cannot be enrolled this way";
    var usage = "Key usages of a CA";
    var reserved = "extended-key-usage-not-allowed";
    return List.of(
        of(
            "A-25 CA:TRUE",
            b -> b.extension(Extension.basicConstraints, true, new BasicConstraints(true)),
            authority,
            "extension-not-allowed"),
        of(
            "A-25 CA:TRUE, not critical",
            b -> b.extension(Extension.basicConstraints, false, new BasicConstraints(true)),
            authority,
            "extension-not-allowed"),
        of(
            "A-25 pathLen",
            b -> b.extension(Extension.basicConstraints, true, new BasicConstraints(0)),
            authority,
            "extension-not-allowed"),
        of(
            "A-25 keyCertSign",
            b -> b.keyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign),
            usage,
            "key-usage-not-allowed"),
        of("A-25 cRLSign", b -> b.keyUsage(KeyUsage.cRLSign), usage, "key-usage-not-allowed"),
        of(
            "A-25 OCSPSigning",
            b -> b.extendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning),
            purposes,
            reserved),
        of(
            "A-25 anyExtendedKeyUsage",
            b -> b.extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage),
            purposes,
            reserved),
        of(
            "A-25 cmcRA",
            b ->
                b.extendedKeyUsage(
                    KeyPurposeId.id_kp_clientAuth,
                    KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.3.28"))),
            purposes,
            reserved),
        of(
            "A-25 codeSigning",
            b -> b.extendedKeyUsage(KeyPurposeId.id_kp_codeSigning),
            "allows none of the extended key usages",
            reserved),
        of(
            "A-25 an unknown critical extension",
            b ->
                b.extension(
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.9"), true, DERNull.INSTANCE),
            "asked for as critical",
            "extension-not-allowed"));
  }

  /** attributes that are there too often. */
  public static List<HostileRequest> attributes() {
    var request = PKCSObjectIdentifiers.pkcs_9_at_extensionRequest;
    var usage =
        new DERSequence(
            new ASN1Encodable[] {
              Extension.keyUsage, new DEROctetString(new byte[] {3, 2, 7, -128})
            });
    var list = new DERSequence(usage);
    return List.of(
        of(
            "A-28 two extension requests",
            b -> b.attribute(request, list).attribute(request, list),
            "attribute.extension_request",
            "extension-request-malformed"),
        of(
            "A-28 an extension request with two values",
            b -> b.attribute(request, list, new DERSequence()),
            "attribute.extension_request",
            "extension-request-malformed"),
        of(
            "A-28 an extension twice",
            b -> b.attribute(request, new DERSequence(new ASN1Encodable[] {usage, usage})),
            "attribute.extension_request",
            "extension-request-malformed"),
        of(
            "A-28 both extension request attributes",
            b ->
                b.attribute(request, list)
                    .attribute(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14"), list),
            "requested twice",
            "extension-request-malformed"),
        of(
            "A-28 two challengePasswords",
            b -> b.challengePassword("a").challengePassword("b"),
            "attribute.challenge_password",
            "attribute-repeated"),
        of(
            "A-28 a challengePassword with two values",
            b -> b.challengePassword(new DERPrintableString("a"), new DERPrintableString("b")),
            "exactly one value",
            "attribute-repeated"),
        of(
            "A-28 a challengePassword of 256 characters",
            b -> b.challengePassword("x".repeat(256)),
            "255 characters at most",
            "identity-not-linked"),
        of(
            "A-28 a challengePassword as BMPString",
            b -> b.challengePassword(new DERBMPString("a")),
            "PrintableString or UTF8String",
            "identity-not-linked"),
        malformed(
            "A-28 no request but text", "-----BEGIN CERTIFICATE REQUEST-----".getBytes(US_ASCII)));
  }
}
