package dev.crest.server.admin;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Values at and beyond the boundaries of what anybody should send. */
final class HostileValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "' or 1=1 --",
          "\"; drop table certificate; --",
          "%",
          "_%!",
          "../../../etc/passwd",
          "..%2f..%2f",
          "<script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "\u202Etxet",
          "\ud800",
          "\udfff\ud800",
          "\uFEFF",
          "\r\nSet-Cookie: a=b",
          "${jndi:ldap://localhost/a}",
          "IOT_00000000-0000-0000-0000-000000000000",
          "00000000-0000-7000-8000-000000000000",
          "9223372036854775808",
          "-1",
          "1e400",
          "10000-01-01T00:00:00Z",
          "-1000000000-01-01T00:00:00Z",
          "+1000000000-12-31T23:59:59.999999999Z",
          "PT999999999999999999H",
          "P-1D",
          "P100000000D",
          "null",
          "true",
          "é".repeat(300),
          "x".repeat(5_000),
          "(a+)+$",
          "[",
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");

  private HostileValues() {}

  static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  static List<String> texts() {
    return TEXTS;
  }

  static JsonNode any(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.numberNode(Long.MAX_VALUE);
      case 3 -> JSON.numberNode(Long.MIN_VALUE);
      case 4 -> JSON.numberNode(0);
      case 5 -> JSON.numberNode(-1);
      case 6 -> JSON.numberNode(0.1);
      case 7 -> JSON.numberNode(new BigInteger("9".repeat(25)));
      case 8 -> JSON.arrayNode().add(text(random)).addNull().add(JSON.objectNode());
      case 9 -> JSON.objectNode().put(text(random), text(random));
      default -> JSON.stringNode(text(random));
    };
  }
}
