package dev.crest.server.admin;

import dev.crest.server.access.Identity;
import dev.crest.server.store.Actor;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Reach;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/**
 * Describes what operations have in common: paging and filters of lists, bodies of changes, the
 * account and idempotency headers, and problems.
 */
@Component
final class OperationDescription implements GlobalOperationCustomizer, GlobalOpenApiCustomizer {
  private static final String PROBLEM = "#/components/schemas/Problem";

  static {
    SpringDocUtils.getConfig()
        .addRequestWrapperToIgnore(
            Reach.class,
            Oversight.class,
            Actor.class,
            Identity.class,
            ListQuery.class,
            IfMatch.class,
            Patch.class);
  }

  private final List<Class<?>> patched = new ArrayList<>();

  @Override
  public Operation customize(Operation operation, HandlerMethod method) {
    var parameters = method.getMethodParameters();
    for (var parameter : parameters) {
      if (parameter.getParameterType() == ListQuery.class) {
        list(operation, method);
      } else if (parameter.getParameterType() == Patch.class) {
        var generic = (ParameterizedType) parameter.getGenericParameterType();
        patch(operation, (Class<?>) generic.getActualTypeArguments()[0]);
      }
    }
    if (method.hasMethodAnnotation(Requires.class)) {
      header(operation, PermissionInterceptor.ACCOUNT_HEADER, "Which account is meant.");
      operation.addExtension(
          "x-permission",
          Optional.ofNullable(method.getMethodAnnotation(Requires.class))
              .orElseThrow()
              .value()
              .name()
              .toLowerCase(java.util.Locale.ROOT));
    } else {
      operation.setSecurity(List.of());
    }
    if (method.hasMethodAnnotation(org.springframework.web.bind.annotation.PostMapping.class)
        && method.hasMethodAnnotation(Requires.class)) {
      header(operation, IdempotencyFilter.HEADER, "Makes the request safe to repeat.");
    }
    operation.getResponses().addApiResponse("default", problem());
    return operation;
  }

  private static ApiResponse problem() {
    return new ApiResponse()
        .description("Refused")
        .content(
            new Content()
                .addMediaType(
                    "application/problem+json",
                    new MediaType().schema(new Schema<>().$ref(PROBLEM))));
  }

  private static void header(Operation operation, String name, String description) {
    operation.addParametersItem(
        new Parameter()
            .in("header")
            .name(name)
            .description(description)
            .required(false)
            .schema(new StringSchema()));
  }

  private static void list(Operation operation, HandlerMethod method) {
    var filters = method.getMethodAnnotation(Filters.class);
    query(
        operation,
        "limit",
        "Most items of the page, " + ListQuery.USUAL + " where nothing is said.",
        new IntegerSchema()
            .minimum(java.math.BigDecimal.ONE)
            .maximum(java.math.BigDecimal.valueOf(ListQuery.MOST)));
    query(operation, "cursor", "The next of the page before.", new StringSchema());
    var sort = new StringSchema();
    if (filters != null) {
      sort.setDescription(
          "id, " + String.join(", ", filters.sort()) + "; with - before it for descending");
    }
    query(operation, "sort", "What the list is ordered by.", sort);
    if (filters != null) {
      for (var filter : filters.value()) {
        query(operation, filter, "Filter.", new StringSchema());
      }
    }
  }

  private static void query(
      Operation operation, String name, String description, Schema<?> schema) {
    operation.addParametersItem(
        new Parameter()
            .in("query")
            .name(name)
            .description(description)
            .required(false)
            .schema(schema));
  }

  private void patch(Operation operation, Class<?> draft) {
    synchronized (patched) {
      if (!patched.contains(draft)) {
        patched.add(draft);
      }
    }
    var schema = new Schema<>().$ref("#/components/schemas/" + patchName(draft));
    operation.setRequestBody(
        new RequestBody()
            .required(true)
            .content(
                new Content()
                    .addMediaType("application/merge-patch+json", new MediaType().schema(schema))
                    .addMediaType("application/json", new MediaType().schema(schema))));
    header(operation, "If-Match", "The ETag that the change is made from.");
  }

  private static String patchName(Class<?> draft) {
    return draft.getSimpleName().replaceAll("Draft$", "") + "Patch";
  }

  /** Adds the schemas that no operation's signature leads to. */
  @Override
  public void customise(io.swagger.v3.oas.models.OpenAPI api) {
    var components = Optional.ofNullable(api.getComponents()).orElseGet(Components::new);
    api.setComponents(components);
    ModelConverters.getInstance(true)
        .readAll(new AnnotatedType(Problem.class))
        .forEach(components::addSchemas);
    for (var draft : patched) {
      var schemas = ModelConverters.getInstance(true).readAll(new AnnotatedType(draft));
      schemas.forEach((name, schema) -> {
        boolean whole = name.equals(draft.getSimpleName());
        if (whole) {
          ((Schema<?>) schema).setRequired(null);
        }
        components.addSchemas(whole ? patchName(draft) : name, schema);
      });
    }
  }
}
