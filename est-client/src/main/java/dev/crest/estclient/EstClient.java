package dev.crest.estclient;

import dev.crest.estclient.Enrollment.Pending;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.EstOperation;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A client of one EST server (RFC 7030, 8951, 9908). Immutable and thread-safe; every call makes
 * its own connections and closes them.
 *
 * <p>No call answers a challenge or believes an answer before the server is verified, and no
 * certificate is returned that was not checked: see {@link Enrollment.Issued}. Calls block; whoever
 * interrupts the calling thread ends them.
 */
public final class EstClient {
  private final ClientSettings settings;

  private EstClient(ClientSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts a client.
   *
   * @param url of the server, of a label, or of any of its operations: {@code
   *     https://host[:port]/.well-known/est[/label][/operation]}
   * @throws IllegalArgumentException if it is no such URL
   */
  public static Builder builder(URI url) {
    return new Builder(Address.of(url));
  }

  /** Starts a client with the same settings, to change some. */
  public Builder toBuilder() {
    return new Builder(settings);
  }

  /** Returns where the operations of the server are. */
  public URI url() {
    return settings.address().base();
  }

  /** Returns whom this client trusts. */
  public Trust trust() {
    return settings.trust();
  }

  /**
   * Fetches the CA certificates (RFC 7030 §4.1).
   *
   * @throws EstException saying what to do
   * @throws InterruptedException if the calling thread is interrupted
   */
  public CaCertificates caCertificates() throws EstException, InterruptedException {
    return run(settings, Run::authorities);
  }

  /**
   * Fetches the CA certificates of a server that cannot be verified yet, and believes the one whose
   * fingerprint somebody has approved, and what that one vouches for (RFC 7030 §4.1.1). Nothing
   * else is asked, no credential is sent, and the trust that this client was built with plays no
   * part. The trust in the result is for a new client.
   *
   * @throws EstException.Untrusted if none has the fingerprint
   * @throws EstException saying what to do
   * @throws InterruptedException if the calling thread is interrupted
   */
  public CaCertificates bootstrap(Fingerprint fingerprint)
      throws EstException, InterruptedException {
    return Lifeline.run(
        settings.limits().operation(),
        line -> {
          try (var run = Run.provisional(settings, line)) {
            return run.bootstrapped(fingerprint);
          }
        });
  }

  /**
   * Fetches what the server wants in requests (RFC 7030 §4.5).
   *
   * @return empty where it has no wishes
   * @throws EstException saying what to do
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Optional<CsrAttributes> csrAttributes() throws EstException, InterruptedException {
    return run(settings, Run::attributes);
  }

  /**
   * Asks an operation once and hands back the answer as it came: redirects are not followed, and
   * nothing of it is judged. To operations that take a request something is sent that is none, so
   * that nothing can be issued, and no use of a credential counted; a server that authenticates
   * before it reads says so what it makes of the credential. It is sent as always: to a server that
   * is trusted and asks for it.
   *
   * @throws EstException where there is no answer, or the credential must not be sent
   * @throws InterruptedException if the calling thread is interrupted
   */
  public PlainAnswer probe(EstOperation operation) throws EstException, InterruptedException {
    return run(settings, run -> run.probe(operation));
  }

  /**
   * The same of a server that is not verified, by GET, with neither credential nor client
   * certificate. Who answered is anybody's guess.
   *
   * @throws IllegalArgumentException if the operation takes a request
   * @throws EstException.Unreachable where there is no answer
   * @throws InterruptedException if the calling thread is interrupted
   */
  public PlainAnswer probeUnverified(EstOperation operation)
      throws EstException, InterruptedException {
    if (!operation.method().equals("GET")) {
      throw new IllegalArgumentException(operation.segment() + " takes a request");
    }
    return Lifeline.run(
        settings.limits().operation(),
        line -> {
          try (var run = Run.provisional(settings, line)) {
            return run.probe(operation);
          }
        });
  }

  /**
   * Asks for a certificate (RFC 7030 §4.2.1): fetches the CA certificates and the server's wishes,
   * makes a key where none is given, sends the request and checks what comes back.
   *
   * @throws EstException saying what to do
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Enrollment enroll(EnrollmentRequest request) throws EstException, InterruptedException {
    return request(EstOperation.SIMPLEENROLL, request);
  }

  /**
   * Renews a certificate (RFC 7030 §4.2.2), presenting it to the server unless another identity was
   * set.
   *
   * @param request made by {@link EnrollmentRequest#renewing}
   * @throws IllegalArgumentException if it renews nothing
   * @throws EstException saying what to do
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Enrollment reenroll(EnrollmentRequest request) throws EstException, InterruptedException {
    if (request.renewed().isEmpty()) {
      throw new IllegalArgumentException("the request does not say what is to be renewed");
    }
    return request(EstOperation.SIMPLEREENROLL, request);
  }

  /**
   * Has the server generate a key and certify it (RFC 7030 §4.4). A key that the client generates
   * is never anywhere else; this is for devices that cannot.
   *
   * @throws EstException saying what to do
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Enrollment generateKey(EnrollmentRequest request)
      throws EstException, InterruptedException {
    return request(EstOperation.SERVERKEYGEN, request);
  }

  /**
   * Asks once more for what was pending, with the same key.
   *
   * @throws EstException saying what to do
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Enrollment poll(Pending pending) throws EstException, InterruptedException {
    var again = request(pending.operation(), pending.request());
    return again instanceof Pending later ? pending.again(later) : again;
  }

  /**
   * Asks again and again for what was pending, never sooner than the server says.
   *
   * @param progress is told before each pause
   * @return what was issued, or what is pending still where patience has come to its end, or would
   *     during the pause that the server demands
   * @throws EstException saying what to do
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Enrollment await(Pending pending, Patience patience, Consumer<Pending> progress)
      throws EstException, InterruptedException {
    var end = System.nanoTime() + patience.longest().toNanos();
    var at = pending;
    for (int i = 0; i < patience.polls(); i++) {
      var pause =
          at.retryAfter().compareTo(patience.shortestPause()) < 0
              ? patience.shortestPause()
              : at.retryAfter();
      if (Duration.ofNanos(end - System.nanoTime()).compareTo(pause) < 0) {
        return at;
      }
      progress.accept(at);
      Thread.sleep(pause);
      var answer = poll(at);
      if (!(answer instanceof Pending still)) {
        return answer;
      }
      at = still;
    }
    return at;
  }

  private Enrollment request(EstOperation operation, EnrollmentRequest request)
      throws EstException, InterruptedException {
    var identity =
        operation == EstOperation.SIMPLEREENROLL
            ? settings.identity().or(request::renewed)
            : settings.identity();
    return run(settings.presenting(identity), run -> run.request(operation, request));
  }

  private interface Step<T> {
    T of(Run run) throws EstException;
  }

  private static <T> T run(ClientSettings settings, Step<T> step)
      throws EstException, InterruptedException {
    return Lifeline.run(
        settings.limits().operation(),
        line -> {
          try (var run = new Run(settings, line)) {
            return step.of(run);
          }
        });
  }

  @Override
  public String toString() {
    return "EstClient[" + url() + "]";
  }

  /** Builds clients. Not thread-safe. */
  public static final class Builder {
    private Address address;
    private Optional<Trust> trust = Optional.empty();
    private Optional<Identity> identity = Optional.empty();
    private Optional<Credential> credential = Optional.empty();
    private Linking linking = Linking.ALWAYS;
    private Set<TlsVersion> versions = EnumSet.allOf(TlsVersion.class);
    private Limits limits = Limits.USUAL;
    private Predicate<URI> approval = _ -> false;
    private boolean wishes = true;
    private Optional<CaCertificates> known = Optional.empty();
    private InstantSource clock = InstantSource.system();

    private Builder(Address address) {
      this.address = address;
    }

    private Builder(ClientSettings settings) {
      this.address = settings.address();
      this.trust = Optional.of(settings.trust());
      this.identity = settings.identity();
      this.credential = settings.credential();
      this.linking = settings.linking();
      this.versions = settings.versions();
      this.limits = settings.limits();
      this.approval = settings.approval();
      this.wishes = settings.wishes();
      this.known = settings.known();
      this.clock = settings.clock();
    }

    /** Turns to another server. */
    public Builder url(URI url) {
      this.address = Address.of(url);
      return this;
    }

    /** Sets whom to trust; without it only {@link EstClient#bootstrap} can succeed. */
    public Builder trust(Trust whom) {
      this.trust = Optional.of(whom);
      return this;
    }

    /** Sets what is presented to servers that ask for a client certificate. */
    public Builder identity(Identity own) {
      this.identity = Optional.of(own);
      return this;
    }

    /** Sets what servers are told that ask for a password. */
    public Builder credential(Credential own) {
      this.credential = Optional.of(own);
      return this;
    }

    /** Sets whether requests are linked to the TLS session; without it they always are. */
    public Builder linking(Linking when) {
      this.linking = when;
      return this;
    }

    /** Sets the versions of TLS to speak; without it 1.2 and 1.3. */
    public Builder tlsVersions(Set<TlsVersion> spoken) {
      this.versions = EnumSet.copyOf(spoken);
      return this;
    }

    /** Sets how long to wait and how much to take. */
    public Builder limits(Limits most) {
      this.limits = most;
      return this;
    }

    /**
     * Sets who approves that a request is redirected to another origin (RFC 7030 §3.2.1); without
     * it nobody does. What is approved may get the credential and the client certificate.
     */
    public Builder redirects(Predicate<URI> approved) {
      this.approval = approved;
      return this;
    }

    /** Sends requests without asking for the server's wishes first. */
    public Builder withoutCsrAttributes() {
      this.wishes = false;
      return this;
    }

    /** Uses CA certificates that were fetched before, as long as they need no refreshing. */
    public Builder authorities(CaCertificates fetched) {
      this.known = Optional.of(fetched);
      return this;
    }

    /** Sets the clock by which certificates are judged; without it the system's. */
    public Builder clock(InstantSource other) {
      this.clock = other;
      return this;
    }

    public EstClient build() {
      return new EstClient(
          new ClientSettings(
              address,
              trust.orElseGet(Trust::nobody),
              identity,
              credential,
              linking,
              Set.copyOf(versions),
              limits,
              approval,
              wishes,
              known,
              clock));
    }
  }
}
