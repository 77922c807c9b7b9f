package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.estclient.HttpReader.BadAnswer;
import dev.crest.estwire.EstOperation;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The requests of one operation: keeps a connection while it can, answers challenges, follows
 * redirects as RFC 7030 §3.2.1 allows. Every server is verified before anything else. For one
 * thread.
 */
final class EstSession implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.crest.estclient");
  private static final int MOST_REDIRECTS = 5;
  private static final String NO_REQUEST = "(this is not a certification request)\n";
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);

  private final Settings settings;
  private final Lifeline lifeline;
  private final Map<String, Authorization> authorizations = new HashMap<>();
  private Optional<TlsConnection> connection = Optional.empty();

  /**
   * What it works with.
   *
   * @param credential for HTTP authentication
   * @param approval whether a POST may be redirected to another origin
   */
  record Settings(
      Address address,
      TlsConnection.Plan plan,
      Optional<Credential> credential,
      boolean passwordsForImplicit,
      Predicate<URI> approval) {}

  /** Makes a body for the connection that it will be sent on. */
  interface Body {
    byte[] on(TlsConnection connection) throws EstException;
  }

  EstSession(Settings settings, Lifeline lifeline) {
    this.settings = settings;
    this.lifeline = lifeline;
  }

  HttpReply get(EstOperation operation, String accept) throws EstException {
    return send(operation, accept, _ -> new byte[0]);
  }

  HttpReply post(EstOperation operation, String accept, Body body) throws EstException {
    return send(operation, accept, body);
  }

  /**
   * Sends one request, and once more with the credential where that is asked for; what is posted is
   * no certification request in any spelling.
   */
  PlainAnswer probe(EstOperation operation) throws EstException {
    var hop = new Hop(settings.address().of(operation), true);
    Body body =
        _ -> operation.method().equals("POST") ? NO_REQUEST.getBytes(US_ASCII) : new byte[0];
    var reply = exchange(hop, operation, "*/*", body);
    if (reply.status() != 401 || settings.credential().isEmpty()) {
      return new PlainAnswer(reply, false);
    }
    answer(hop, reply, 0);
    return new PlainAnswer(exchange(hop, operation, "*/*", body), true);
  }

  /** Returns which anchors vouched for the server that answered last. */
  Provenance provenance() {
    return verdict().provenance();
  }

  /** Returns what was found of the server that answered last. */
  ServerJudge.Verdict verdict() {
    return connection
        .map(TlsConnection::verdict)
        .orElseThrow(() -> new IllegalStateException("nothing was asked yet"));
  }

  /** Where a request goes, and what may go along. */
  private record Hop(URI url, boolean withSecrets) {}

  private HttpReply send(EstOperation operation, String accept, Body body) throws EstException {
    var hop = new Hop(settings.address().of(operation), true);
    int redirects = 0;
    int challenges = 0;
    while (true) {
      var reply = exchange(hop, operation, accept, body);
      if (reply.status() == 401) {
        answer(hop, reply, challenges++);
      } else if (reply.status() >= 300 && reply.status() < 400 && reply.status() != 304) {
        if (++redirects > MOST_REDIRECTS) {
          throw new EstException.Unacceptable("the server redirects without end");
        }
        hop = redirected(hop, operation, reply);
        challenges = 0;
      } else {
        return reply;
      }
    }
  }

  private HttpReply exchange(Hop hop, EstOperation operation, String accept, Body body)
      throws EstException {
    var at = connected(hop);
    boolean reused = at.used();
    var content = body.on(at);
    try {
      return at.exchange(head(hop, operation, accept, content.length), content);
    } catch (BadAnswer e) {
      throw new EstException.Unacceptable(Foreign.text(e), e);
    } catch (IOException e) {
      if (reused) {
        // The server has closed the connection between two requests, as it may.
        return exchange(hop, operation, accept, body);
      }
      throw new EstException.Unreachable(
          "no answer from " + Address.authority(hop.url()) + ": " + Foreign.text(e), e);
    }
  }

  private TlsConnection connected(Hop hop) throws EstException {
    var usable =
        connection.filter(one ->
            one.open()
                && Address.sameOrigin(one.origin(), hop.url())
                && (hop.withSecrets() || !one.identified()));
    if (usable.isPresent()) {
      return usable.get();
    }
    connection.ifPresent(TlsConnection::close);
    var plan = hop.withSecrets() ? settings.plan() : settings.plan().anonymous();
    var fresh = TlsConnection.open(hop.url(), plan, lifeline);
    connection = Optional.of(fresh);
    return fresh;
  }

  private String head(Hop hop, EstOperation operation, String accept, int length) {
    var head = new StringBuilder();
    var target = Address.target(hop.url());
    head.append(operation.method()).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(Address.authority(hop.url())).append("\r\n");
    head.append("User-Agent: crest-est-client\r\n");
    head.append("Accept: ").append(accept).append("\r\n");
    var authorization = authorizations.get(Address.authority(hop.url()));
    if (hop.withSecrets() && authorization != null) {
      head.append("Authorization: ");
      head.append(authorization.header(operation.method(), target)).append("\r\n");
    }
    if (operation.method().equals("POST")) {
      head.append("Content-Type: application/pkcs10\r\n");
      head.append("Content-Transfer-Encoding: base64\r\n");
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  /** Prepares the answer to a challenge, or ends the connection where there is none (C-AUTH-02). */
  private void answer(Hop hop, HttpReply reply, int before) throws EstException {
    var challenges = Challenge.read(reply.all("www-authenticate"));
    var at = Address.authority(hop.url());
    try {
      if (before > 0 && (before > 1 || !Authorization.stale(challenges))) {
        throw new EstException.Denied(at + " does not take the passcode" + said(reply));
      }
      var secret = settings.credential().flatMap(Credential::secret);
      if (secret.isEmpty()) {
        throw new EstException.Denied(
            settings.credential().isPresent()
                ? at + " asks for a passcode once more, and the one at hand was for one use"
                : at
                    + " asks for a passcode or a client certificate, and none is at hand"
                    + said(reply));
      }
      if (!hop.withSecrets()) {
        throw new EstException.Denied(at + ", where the server redirects to, asks for a passcode");
      }
      if (provenance() != Provenance.EXPLICIT && !settings.passwordsForImplicit()) {
        throw new EstException.Denied(
            at
                + " asks for a passcode, which goes to servers that are trusted explicitly only;"
                + " give its trust anchor, or a client certificate");
      }
      var user = settings.credential().orElseThrow().user();
      authorizations.put(
          at,
          Authorization.answering(challenges, user, secret.get())
              .orElseThrow(() ->
                  new EstException.Denied(
                      at + " asks for another kind of authentication than Basic and Digest")));
    } catch (EstException.Denied e) {
      close();
      throw e;
    }
  }

  private static String said(HttpReply reply) {
    return Answers.said(reply).map(text -> "; it says: " + text).orElse("");
  }

  private Hop redirected(Hop from, EstOperation operation, HttpReply reply) throws EstException {
    URI to;
    try {
      to = Address.redirected(from.url(), reply.header("location").orElse(""));
    } catch (URISyntaxException e) {
      throw new EstException.Unacceptable(
          "the server redirects to something else than an https address: "
              + Foreign.text(reply.header("location").orElse("nowhere")),
          e);
    }
    boolean post = operation.method().equals("POST");
    if (!REDIRECTS.contains(reply.status()) && (post || reply.status() != 303)) {
      throw new EstException.Unacceptable(
          "the server answers with HTTP status " + reply.status() + ", which means nothing here");
    }
    LOG.log(Level.INFO, "redirected to {0}", Foreign.text(to.toString()));
    if (Address.sameOrigin(from.url(), to)) {
      return new Hop(to, from.withSecrets());
    }
    if (!post) {
      return new Hop(to, false);
    }
    if (!settings.approval().test(to)) {
      throw new EstException.Unacceptable(
          "the server redirects the request to %s, which was not approved; if that is right, use"
                  .formatted(Foreign.text(to.toString()))
              + " that address");
    }
    return new Hop(to, true);
  }

  @Override
  public void close() {
    connection.ifPresent(TlsConnection::close);
  }
}
