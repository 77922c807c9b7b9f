package dev.crest.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuditChainTest {
  private static final HexFormat HEX = HexFormat.of();

  private static AuditEvent event(Map<String, String> details) {
    return new AuditEvent(
        Instant.ofEpochMilli(0x0102030405L),
        "user:ada",
        "division.create",
        AuditEvent.Outcome.SUCCESS,
        Optional.empty(),
        Optional.of("a1"),
        Optional.empty(),
        Optional.of("division"),
        Optional.of("d1"),
        Optional.of("r1"),
        Optional.empty(),
        details);
  }

  @Test
  @DisplayName("an event's encoding is byte for byte the documented one")
  void encoding() {
    var details = new LinkedHashMap<String, String>();
    details.put("b", "ü");
    details.put("a", "");

    assertThat(HEX.formatHex(AuditChain.encode(event(details))))
        .isEqualTo(
            "0000000102030405"
                + "00000008"
                + text("user:ada")
                + "0000000f"
                + text("division.create")
                + "00000007"
                + text("success")
                + "ffffffff"
                + "00000002"
                + text("a1")
                + "ffffffff"
                + "00000008"
                + text("division")
                + "00000002"
                + text("d1")
                + "00000002"
                + text("r1")
                + "ffffffff"
                + "00000002"
                + "00000001"
                + text("a")
                + "00000000"
                + "00000001"
                + text("b")
                + "00000002"
                + "c3bc");
  }

  @Test
  @DisplayName("genesis and hashes are those that anybody computes from the documentation")
  void hashes() throws Exception {
    var sha256 = MessageDigest.getInstance("SHA-256");
    var genesis =
        sha256.digest(HEX.parseHex(text("crest-audit-genesis-v1") + "00000006" + text("node-1")));
    assertThat(AuditChain.genesis("node-1").hash()).isEqualTo(genesis);
    assertThat(AuditChain.genesis("node-1").sequence()).isZero();

    var encoded = AuditChain.encode(event(Map.of()));
    var first =
        sha256.digest(
            HEX.parseHex(
                text("crest-audit-event-v1")
                    + HEX.formatHex(genesis)
                    + "00000006"
                    + text("node-1")
                    + "0000000000000001"
                    + HEX.formatHex(encoded)));
    var head = AuditChain.append("node-1", AuditChain.genesis("node-1"), encoded);
    assertThat(head.hash()).isEqualTo(first);
    assertThat(head.sequence()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "a field that is absent is not one that is empty, and text cannot move between fields")
  void unambiguous() {
    var none = Optional.<String>empty();
    var at = Instant.EPOCH;
    var absent =
        new AuditEvent(
            at,
            "a",
            "b",
            AuditEvent.Outcome.REFUSED,
            none,
            none,
            none,
            none,
            none,
            none,
            none,
            Map.of());
    var empty =
        new AuditEvent(
            at,
            "a",
            "b",
            AuditEvent.Outcome.REFUSED,
            Optional.of(""),
            none,
            none,
            none,
            none,
            none,
            none,
            Map.of());
    var moved =
        new AuditEvent(
            at,
            "ab",
            "",
            AuditEvent.Outcome.REFUSED,
            none,
            none,
            none,
            none,
            none,
            none,
            none,
            Map.of());

    assertThat(AuditChain.encode(absent)).isNotEqualTo(AuditChain.encode(empty));
    assertThat(AuditChain.encode(absent)).isNotEqualTo(AuditChain.encode(moved));
  }

  private static String text(String ascii) {
    return HEX.formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
