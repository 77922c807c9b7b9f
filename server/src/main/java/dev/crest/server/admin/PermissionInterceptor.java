package dev.crest.server.admin;

import dev.crest.server.access.Authorization;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Has every operation authorised before it runs; one that says nothing is nobody's. */
@Component
final class PermissionInterceptor implements HandlerInterceptor {
  static final String ACCOUNT_HEADER = "x-account-id";

  private final Authorization authorization;

  PermissionInterceptor(Authorization authorization) {
    this.authorization = authorization;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!(handler instanceof HandlerMethod method)) {
      throw Refused.of(Kind.NOT_FOUND, "path-unknown", "There is nothing at this address.");
    }
    var requires = method.getMethodAnnotation(Requires.class);
    if (requires != null) {
      var identity = CallContext.signedIn(request);
      var reach =
          authorization.permit(
              identity,
              requires.value(),
              Optional.ofNullable(request.getHeader(ACCOUNT_HEADER)),
              CallContext.actor(request));
      CallContext.reach(request, reach);
      CallContext.oversight(request, authorization.oversight(identity, requires.value(), reach));
      return true;
    }
    if (method.getMethodAnnotation(Open.class) != null
        || method.getBeanType().getName().startsWith("org.springdoc.")) {
      return true;
    }
    throw new IllegalStateException("an operation must say what it requires: " + method);
  }
}
