package dev.crest.server.admin;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.stereotype.Component;

/**
 * Reads request bodies into records by {@link RecordReader}; bodies of other types are not its
 * business. Thread-safe.
 */
@Component
final class JsonRecords implements HttpMessageConverter<Object> {
  private final JsonBody bodies;

  JsonRecords(JsonBody bodies) {
    this.bodies = bodies;
  }

  /**
   * @throws Refused {@code UNSUPPORTED_TYPE} if a body is not said to be JSON
   */
  static void requireJson(@Nullable String contentType) {
    var type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/json") && !type.startsWith("application/merge-patch+json")) {
      throw Refused.of(Kind.UNSUPPORTED_TYPE, "media-type", "The body must be application/json.");
    }
  }

  @Override
  public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
    return type.isRecord() && type.getName().startsWith("dev.crest.");
  }

  @Override
  public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
    return false;
  }

  @Override
  public List<MediaType> getSupportedMediaTypes() {
    return List.of(MediaType.APPLICATION_JSON);
  }

  @Override
  public Object read(Class<?> type, HttpInputMessage message) throws IOException {
    var contentType = message.getHeaders().getFirst("Content-Type");
    requireJson(contentType);
    return RecordReader.read(bodies.read(message.getBody()), type);
  }

  @Override
  public void write(
      Object value, @Nullable MediaType contentType, HttpOutputMessage outputMessage) {
    throw new UnsupportedOperationException("it only reads");
  }
}
