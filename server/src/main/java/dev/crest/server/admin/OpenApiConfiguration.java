package dev.crest.server.admin;

import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Locale;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The OpenAPI description that springdoc makes of the controllers. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
  private static final String DESCRIPTION =
      """
      Everything that an administrator does in Crest. Names are snake_case, times are RFC 3339 in UTC, spans are ISO 8601.

      Authentication: `x-api-key`, or the session cookie of a signed-in person. Where somebody has roles in several accounts, `x-account-id` says
      which one is meant. Lists answer `{items, next}`: pass `next` as `cursor` for the page after it. A creation with `Idempotency-Key` is done once
      however often it is sent. Objects have a `version`, which is also their `ETag`; a change with `If-Match` is refused (409) if somebody else was
      quicker. Whatever is refused is answered by problem details (RFC 9457) that name every fault at once.
      """;

  @Bean
  static ModelResolver modelResolver() {
    return new RecordSchemas();
  }

  @Bean
  static OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Crest management API")
                .version("v1")
                .description(DESCRIPTION)
                .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
        .components(
            new Components()
                .addSecuritySchemes(
                    "api_key",
                    new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.HEADER)
                        .name("x-api-key"))
                .addSecuritySchemes(
                    "session",
                    new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.COOKIE)
                        .name("__Host-crest-session")
                        .description("Changes need its token in x-csrf-token too.")))
        .addSecurityItem(new SecurityRequirement().addList("api_key"))
        .addSecurityItem(new SecurityRequirement().addList("session"));
  }

  /**
   * The description is the same wherever it is made, and constants are written as they are sent.
   */
  @Bean
  static GlobalOpenApiCustomizer tidy() {
    return api -> {
      api.setServers(null);
      if (api.getComponents() != null && api.getComponents().getSchemas() != null) {
        api.getComponents().getSchemas().values().forEach(OpenApiConfiguration::lowerConstants);
      }
    };
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // swagger-core's schemas are raw.
  static void lowerConstants(Schema schema) {
    if (schema.getEnum() != null) {
      schema.setEnum(
          ((java.util.List<Object>) schema.getEnum())
              .stream().map(constant -> constant.toString().toLowerCase(Locale.ROOT)).toList());
    }
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(each -> lowerConstants((Schema) each));
    }
    if (schema.getItems() != null) {
      lowerConstants(schema.getItems());
    }
    if (schema.getAdditionalProperties() instanceof Schema more) {
      lowerConstants(more);
    }
  }
}
