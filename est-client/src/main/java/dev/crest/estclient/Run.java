package dev.crest.estclient;

import dev.crest.estclient.Enrollment.Pending;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.EstOperation;
import dev.crest.pkix.MalformedInput;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;

/** One call of a client, step by step. For one thread. */
final class Run implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.crest.estclient");
  private static final String CERTIFICATES = "application/pkcs7-mime";

  /** With these an operation is not there, or has nothing to say (RFC 8951 §4, 7030 §4.5). */
  private static final Set<Integer> NO_WISHES = Set.of(204, 404, 405, 501);

  private final ClientSettings settings;
  private final Lifeline lifeline;
  private EstSession session;

  Run(ClientSettings settings, Lifeline lifeline) {
    this(settings, lifeline, settings.session(settings.trust()));
  }

  private Run(ClientSettings settings, Lifeline lifeline, EstSession.Settings session) {
    this.settings = settings;
    this.lifeline = lifeline;
    this.session = new EstSession(session, lifeline);
  }

  /** Returns one that believes nobody yet. */
  static Run provisional(ClientSettings settings, Lifeline lifeline) {
    return new Run(settings, lifeline, settings.provisional());
  }

  CaCertificates authorities() throws EstException {
    return bag().judge(settings.trust(), session.verdict());
  }

  CaCertificates bootstrapped(Fingerprint fingerprint) throws EstException {
    return bag().judge(fingerprint);
  }

  /** Anything but 200 ends it (C-CACERTS-01). */
  private CertificateBag bag() throws EstException {
    var reply = session.get(EstOperation.CACERTS, CERTIFICATES);
    if (reply.status() != 200) {
      throw Answers.failed(EstOperation.CACERTS, reply, settings.clock());
    }
    return new CertificateBag(
        Answers.certificates(EstOperation.CACERTS, reply, settings.limits()), settings.clock());
  }

  PlainAnswer probe(EstOperation operation) throws EstException {
    return session.probe(operation);
  }

  Optional<CsrAttributes> attributes() throws EstException {
    var reply = session.get(EstOperation.CSRATTRS, "application/csrattrs");
    if (NO_WISHES.contains(reply.status())) {
      return Optional.empty();
    }
    if (reply.status() != 200) {
      throw Answers.failed(EstOperation.CSRATTRS, reply, settings.clock());
    }
    return Answers.attributes(reply);
  }

  Enrollment request(EstOperation operation, EnrollmentRequest request) throws EstException {
    boolean generated = operation == EstOperation.SERVERKEYGEN;
    var authorities = knownAuthorities();
    var plan = plan(request, generated);
    var trusted = authorities.trust();
    if (!generated) {
      request.made(plan.key());
    }
    var accept = generated ? "multipart/mixed" : CERTIFICATES;
    var reply =
        session.post(
            operation,
            accept,
            connection -> {
              requireExplicit(generated, connection, trusted);
              return plan.body(connection);
            });
    if (reply.status() == 202) {
      return pending(operation, generated ? request : request.with(plan.key()), generated, reply);
    }
    if (reply.status() != 200) {
      throw Answers.failed(operation, reply, settings.clock());
    }
    var check = new IssuedCheck(request, authorities, settings.clock());
    var issued =
        generated
            ? generated(request, trusted, reply, check)
            : check.check(plan.key(), Answers.certificates(operation, reply, settings.limits()));
    settings.credential().ifPresent(Credential::earned);
    return issued;
  }

  /** RFC 7030 §6: under implicit trust no key of the server's. */
  private static void requireExplicit(boolean generated, TlsConnection connection, Trust trusted)
      throws EstException.Untrusted {
    if (generated
        && connection.verdict().provenance() != Provenance.EXPLICIT
        && !trusted.passwords()) {
      throw new EstException.Untrusted(
          "keys are taken from servers that are trusted explicitly only; give the trust anchor");
    }
  }

  private Enrollment.Issued generated(
      EnrollmentRequest request, Trust trusted, HttpReply reply, IssuedCheck check)
      throws EstException {
    var envelope = new KeyEnvelope(trusted, settings.clock());
    var made = GeneratedKey.read(reply, request.protection(), envelope, settings.limits());
    return check.check(made.key(), made.certificates());
  }

  private Pending pending(
      EstOperation operation, EnrollmentRequest request, boolean generated, HttpReply reply) {
    var pending =
        new Pending(
            operation,
            request,
            generated ? Optional.empty() : request.key(),
            Answers.retryAfter(reply, settings.clock()),
            settings.clock().instant(),
            0);
    LOG.log(Level.INFO, "the server has not decided yet; retry after {0}", pending.retryAfter());
    return pending;
  }

  private RequestPlan plan(EnrollmentRequest request, boolean generated) throws EstException {
    var wishes = settings.wishes() ? wishes() : Wishes.NONE;
    try {
      if (!generated) {
        return RequestPlanner.plan(request, wishes, settings.linking());
      }
      // The key of such a request is not certified (RFC 7030 §4.4.1), but its kind may be a wish.
      var throwaway =
          request.key().isPresent() ? request : request.with(DeviceKey.generate(request.keyType()));
      var plan = RequestPlanner.plan(throwaway, wishes.withoutKeys(), settings.linking());
      return request.protection().map(KeyEnvelope::attributes).map(plan::with).orElse(plan);
    } catch (MalformedInput e) {
      throw Answers.unreadable(EstOperation.CSRATTRS, e);
    }
  }

  private Wishes wishes() throws EstException {
    try {
      return attributes().map(Wishes::of).orElse(Wishes.NONE);
    } catch (MalformedInput e) {
      throw Answers.unreadable(EstOperation.CSRATTRS, e);
    }
  }

  /**
   * The CA certificates come first (RFC 7030 §4.2). Where they made the server an explicitly
   * trusted one, what follows goes over a connection that was verified so (C-TA-07).
   */
  private CaCertificates knownAuthorities() throws EstException {
    var fresh =
        settings.known().filter(one -> settings.clock().instant().isBefore(one.refreshAt()));
    if (fresh.isPresent()) {
      renew(fresh.get().trust());
      return fresh.get();
    }
    var fetched = authorities();
    if (session.provenance() == Provenance.IMPLICIT && fetched.trust().implicit().isEmpty()) {
      renew(fetched.trust());
    }
    return fetched;
  }

  private void renew(Trust trust) {
    session.close();
    session = new EstSession(settings.session(trust), lifeline);
  }

  @Override
  public void close() {
    session.close();
  }
}
