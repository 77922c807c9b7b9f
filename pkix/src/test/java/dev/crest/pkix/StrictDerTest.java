package dev.crest.pkix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictDerTest {
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  @ParameterizedTest(name = "{0} {1}")
  @DisplayName("what is DER is read, and encodes to the same bytes")
  @CsvSource({
    "BOOLEAN, 01 01 ff",
    "INTEGER zero, 02 01 00",
    "INTEGER 128, 02 02 00 80",
    "INTEGER -128, 02 01 80",
    "empty BIT STRING, 03 01 00",
    "BIT STRING of one bit, 03 02 07 80",
    "OCTET STRING, 04 02 01 02",
    "NULL, 05 00",
    "OID with a long arc, 06 06 2a 86 48 86 f7 0d",
    "UTF8String, 0c 02 c3 a4",
    "BMPString, 1e 02 00 e4",
    "UniversalString, 1c 04 00 00 00 e4",
    "UTCTime, 17 0d 32 36 30 31 30 31 30 30 30 30 30 30 5a",
    "GeneralizedTime with a fraction, 18 11 32 30 32 36 30 31 30 31 30 30 30 30 30 30 2e 35 5a",
    "empty SEQUENCE, 30 00",
    "SET in order, 31 06 02 01 01 02 01 02",
    "SET with equals, 31 06 02 01 01 02 01 01",
    "context tags, 30 07 80 01 55 a1 02 05 00"
  })
  void reads(String title, String digits) throws Exception {
    assertThat(StrictDer.read(hex(digits)).getEncoded()).isEqualTo(hex(digits));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("A-20 what is not DER is refused with its fault")
  @CsvSource({
    "nothing, '', cut off",
    "identifier only, 30, cut off",
    "content cut off, 04 02 01, beyond the end",
    "inner length beyond the outer, 30 03 04 02 01, beyond the end",
    "length octets cut off, 30 82 01, cut off",
    "trailing byte, 05 00 00, bytes behind",
    "indefinite length, 30 80 00 00, indefinite",
    "length in two octets for 127, 04 81 7f, fewest octets",
    "length with a leading zero, 30 82 00 80, fewest octets",
    "length 2^31, 30 84 80 00 00 00, beyond the end",
    "length 2^63, 30 88 80 00 00 00 00 00 00 00, beyond the end",
    "reserved length ff, 30 ff, beyond the end",
    "high tag number, 9f 81 00 00, above 30",
    "constructed OCTET STRING, 24 03 04 01 01, constructed",
    "constructed BIT STRING, 23 04 03 02 00 01, constructed",
    "end of contents, 00 00, not used",
    "REAL, 09 00, not used",
    "EXTERNAL, 28 00, constructed",
    "primitive SEQUENCE, 10 00, not used",
    "BOOLEAN 01, 01 01 01, BOOLEAN",
    "BOOLEAN of two octets, 01 02 ff ff, BOOLEAN",
    "empty INTEGER, 02 00, INTEGER",
    "padded INTEGER, 02 02 00 7f, INTEGER",
    "padded negative INTEGER, 02 02 ff 80, INTEGER",
    "padded ENUMERATED, 0a 02 00 01, ENUMERATED",
    "empty BIT STRING without its octet, 03 00, BIT STRING",
    "BIT STRING of 9 unused bits, 03 02 09 00, BIT STRING",
    "BIT STRING of -1 unused bits, 03 02 ff 00, BIT STRING",
    "BIT STRING of unused bits of nothing, 03 01 04, BIT STRING",
    "BIT STRING with padding bits set, 03 02 04 f8, BIT STRING",
    "NULL with contents, 05 01 00, NULL",
    "empty OID, 06 00, OBJECT IDENTIFIER",
    "OID cut off in an arc, 06 02 2a 86, OBJECT IDENTIFIER",
    "OID arc with leading zeros, 06 03 2a 80 01, OBJECT IDENTIFIER",
    "OID arc 2^64, 06 0b 2a 82 80 80 80 80 80 80 80 80 00, OBJECT IDENTIFIER",
    "invalid UTF-8, 0c 02 c3 28, character string",
    "UTF-8 of a surrogate, 0c 03 ed a0 80, character string",
    "over-long UTF-8, 0c 02 c0 80, character string",
    "Latin-1 in a PrintableString, 13 01 e4, character string",
    "Latin-1 in an IA5String, 16 01 e4, character string",
    "odd BMPString, 1e 03 00 41 00, character string",
    "UniversalString of three octets, 1c 03 00 00 41, character string",
    "UniversalString beyond Unicode, 1c 04 00 11 00 00, character string",
    "UTCTime without seconds, 17 0b 32 36 30 31 30 31 30 30 30 30 5a, UTCTime",
    "UTCTime with an offset, 17 0f 323630313031303030302b30313030, UTCTime",
    "UTCTime on 30 February, 17 0d 323630323330303030303030 5a, UTCTime",
    "UTCTime with a second 60, 17 0d 323630313031303030303630 5a, UTCTime",
    "GeneralizedTime of a month 13, 18 0f 3230323631333031303030303030 5a, Generalized",
    "GeneralizedTime with a trailing zero, 18 11 32303236303130313030303030302e305a, Generalized",
    "SET out of order, 31 06 02 01 02 02 01 01, not in order"
  })
  void refuses(String title, String digits, String fault) {
    assertThatThrownBy(() -> StrictDer.read(hex(digits)))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nested-10000.der", "nested-10000-indefinite.der"})
  @DisplayName("A-20 10,000 nested SEQUENCEs are refused without a stack overflow")
  void nested(String file) {
    assertThatThrownBy(() -> StrictDer.read(Golden.bytes("request/" + file)))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContainingAll("offset");
  }

  @Test
  @DisplayName("nesting of 32 is read, of 33 refused")
  void depth() {
    assertThat(StrictDer.read(nest(32))).isInstanceOf(ASN1Sequence.class);
    assertThatThrownBy(() -> StrictDer.read(nest(33)))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining("32 deep");
  }

  // The innermost of the values is at depth `depth`.
  private static byte[] nest(int depth) {
    var bytes = new byte[2 * depth + 2];
    for (int i = 0; i <= depth; i++) {
      bytes[2 * i] = 0x30;
      bytes[2 * i + 1] = (byte) (2 * (depth - i));
    }
    bytes[2 * depth] = 0x05;
    return bytes;
  }

  @Test
  @DisplayName("A-20 a huge SET OF is refused by its element count, a huge value by its size")
  void huge() {
    var elements = new byte[5 + 3 * 30_000];
    elements[0] = 0x31;
    elements[1] = (byte) 0x83;
    int length = elements.length - 5;
    elements[2] = (byte) (length >>> 16);
    elements[3] = (byte) (length >>> 8);
    elements[4] = (byte) length;
    for (int i = 5; i < elements.length; i += 3) {
      elements[i] = 0x02;
      elements[i + 1] = 0x01;
    }
    assertThatThrownBy(() -> StrictDer.read(elements))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining("20000 elements");
    assertThatThrownBy(() -> StrictDer.read(new byte[StrictDer.MAX_BYTES + 1]))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining("longer than");
  }

  @Test
  @DisplayName("no damaged encoding brings anything but MalformedInput, now or when it is walked")
  void fuzz() {
    var samples =
        List.of(
            Golden.bytes("request/good.der"),
            Golden.bytes("certificate/good.der"),
            Golden.bytes("cms/good.p7"));
    Mutations.feed(
        samples,
        bytes -> {
          var value = StrictDer.read(bytes);
          walk(value);
          assertThat(Der.of(Asn1.encoded(value)).length()).isEqualTo(bytes.length);
        });
  }

  private static void walk(ASN1Encodable value) {
    switch (value.toASN1Primitive()) {
      case ASN1Sequence sequence -> Arrays.stream(sequence.toArray()).forEach(StrictDerTest::walk);
      case ASN1Set set -> Arrays.stream(set.toArray()).forEach(StrictDerTest::walk);
      case ASN1TaggedObject tagged -> assertThat(tagged.getTagNo()).isBetween(0, 30);
      case ASN1String string -> assertThat(string.getString()).isNotNull();
      case ASN1OctetString octets -> assertThat(octets.getOctets()).isNotNull();
      default -> assertThat(value.hashCode()).isEqualTo(value.hashCode());
    }
  }
}
