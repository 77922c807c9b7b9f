package dev.crest.server.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** An API key in {@code x-api-key}. */
@Component
@Order(1)
final class ApiKeySignIn implements SignIn {
  static final String HEADER = "x-api-key";

  private final ApiKeys keys;

  ApiKeySignIn(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public Optional<Identity> identify(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader(HEADER)).map(keys::authenticate);
  }
}
