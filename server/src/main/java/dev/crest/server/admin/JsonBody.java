package dev.crest.server.admin;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON bodies: bounded in size and depth, no field twice, nothing after the value.
 * Thread-safe.
 */
@Component
final class JsonBody {
  private static final int DEPTH = 50;

  private final int mostBytes;
  private final JsonMapper mapper;

  JsonBody(AdminSettings settings) {
    this.mostBytes = settings.bodyBytes();
    var factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(mostBytes)
                    .maxNumberLength(30)
                    .build())
            .build();
    this.mapper =
        JsonMapper.builder(factory)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /**
   * @throws Refused {@code MALFORMED} if it is not JSON, {@code TOO_LARGE}
   */
  JsonNode read(InputStream body) throws IOException {
    var bytes = body.readNBytes(mostBytes + 1);
    if (bytes.length > mostBytes) {
      throw Refused.of(
          Kind.TOO_LARGE, "body-too-large", "A body has at most " + mostBytes + " bytes.");
    }
    try {
      var json = mapper.readTree(bytes);
      if (json.isMissingNode()) {
        throw malformed();
      }
      return json;
    } catch (JacksonException e) {
      throw malformed();
    }
  }

  private static Refused malformed() {
    return Refused.of(
        Kind.MALFORMED,
        "body-malformed",
        "The body must be JSON (RFC 8259), in UTF-8, without duplicate fields.");
  }
}
