package dev.crest.server.admin;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Serves the console: its files, and its page at every path that a browser navigates to, since the
 * console's routes are known to the console alone. Everything under {@code /api}, every change and
 * everything that is neither goes on to the API, which answers by JSON. Thread-safe.
 */
@Component
@Order(0)
final class ConsoleFilter implements Filter {
  private static final int NONCE_BYTES = 18;
  private static final String API = "/api";

  private final ConsoleFiles files;
  private final SecureRandom random = new SecureRandom();

  ConsoleFilter(ConsoleFiles files) {
    this.files = files;
  }

  @Override
  public void doFilter(ServletRequest plain, ServletResponse reply, FilterChain chain)
      throws IOException, ServletException {
    var request = (HttpServletRequest) plain;
    var response = (HttpServletResponse) reply;
    var path = path(request);
    boolean ours = reads(request) && !path.equals(API) && !path.startsWith(API + "/");
    var file = ours ? files.file(path) : Optional.<ConsoleFile>empty();
    if (file.isPresent()) {
      send(file.get(), request, response);
    } else if (ours && navigates(request, path)) {
      page(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static String path(HttpServletRequest request) {
    return request.getServletPath() + Optional.ofNullable(request.getPathInfo()).orElse("");
  }

  private static boolean reads(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  /**
   * Whether a browser goes to an address, rather than a page or program fetching one: a wrong name
   * of a script must not be answered by HTML.
   */
  private static boolean navigates(HttpServletRequest request, String path) {
    if (path.startsWith(ConsoleFiles.ASSETS) || path.contains("/.")) {
      return false;
    }
    var accept =
        Optional.ofNullable(request.getHeader("Accept")).orElse("*/*").toLowerCase(Locale.ROOT);
    boolean named = path.substring(path.lastIndexOf('/') + 1).indexOf('.') >= 0;
    return accept.contains("text/html") || (accept.contains("*/*") && !named);
  }

  private void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    var nonce = Base64.getEncoder().encodeToString(bytes);
    SafeHeaders.set(request, response);
    response.setHeader("Content-Security-Policy", policy(nonce));
    response.setContentType("text/html;charset=utf-8");
    write(files.page(nonce), request, response);
  }

  private static String policy(String nonce) {
    return "default-src 'none'; script-src 'self' 'nonce-"
        + nonce
        + "'; style-src 'self' 'nonce-"
        + nonce
        + "'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self';"
        + " base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'";
  }

  private static void send(
      ConsoleFile file, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean gzip = takesGzip(request);
    SafeHeaders.set(request, response);
    response.setHeader(
        "Cache-Control", file.lasting() ? "public, max-age=31536000, immutable" : "no-cache");
    response.setHeader("ETag", file.tag(gzip));
    if (file.varies()) {
      response.setHeader("Vary", "Accept-Encoding");
    }
    if (known(request, file)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    if (file.compressed(gzip)) {
      response.setHeader("Content-Encoding", "gzip");
    }
    response.setContentType(file.type());
    write(file.bytes(gzip), request, response);
  }

  private static boolean takesGzip(HttpServletRequest request) {
    var accepted = Optional.ofNullable(request.getHeader("Accept-Encoding")).orElse("");
    return Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(",", -1))
        .map(coding -> coding.replace(" ", ""))
        .anyMatch(coding ->
            coding.equals("gzip")
                || (coding.startsWith("gzip;") && !coding.matches("gzip;q=0(\\.0*)?")));
  }

  /** Whether the browser has it, in either form (RFC 9110 §13.1.2). */
  private static boolean known(HttpServletRequest request, ConsoleFile file) {
    var tags = Optional.ofNullable(request.getHeader("If-None-Match")).orElse("");
    return Arrays.stream(tags.split(",", -1))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag ->
            tag.equals("*") || Stream.of(file.tag(true), file.tag(false)).anyMatch(tag::equals));
  }

  private static void write(byte[] body, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }
}
