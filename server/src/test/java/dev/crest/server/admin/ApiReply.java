package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the management API answered. */
public record ApiReply(int status, HttpHeaders headers, byte[] body) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Returns the body as JSON. */
  public JsonNode json() {
    return JSON.readTree(body);
  }

  /** Returns a field of the body as text. */
  public String text(String field) {
    return json().path(field).asString();
  }

  public String id() {
    return text("id");
  }

  /** Checks the status, showing the body where it is another. */
  public ApiReply expect(int expected) {
    assertThat(status)
        .as(new String(body, java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(expected);
    return this;
  }

  /** Returns the pointers of a problem's errors. */
  public java.util.List<String> pointers() {
    return json().path("errors").valueStream().map(e -> e.path("pointer").asString()).toList();
  }
}
