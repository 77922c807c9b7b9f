package dev.crest.cli.doctor;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.EstException;
import dev.crest.estclient.PlainAnswer;
import dev.crest.estwire.EstOperation;
import dev.crest.pkix.MalformedInput;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether there is EST at the address, by what cacerts says. */
final class PathCheck {
  private static final String COPY =
      "Copy the URL as the administrator sees it at the policy, and mind upper and lower case.";

  /** How servers answer who shows no client certificate; all but 403 are ways of nginx. */
  private static final Set<Integer> DEMANDS = Set.of(400, 403, 495, 496);

  private final Case known;

  PathCheck(Case known) {
    this.known = known;
  }

  Finding path() throws InterruptedException {
    if (refusesStrangers()) {
      var refusal = known.authorities.map(PathCheck::status).orElse("it ends the connection");
      if (known.identity.isEmpty() || known.trust.isEmpty()) {
        return problem(
            "This host talks to nobody who shows no client certificate: " + refusal + ".",
            HostCheck.otherHost(known));
      }
      known.demanding = true;
      try {
        known.authorities = Optional.of(known.visitor().build().probe(EstOperation.CACERTS));
      } catch (EstException e) {
        return problem(
            "This host talks to nobody who shows no client certificate; yours was not shown or not taken: "
                + e.getMessage()
                + ".",
            "Have your certificate, or its CA, registered at the server, or use another one.");
      }
    }
    if (known.authorities.isEmpty()) {
      return problem(
          "The server does not answer over HTTP: " + known.silence + ".",
          "Check the port; if it is right, the server is down or a proxy breaks it up.");
    }
    return judged(known.authorities.get());
  }

  private static String status(PlainAnswer answer) {
    return "HTTP status " + answer.status();
  }

  /**
   * Some hosts for certificates demand one in TLS, others in HTTP, for everything that they have.
   */
  private boolean refusesStrangers() {
    return known.server().asks()
        && known.authorities.map(answer -> DEMANDS.contains(answer.status())).orElse(true);
  }

  private Finding judged(PlainAnswer answer) throws InterruptedException {
    int status = answer.status();
    if (status >= 300 && status < 400) {
      return redirected(answer);
    }
    return switch (status) {
      case 200 -> readable(answer);
      case 404, 405, 410, 501 -> missing(answer);
      case 401, 403 ->
          problem(
              "cacerts is not given without a credential (HTTP status "
                  + status
                  + ")"
                  + said(answer),
              "RFC 7030 §4.1 has it given to everybody: look whether a proxy before the server wants a"
                  + " password, or whether the URL is of something else.");
      case 421 ->
          problem(
              "The server does not feel responsible for " + known.host() + " (HTTP status 421).",
              "Use the host name that the server is configured for.");
      case 408, 429, 503 -> later(answer);
      default ->
          problem(
              "cacerts fails with HTTP status " + status + said(answer),
              status >= 500
                  ? "The server has a fault of its own: tell its people; their log has the reason."
                  : "Change what the server names, or tell its people.");
    };
  }

  private static Finding problem(String what, String cure) {
    return Finding.problem(Check.PATH, what, cure);
  }

  private static String said(PlainAnswer answer) {
    return answer.said().map(text -> ". It says: " + text).orElse(".");
  }

  private Finding readable(PlainAnswer answer) {
    try {
      int count = Certificates.read(answer.body()).size();
      return Finding.ok(
          Check.PATH,
          "cacerts gives " + count + (count == 1 ? " CA certificate" : " CA certificates"));
    } catch (MalformedInput e) {
      var type = answer.mediaType().isEmpty() ? "no type" : answer.mediaType();
      return type.toLowerCase(Locale.ROOT).contains("html")
          ? problem(
              "A web page answers in place of EST (" + type + ").",
              "The host is right, the path or the port is not, or the network wants a login in a"
                  + " browser first. "
                  + COPY)
          : problem(
              "What cacerts gives (%s) cannot be read: %s.".formatted(type, e.getMessage()),
              "Check that the URL is of an EST server; if it is, its people have to mend it.");
    }
  }

  private Finding missing(PlainAnswer answer) throws InterruptedException {
    var path = known.url().getRawPath();
    int root = path.indexOf("/.well-known/est") + "/.well-known/est".length();
    var label = path.substring(Math.min(root, path.length()));
    if (label.length() > 1 && answers(path.substring(0, root))) {
      return problem(
          "The server speaks EST, but has no "
              + label.substring(1)
              + " (HTTP status "
              + answer.status()
              + ")"
              + said(answer),
          "The label in the URL is misspelt, or its policy was deleted or disabled. " + COPY);
    }
    return problem(
        "There is no EST at " + path + " (HTTP status " + answer.status() + ")" + said(answer),
        (label.length() > 1
                ? "Check the label after /.well-known/est/. "
                : "The server may want a label: /.well-known/est/LABEL. ")
            + COPY);
  }

  private boolean answers(String path) throws InterruptedException {
    try {
      var url = URI.create(known.at(known.host())).resolve(path);
      return known.stranger().url(url).build().probeUnverified(EstOperation.CACERTS).status()
          == 200;
    } catch (EstException e) {
      return false;
    }
  }

  private Finding redirected(PlainAnswer answer) {
    var to = answer.header("location").orElse("nowhere");
    var operation = "/" + EstOperation.CACERTS.segment();
    return problem(
        "The server redirects to " + to + " (HTTP status " + answer.status() + ").",
        to.toLowerCase(Locale.ROOT).startsWith("http:")
            ? "That is without TLS, which no client follows: the people of the server have to redirect"
                + " to https."
            : "Requests are not sent elsewhere unseen. If the address is right, use it: "
                + (to.endsWith(operation)
                    ? to.substring(0, to.length() - operation.length())
                    : to));
  }

  private Finding later(PlainAnswer answer) {
    var wait = answer.retryAfter(known.setup().clock());
    return problem(
        "The server is there, but cannot answer now (HTTP status "
            + answer.status()
            + ")"
            + said(answer),
        wait.map(time -> "Try again in " + TimeChecks.text(time) + ", as it asks (Retry-After).")
                .orElse("Try again later.")
            + " If it stays so, tell the people of the server.");
  }
}
