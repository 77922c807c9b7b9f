package dev.crest.server.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The hash chain of audit events: each event's hash covers its content and the hash before it, so
 * that no event can be changed, left out or moved without every later hash being wrong. Each node
 * has a chain of its own. Pure functions; thread-safe.
 *
 * <p>Byte by byte, so that anybody can verify a chain without this program ({@code ‖} joins bytes):
 *
 * <pre>
 * genesis(node)  = SHA-256( "crest-audit-genesis-v1" ‖ string(node) )
 * hash(n)        = SHA-256( "crest-audit-event-v1" ‖ previous ‖ string(node) ‖ int64(n) ‖ event )
 * previous       = hash(n − 1), 32 bytes; for n = 1 it is genesis(node)
 * event          = int64(at) ‖ string(actor) ‖ string(action) ‖ string(outcome)
 *                  ‖ optional(reason) ‖ optional(accountId) ‖ optional(divisionId)
 *                  ‖ optional(resourceType) ‖ optional(resourceId)
 *                  ‖ optional(requestId) ‖ optional(address)
 *                  ‖ int32(number of details) ‖ { string(name) ‖ string(value) } for each detail
 *
 * int32, int64   = two's complement, big-endian
 * string(s)      = int32(number of bytes) ‖ the bytes of s in UTF-8
 * optional(s)    = string(s), or int32(−1) where there is none
 * at             = milliseconds since 1970-01-01T00:00:00Z
 * outcome        = "success" or "refused"
 * </pre>
 *
 * The quoted labels are ASCII without length or terminator. Details are ordered by their names'
 * UTF-8 bytes, compared as unsigned numbers.
 */
public final class AuditChain {
  private static final byte[] GENESIS_LABEL =
      "crest-audit-genesis-v1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT_LABEL =
      "crest-audit-event-v1".getBytes(StandardCharsets.US_ASCII);

  private AuditChain() {}

  /** Returns the head of a chain that has no event yet. */
  public static ChainHead genesis(String node) {
    var sha256 = sha256();
    sha256.update(GENESIS_LABEL);
    return new ChainHead(0, sha256.digest(string(node)));
  }

  /** Returns an event's canonical encoding, the last part of what is hashed. */
  public static byte[] encode(AuditEvent event) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(event.at().toEpochMilli());
      out.write(string(event.actor()));
      out.write(string(event.action()));
      out.write(string(event.outcome().text()));
      for (var part : optionalParts(event)) {
        out.write(part.map(AuditChain::string).orElseGet(() -> int32(-1)));
      }
      var details = sorted(event.details());
      out.writeInt(details.size());
      for (var detail : details.entrySet()) {
        out.write(string(detail.getKey()));
        out.write(string(detail.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the head after appending an event.
   *
   * @param encoded what {@link #encode} made of the event
   */
  public static ChainHead append(String node, ChainHead head, byte[] encoded) {
    long sequence = head.sequence() + 1;
    var sha256 = sha256();
    sha256.update(EVENT_LABEL);
    sha256.update(head.hash());
    sha256.update(string(node));
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
    return new ChainHead(sequence, sha256.digest(encoded));
  }

  private static Iterable<Optional<String>> optionalParts(AuditEvent event) {
    return List.of(
        event.reason(),
        event.accountId(),
        event.divisionId(),
        event.resourceType(),
        event.resourceId(),
        event.requestId(),
        event.address());
  }

  private static Map<String, String> sorted(Map<String, String> details) {
    var sorted =
        new TreeMap<String, String>((one, other) ->
            Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
    sorted.putAll(details);
    return sorted;
  }

  static byte[] string(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + bytes.length)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static byte[] int32(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
