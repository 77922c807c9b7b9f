package dev.crest.server.road;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.estwire.TransferEncoding;
import dev.crest.testkit.HeldRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A request as it goes over the wire. Immutable.
 *
 * @param host what the Host header says; empty for the name that TLS was told
 * @param headers whole lines
 */
public record EstRequest(
    String method,
    String target,
    String version,
    Optional<String> host,
    List<String> headers,
    byte[] body) {

  public static EstRequest of(String method, String target) {
    return new EstRequest(method, target, "HTTP/1.1", Optional.empty(), List.of(), new byte[0]);
  }

  public static EstRequest get(String target) {
    return of("GET", target).header("Accept", "*/*");
  }

  /** Posts bytes as they are, from a client that says what it is. */
  public static EstRequest post(String target, byte[] body) {
    var headers = List.of("User-Agent: road");
    return new EstRequest("POST", target, "HTTP/1.1", Optional.empty(), headers, body);
  }

  /** Posts a request in the way of RFC 8951: wrapped base64. */
  public static EstRequest post(String target, HeldRequest request) {
    return post(target, TransferEncoding.encode(request.der(), TransferEncoding.Lines.WRAPPED))
        .header("Content-Type", "application/pkcs10");
  }

  public EstRequest header(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(name + ": " + value);
    return new EstRequest(method, target, version, host, List.copyOf(more), body);
  }

  /** Adds a passcode without a user name. */
  public EstRequest passcode(String passcode) {
    return basic(":" + passcode);
  }

  /** Adds Basic credentials of any text. */
  public EstRequest basic(String text) {
    var encoded = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    return header("Authorization", "Basic " + encoded);
  }

  /** Asks for refusals in JSON. */
  public EstRequest json() {
    return header("Accept", "application/json");
  }

  public EstRequest host(String name) {
    return new EstRequest(method, target, version, Optional.of(name), headers, body);
  }

  public EstRequest http10() {
    return new EstRequest(method, target, "HTTP/1.0", host, headers, body);
  }

  boolean bodiless() {
    return method.equals("HEAD");
  }

  byte[] bytes(String serverName) {
    var head = new StringBuilder(method).append(' ').append(target).append(' ').append(version);
    head.append("\r\nHost: ").append(host.orElse(serverName)).append("\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    if (method.equals("POST") && headers.stream().noneMatch(h -> h.startsWith("Content-Length"))) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }
}
