package dev.crest.server.admin;

import dev.crest.server.hierarchy.KeyProtection;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.IdempotencyKeys;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Does a POST with an {@code Idempotency-Key} once: the same request again gets the same reply. A
 * reply may hold a secret that is shown once, so it is kept sealed, for a day; a refused request is
 * not kept, since nothing was done. Thread-safe.
 */
@Component
@Order(2)
final class IdempotencyFilter implements Filter {
  static final String HEADER = "idempotency-key";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{8,128}");
  private static final List<String> KEPT_HEADERS = List.of("Content-Type", "ETag", "Location");
  private static final int LEAST_ERROR = 300;

  private final IdempotencyKeys keys;
  private final KeyProtection protection;
  private final AdminSettings settings;
  private final Problems problems;

  IdempotencyFilter(
      IdempotencyKeys keys, KeyProtection protection, AdminSettings settings, Problems problems) {
    this.keys = keys;
    this.protection = protection;
    this.settings = settings;
    this.problems = problems;
  }

  @Override
  public void doFilter(ServletRequest plain, ServletResponse reply, FilterChain chain)
      throws IOException, ServletException {
    var request = (HttpServletRequest) plain;
    var response = (HttpServletResponse) reply;
    var key = request.getHeader(HEADER);
    var identity = CallContext.identity(request);
    if (key == null || identity.isEmpty() || !request.getMethod().equals("POST")) {
      chain.doFilter(request, response);
      return;
    }
    if (!KEY.matcher(key).matches()) {
      throw Refused.of(
          Kind.INVALID,
          "idempotency-key",
          "An idempotency key has 8 to 128 visible ASCII characters.");
    }
    once(identity.get().id(), key, request, response, chain);
  }

  private void once(
      String principal,
      String key,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    boolean json = isJson(request);
    var body = json ? RepeatableRequest.of(request, settings.bodyBytes()) : null;
    var digest = digest(request, body == null ? new byte[0] : body.bytes());
    var earlier = keys.take(principal, key, digest);
    if (earlier.isPresent()) {
      repeat(earlier.get(), sealName(principal, key), response);
      return;
    }
    boolean kept = false;
    var wrapped = new ContentCachingResponseWrapper(response);
    try {
      attempt(body == null ? request : body, wrapped, chain);
      if (wrapped.getStatus() < LEAST_ERROR) {
        keys.answered(principal, key, reply(wrapped, sealName(principal, key)));
        kept = true;
      }
    } finally {
      if (!kept) {
        keys.release(principal, key);
      }
      wrapped.copyBodyToResponse();
    }
  }

  /** Refusals become replies here, so that the wrapped reply is whole. */
  private void attempt(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (Refused refused) {
      problems.write(refused, request, response);
    }
  }

  private static boolean isJson(HttpServletRequest request) {
    var type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private IdempotencyKeys.Reply reply(ContentCachingResponseWrapper response, String name) {
    var headers = new ArrayList<String>();
    for (var header : KEPT_HEADERS) {
      var value =
          header.equals("Content-Type") ? response.getContentType() : response.getHeader(header);
      if (value != null) {
        headers.add(header);
        headers.add(value);
      }
    }
    return new IdempotencyKeys.Reply(
        response.getStatus(), headers, protection.seal(name, response.getContentAsByteArray()));
  }

  private void repeat(IdempotencyKeys.Reply reply, String name, HttpServletResponse response)
      throws IOException {
    response.setStatus(reply.status());
    for (int i = 0; i + 1 < reply.headers().size(); i += 2) {
      response.setHeader(reply.headers().get(i), reply.headers().get(i + 1));
    }
    response.setHeader("Idempotent-Replayed", "true");
    var body = protection.unseal(name, reply.sealedBody());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static String sealName(String principal, String key) {
    return "idempotency:" + principal + ":" + key;
  }

  /** An upload is not read twice: its address and length stand for it. */
  private static byte[] digest(HttpServletRequest request, byte[] body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var head =
          String.join(
              "\n",
              request.getRequestURI(),
              String.valueOf(request.getQueryString()),
              String.valueOf(request.getHeader(PermissionInterceptor.ACCOUNT_HEADER)),
              Long.toString(request.getContentLengthLong()));
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      return digest.digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
