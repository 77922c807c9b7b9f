package dev.crest.server.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Describes records as {@link RecordReader} reads and the API writes them: in snake_case, required
 * unless optional or a collection. swagger-core looks at types by Jackson 2, which knows nothing of
 * what Jackson 3 does.
 */
final class RecordSchemas extends ModelResolver {
  RecordSchemas() {
    super(new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
  }

  @Override
  @SuppressWarnings("rawtypes") // as declared by swagger-core
  public @Nullable Schema resolve(
      AnnotatedType annotated, ModelConverterContext context, Iterator<ModelConverter> next) {
    var raw = TypeFactory.defaultInstance().constructType(annotated.getType()).getRawClass();
    if (raw == Duration.class) {
      return new StringSchema().format("duration");
    }
    if (raw == JsonNode.class) {
      return documented(annotated)
          .map(type -> context.resolve(new AnnotatedType(type).resolveAsRef(true)))
          .orElseGet(Schema::new);
    }
    Schema resolved = super.resolve(annotated, context, next);
    if (raw.isRecord() && resolved != null) {
      require(raw, resolved, context);
    }
    return resolved;
  }

  /** Returns the record that says what is in the JSON of a component, where one does. */
  private static Optional<Class<?>> documented(AnnotatedType annotated) {
    var annotations = annotated.getCtxAnnotations();
    return Arrays.stream(annotations == null ? new Annotation[0] : annotations)
        .filter(io.swagger.v3.oas.annotations.media.Schema.class::isInstance)
        .map(io.swagger.v3.oas.annotations.media.Schema.class::cast)
        .<Class<?>>map(schema -> schema.implementation())
        .filter(type -> type != Void.class)
        .findFirst();
  }

  private static void require(Class<?> type, Schema<?> resolved, ModelConverterContext context) {
    var name = resolved.getName() == null ? type.getSimpleName() : resolved.getName();
    Optional.ofNullable(context.getDefinedModels().get(name)).ifPresent(s -> require(type, s));
    if (resolved.get$ref() == null) {
      require(type, resolved);
    }
  }

  private static void require(Class<?> type, Schema<?> schema) {
    if (schema.getProperties() == null) {
      return;
    }
    var required =
        Arrays.stream(type.getRecordComponents())
            .filter(component ->
                component.getType() != Optional.class
                    && !Collection.class.isAssignableFrom(component.getType())
                    && !Map.class.isAssignableFrom(component.getType()))
            .map(component -> RecordReader.name(component.getName()))
            .filter(schema.getProperties()::containsKey)
            .toList();
    schema.setRequired(required.isEmpty() ? null : required);
  }
}
