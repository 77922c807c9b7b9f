package dev.crest.estclient;

import dev.crest.estwire.EstOperation;
import dev.crest.estwire.MediaTypes;
import dev.crest.estwire.MultipartMixed;
import dev.crest.estwire.MultipartMixed.Part;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the answer to serverkeygen (RFC 7030 §4.4.2): a key and a certificate in either order, and
 * nothing else.
 *
 * @param key the generated key
 * @param certificates of the certificate's part
 */
record GeneratedKey(DeviceKey key, List<Certificate> certificates) {
  private static final EstOperation OPERATION = EstOperation.SERVERKEYGEN;

  static GeneratedKey read(
      HttpReply reply, Optional<KeyProtection> protection, KeyEnvelope envelope, Limits limits)
      throws EstException.Unacceptable {
    if (!reply.mediaType().equals(MediaTypes.MULTIPART_MIXED)) {
      throw new EstException.Unacceptable(
          "the server answers serverkeygen with "
              + Foreign.text(reply.mediaType())
              + " in place of a key and a certificate");
    }
    try {
      var parts = MultipartMixed.read(reply.header("content-type").orElse(""), reply.body());
      if (parts.size() != 2) {
        throw new MalformedInput("it has " + parts.size() + " parts instead of two");
      }
      int key = isKey(parts.getFirst()) ? 0 : 1;
      if (!isKey(parts.get(key)) || isKey(parts.get(1 - key))) {
        throw new MalformedInput("its parts are not one key and one certificate");
      }
      requireCertificate(parts.get(1 - key));
      return new GeneratedKey(
          key(parts.get(key), protection, envelope),
          Answers.certificates(OPERATION, parts.get(1 - key).body(), limits));
    } catch (MalformedInput e) {
      throw Answers.unreadable(OPERATION, e);
    } finally {
      Arrays.fill(reply.body(), (byte) 0);
    }
  }

  private static boolean isKey(Part part) {
    var type = part.contentType().toLowerCase(Locale.ROOT);
    return type.startsWith(MediaTypes.PKCS8) || type.contains("server-generated-key");
  }

  private static void requireCertificate(Part part) {
    if (!part.contentType().toLowerCase(Locale.ROOT).startsWith("application/pkcs7-mime")) {
      throw new MalformedInput("one of its parts is neither a key nor a certificate");
    }
  }

  private static DeviceKey key(
      Part part, Optional<KeyProtection> protection, KeyEnvelope envelope) {
    boolean plain = part.contentType().toLowerCase(Locale.ROOT).startsWith(MediaTypes.PKCS8);
    if (plain && protection.isPresent()) {
      throw new MalformedInput("the key came in the clear although it was to be encrypted");
    }
    if (!plain && protection.isEmpty()) {
      throw new MalformedInput("the key came encrypted for nobody that is known here");
    }
    var decoded =
        LenientDecoder.one(part.body(), Set.of("PRIVATE KEY", "CMS", "PKCS7")).der().bytes();
    try {
      return plain
          ? DeviceKey.of(Keys.readPrivate(decoded))
          : envelope.open(decoded, protection.orElseThrow());
    } finally {
      Arrays.fill(decoded, (byte) 0);
      Arrays.fill(part.body(), (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "GeneratedKey[" + key + "]";
  }
}
