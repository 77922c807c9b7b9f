package dev.crest.estclient;

import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.EstOperation;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What answers mean: their status, and what they hold. */
final class Answers {
  /** The types under which certs-only messages are met; none at all is one of them. */
  private static final Set<String> MESSAGES =
      Set.of(
          "",
          "application/pkcs7-mime",
          "application/x-pkcs7-mime",
          "application/pkcs7",
          "application/octet-stream");

  private static final long LONGEST_WAIT_SECONDS = Duration.ofDays(365).toSeconds();

  private Answers() {}

  /** Turns a status that is not the one hoped for into what the caller can do about it. */
  static EstException failed(EstOperation operation, HttpReply reply, InstantSource clock) {
    var what = operation.segment();
    var said = said(reply).map(text -> ": " + text).orElse("");
    int status = reply.status();
    var sentence = "the server refuses " + what + " (HTTP status " + status + ")" + said;
    return switch (status) {
      case 401, 403 -> new EstException.Denied(sentence);
      case 404, 405, 501 ->
          new EstException.Unsupported(
              "there is no " + what + " at this address (HTTP status " + status + ")" + said);
      case 408, 429 -> new EstException.Unreachable(sentence, retryAfter(reply, clock));
      default -> {
        if (status >= 500) {
          yield new EstException.Unreachable(
              "the server cannot do " + what + " now (HTTP status " + status + ")" + said,
              retryAfter(reply, clock));
        }
        yield status >= 400
            ? new EstException.Refused(status, sentence)
            : new EstException.Unacceptable(
                "the server answers "
                    + what
                    + " with HTTP status "
                    + status
                    + ", which means nothing here");
      }
    };
  }

  /** Returns what the server says in words. */
  static Optional<String> said(HttpReply reply) {
    var type = reply.mediaType();
    return type.isEmpty() || type.equals("text/plain") || type.endsWith("json")
        ? Optional.of(Foreign.text(reply.body())).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  /**
   * Reads Retry-After (RFC 9110 §10.2.3), seconds or a date; empty where there is none or it is
   * malformed. Never negative, and no longer than a year.
   */
  static Optional<Duration> retryAfter(HttpReply reply, InstantSource clock) {
    var value = reply.header("retry-after").orElse("");
    if (value.matches("[0-9]+")) {
      long seconds =
          value.length() > 9
              ? LONGEST_WAIT_SECONDS
              : Math.min(Long.parseLong(value), LONGEST_WAIT_SECONDS);
      return Optional.of(Duration.ofSeconds(seconds));
    }
    try {
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      long seconds = Duration.between(clock.instant(), at).toSeconds() + 1;
      return Optional.of(Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_WAIT_SECONDS)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Reads the certificates of an answer. */
  static List<Certificate> certificates(EstOperation operation, HttpReply reply, Limits limits)
      throws EstException.Unacceptable {
    if (!MESSAGES.contains(reply.mediaType())) {
      throw new EstException.Unacceptable(
          "the server answers "
              + operation.segment()
              + " with "
              + Foreign.text(reply.mediaType())
              + " in place of certificates; is the address right?");
    }
    return certificates(operation, reply.body(), limits);
  }

  static List<Certificate> certificates(EstOperation operation, byte[] body, Limits limits)
      throws EstException.Unacceptable {
    try {
      var certificates = Certificates.read(body);
      if (certificates.size() > limits.certificates()) {
        throw new MalformedInput(
            certificates.size() + " certificates are more than " + limits.certificates());
      }
      return certificates;
    } catch (MalformedInput e) {
      throw unreadable(operation, e);
    }
  }

  /** Reads csrattrs; empty where the server has no wishes. */
  static Optional<CsrAttributes> attributes(HttpReply reply) throws EstException.Unacceptable {
    if (reply.body().length == 0) {
      return Optional.empty();
    }
    try {
      var der = LenientDecoder.one(reply.body(), Set.of("CSR ATTRIBUTES")).der();
      return Optional.of(CsrAttributes.read(der)).filter(found -> !found.entries().isEmpty());
    } catch (MalformedInput e) {
      throw unreadable(EstOperation.CSRATTRS, e);
    }
  }

  static EstException.Unacceptable unreadable(EstOperation operation, MalformedInput e) {
    return new EstException.Unacceptable(
        "what the server answers to " + operation.segment() + " cannot be read: " + Foreign.text(e),
        e);
  }
}
