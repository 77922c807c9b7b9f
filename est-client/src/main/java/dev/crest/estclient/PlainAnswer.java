package dev.crest.estclient;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer as it came, not judged: for those who look for what is wrong with a server or with a
 * set-up. Immutable.
 *
 * @see EstClient#probe
 */
public final class PlainAnswer {
  private final HttpReply reply;
  private final boolean authorized;

  PlainAnswer(HttpReply reply, boolean authorized) {
    this.reply = reply;
    this.authorized = authorized;
  }

  /** Returns the HTTP status. */
  public int status() {
    return reply.status();
  }

  /** Returns all headers, by lower-case name. */
  public Map<String, List<String>> headers() {
    return Map.copyOf(reply.headers());
  }

  /** Returns the first header of a name; foreign text. */
  public Optional<String> header(String name) {
    return reply.header(name);
  }

  /** Returns the media type without parameters, in lower case; empty where it is not said. */
  public String mediaType() {
    return reply.mediaType();
  }

  /** Returns the body. */
  public byte[] body() {
    return reply.body().clone();
  }

  /** Whether the server asked for the credential, and got it before it gave this answer. */
  public boolean authorized() {
    return authorized;
  }

  /** Returns the kinds of authentication that are offered (RFC 9110 §11.6.1), in lower case. */
  public List<String> challenges() {
    return Challenge.read(reply.all("www-authenticate")).stream().map(Challenge::scheme).toList();
  }

  /** Returns what the server says in words, without control characters and of bearable length. */
  public Optional<String> said() {
    return Answers.said(reply);
  }

  /** Returns Retry-After (RFC 9110 §10.2.3), at most a year; empty where it is not said. */
  public Optional<Duration> retryAfter(InstantSource clock) {
    return Answers.retryAfter(reply, clock);
  }

  @Override
  public String toString() {
    return "PlainAnswer[" + status() + "]";
  }
}
