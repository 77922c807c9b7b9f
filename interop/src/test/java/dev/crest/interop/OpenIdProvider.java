package dev.crest.interop;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** Spring Authorization Server as the OpenID provider of some people, on HTTPS in this process. */
final class OpenIdProvider implements AutoCloseable {
  static final String SECRET = "interop-client-secret";
  static final String PASSWORD = "at the provider";

  /** Which groups people are in, by name; changed while it runs. */
  static final Map<String, List<String>> GROUPS = new ConcurrentHashMap<>();

  private final ConfigurableApplicationContext context;
  private final String issuer;

  private OpenIdProvider(ConfigurableApplicationContext context, String issuer) {
    this.context = context;
    this.issuer = issuer;
  }

  /**
   * Starts it; {@code provider.pem} and {@code provider.key} are made in the folder.
   *
   * @param redirect where it sends browsers back to
   */
  static OpenIdProvider start(Path folder, int port, String redirect) {
    Tool.run(
            folder,
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            "provider.key",
            "-out",
            "provider.pem")
        .good();
    var issuer = "https://localhost:" + port;
    var client = "spring.security.oauth2.authorizationserver.client.crest.";
    var properties = new HashMap<String, Object>();
    properties.put("server.port", port);
    properties.put("server.address", "127.0.0.1");
    properties.put("server.ssl.certificate", folder.resolve("provider.pem").toUri().toString());
    properties.put(
        "server.ssl.certificate-private-key", folder.resolve("provider.key").toUri().toString());
    properties.put("spring.main.banner-mode", "off");
    properties.put("spring.security.oauth2.authorizationserver.issuer", issuer);
    properties.put(client + "require-proof-key", "true");
    properties.put(client + "require-authorization-consent", "false");
    properties.put(client + "registration.client-id", "crest");
    properties.put(client + "registration.client-secret", "{noop}" + SECRET);
    properties.put(client + "registration.client-authentication-methods", "client_secret_basic");
    properties.put(client + "registration.authorization-grant-types", "authorization_code");
    properties.put(client + "registration.redirect-uris", redirect);
    properties.put(client + "registration.scopes", "openid,profile,email");
    var application = new SpringApplication(People.class);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(properties);
    return new OpenIdProvider(application.run(), issuer);
  }

  String issuer() {
    return issuer;
  }

  /** Its people, and what it says of them. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class People {
    @Bean
    static UserDetailsService users() {
      return new InMemoryUserDetailsManager(
          List.of("ada", "eve").stream()
              .map(name ->
                  User.withUsername(name).password("{noop}" + PASSWORD).roles("USER").build())
              .toList());
    }

    @Bean
    static OAuth2TokenCustomizer<JwtEncodingContext> claims() {
      return context -> {
        var name = context.getPrincipal().getName();
        context
            .getClaims()
            .claim("preferred_username", name)
            .claim("groups", GROUPS.getOrDefault(name, List.of()));
      };
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
