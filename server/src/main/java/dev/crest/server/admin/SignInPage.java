package dev.crest.server.admin;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page that the links of first run, quickstart and invitations lead to, until there is a
 * console: one file, no third party, and nothing runs on it but what its hashes name.
 */
@RestController
@Hidden
final class SignInPage {
  private final byte[] page;
  private final String policy;

  SignInPage() {
    try (var in = SignInPage.class.getResourceAsStream("sign-in.html")) {
      page = Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var text = new String(page, StandardCharsets.UTF_8);
    policy =
        "default-src 'none'; script-src "
            + hash(text, "script")
            + "; style-src "
            + hash(text, "style")
            + "; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  private static String hash(String page, String element) {
    int from = page.indexOf("<" + element + ">") + element.length() + 2;
    var content = page.substring(from, page.indexOf("</" + element + ">"));
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @GetMapping("/sign-in")
  @Open("one signs in on it")
  void page(HttpServletResponse response) throws IOException {
    response.setHeader("Content-Security-Policy", policy);
    response.setContentType("text/html;charset=utf-8");
    response.setContentLength(page.length);
    response.getOutputStream().write(page);
  }
}
