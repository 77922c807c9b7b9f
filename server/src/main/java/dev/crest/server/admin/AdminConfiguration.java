package dev.crest.server.admin;

import dev.crest.server.access.Identity;
import java.util.List;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** How Spring puts the management API together. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = JacksonAutoConfiguration.class)
@ComponentScan(basePackageClasses = {AdminConfiguration.class, Identity.class})
class AdminConfiguration {

  /** JSON of replies: snake_case, constants in lower case, what is absent left out. */
  @Bean
  static JsonMapper jsonMapper() {
    return JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
        .changeDefaultPropertyInclusion(usual ->
            usual
                .withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT)
                .withContentInclusion(
                    com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT))
        .build();
  }

  @Bean
  static WebMvcConfigurer web(
      PermissionInterceptor permissions, Arguments arguments, JsonRecords records) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(permissions);
      }

      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(arguments);
      }

      @Override
      public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.addCustomConverter(records);
      }

      @Override
      public void configurePathMatch(PathMatchConfigurer paths) {
        paths.setPatternParser(new org.springframework.web.util.pattern.PathPatternParser());
      }
    };
  }
}
