package dev.crest.server;

import dev.crest.server.access.ApiKeys;
import dev.crest.server.access.Authorization;
import dev.crest.server.access.SignInLinks;
import dev.crest.server.access.SignInRecord;
import dev.crest.server.admin.AdminServer;
import dev.crest.server.audit.CheckpointKey;
import dev.crest.server.auth.Authenticators;
import dev.crest.server.auth.FailureThrottle;
import dev.crest.server.auth.PasscodeVerifier;
import dev.crest.server.config.Settings;
import dev.crest.server.csr.RequestChecks;
import dev.crest.server.device.DeviceRegistrar;
import dev.crest.server.enrollment.RefusalRecord;
import dev.crest.server.enrollment.RegistrationAuthority;
import dev.crest.server.enrollment.Withdrawal;
import dev.crest.server.est.EstEdge;
import dev.crest.server.est.EstSettings;
import dev.crest.server.hierarchy.Authorities;
import dev.crest.server.hierarchy.AuthorityAdministration;
import dev.crest.server.hierarchy.CheckpointSigner;
import dev.crest.server.hierarchy.ExampleIssuance;
import dev.crest.server.hierarchy.FirstStart;
import dev.crest.server.hierarchy.KeyProtection;
import dev.crest.server.hierarchy.ServerIdentity;
import dev.crest.server.jobs.CertificateRequests;
import dev.crest.server.jobs.DeviceRegistrations;
import dev.crest.server.jobs.JobResults;
import dev.crest.server.jobs.JobRunner;
import dev.crest.server.jobs.Jobs;
import dev.crest.server.listen.TlsIdentity;
import dev.crest.server.listen.TlsListener;
import dev.crest.server.policy.Policies;
import dev.crest.server.store.Accounts;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A running server: the composition of the road, wired by hand. Thread-safe; {@link #close}
 * finishes what is in flight.
 */
public final class Server implements AutoCloseable {
  private static final String PASSCODE_KEY = "passcode-hmac-key";

  private final Settings settings;
  private final DataFolder folder;
  private final Store store;
  private final Authorities authorities;
  private final AuthorityAdministration authorityAdministration;
  private final PasscodeVerifier verifier;
  private final TlsListener listener;
  private final Upkeep upkeep;
  private final SignInRecord signIns;
  private final SignInLinks signInLinks;
  private final JobRunner jobRunner;
  private final Jobs jobs;
  private final Optional<Administration> administration;
  private final AuditUpkeep auditUpkeep;

  private Server(Settings settings, Map<String, String> environment, InstantSource clock) {
    this.settings = settings;
    try (var building = new Building()) {
      this.folder = building.keep(DataFolder.lock(settings.data()));
      this.store = building.keep(Store.open(settings.store(), clock));
      var protection = protection(settings, environment, store);
      store.catalog().templates().ship();
      var account = account(store);
      new FirstStart(store.authorities(), protection, settings.hierarchy(), clock)
          .complete(account);
      this.authorities =
          new Authorities(store.authorities(), protection, settings.hierarchy(), clock);
      this.authorityAdministration =
          new AuthorityAdministration(
              store.authorityCatalog(), store.authorities(), protection, authorities, clock);
      this.verifier =
          new PasscodeVerifier(
              protection.serverSecret(PASSCODE_KEY, PasscodeVerifier.BYTES, store.authorities()));
      var identity = new ServerIdentity(authorities, settings.hierarchy(), names(settings), clock);
      var refusals = new RefusalRecord(store.ledger(), clock);
      this.signIns = new SignInRecord(store.ledger(), clock);
      this.signInLinks = new SignInLinks(store.catalog().oneTimeLinks(), clock);
      var edge = new CompletableFuture<EstEdge>();
      var certificate = new TlsCertificate(settings.tlsFiles(), identity);
      this.listener =
          building.keep(
              new TlsListener(
                  settings.listen(),
                  certificate.current(),
                  request -> edge.join().handle(request)));
      listener.start();
      var registrationAuthority = registrationAuthority(clock, refusals);
      edge.complete(new EstEdge(registrationAuthority, estSettings()));
      this.jobRunner = building.keep(jobRunner(clock, protection, registrationAuthority));
      this.jobs =
          new Jobs(store.jobs(), store.jobRuns(), jobRunner, protection, settings.jobs(), clock);
      this.administration =
          settings.admin().enabled()
              ? Optional.of(
                  building.keep(
                      Administration.starting(
                          settings.admin(),
                          settings.listen().clientAuthHost(),
                          certificate,
                          parts(clock, protection, registrationAuthority))))
              : Optional.empty();
      this.upkeep =
          building.keep(
              new Upkeep(
                  certificate,
                  authorities,
                  this::changed,
                  refusals,
                  signIns,
                  store.ledger(),
                  clock));
      this.auditUpkeep =
          building.keep(
              new AuditUpkeep(
                  store.checkpoints(),
                  CheckpointSigner.open(protection, store.authorities()),
                  settings.audit(),
                  clock));
      building.done();
    }
  }

  /**
   * Starts serving; returns when connections are accepted.
   *
   * @param environment where {@code env:} secrets come from
   */
  public static Server start(
      Settings settings, Map<String, String> environment, InstantSource clock) {
    return new Server(settings, environment, clock);
  }

  /** What the controllers of the management API are made with, each found by its type. */
  private List<Object> parts(
      InstantSource clock, KeyProtection protection, RegistrationAuthority registrationAuthority) {
    var parts = new ArrayList<Object>();
    parts.add(settings);
    parts.add(estSettings());
    parts.add(authorities);
    parts.add(verifier);
    parts.add(protection);
    parts.add(registrationAuthority);
    parts.add(clock);
    parts.add(store.ledger());
    parts.add(store.audit());
    parts.add(store.statistics());
    store.statistics().begin();
    parts.add(store.enrollmentFeed());
    parts.add(store.checkpoints());
    parts.add(CheckpointKey.of(CheckpointSigner.open(protection, store.authorities()).publicKey()));
    parts.add(store.authorityCatalog());
    parts.add(authorityAdministration);
    parts.add(new ExampleIssuance(authorities, settings.hierarchy(), clock));
    var catalog = store.catalog();
    parts.addAll(catalog.parts());
    parts.add(new Withdrawal(catalog.certificates()));
    parts.add(store.jobs());
    parts.add(new JobResults(store.jobs()));
    parts.add(jobs);
    parts.add(new ApiKeys(catalog.principals(), clock));
    parts.add(settings.access());
    parts.add(settings.console());
    parts.add(settings.effective());
    parts.add(store.description());
    parts.add(signIns);
    parts.add(signInLinks);
    parts.add(new Authorization(catalog.accounts(), store.ledger(), clock));
    return parts;
  }

  private JobRunner jobRunner(
      InstantSource clock, KeyProtection protection, RegistrationAuthority registrationAuthority) {
    var catalog = store.catalog();
    return new JobRunner(
        store.jobRuns(),
        store.ledger(),
        protection,
        settings.jobs(),
        List.of(
            new CertificateRequests(registrationAuthority, authorities, clock),
            new DeviceRegistrations(catalog.devices(), catalog.deviceGroups())),
        clock);
  }

  private void changed(TlsIdentity identity) {
    listener.identity(identity);
    administration.ifPresent(running -> running.identity(identity));
  }

  private RegistrationAuthority registrationAuthority(InstantSource clock, RefusalRecord refusals) {
    var authenticators =
        new Authenticators(
            store.credentials(), verifier, new FailureThrottle(settings.throttle(), clock), clock);
    var devices = new DeviceRegistrar(store.devices(), clock);
    var checks =
        new RequestChecks(
            store.knownKeys(authorities::isAuthorityKey), new HashSet<>(names(settings)), devices);
    return new RegistrationAuthority(
        authenticators,
        new Policies(store.policies(), clock),
        checks,
        devices,
        authorities,
        store.ledger(),
        refusals,
        clock);
  }

  private static KeyProtection protection(
      Settings settings, Map<String, String> environment, Store store) {
    var secret = settings.masterSecret().resolve(environment);
    try {
      return KeyProtection.open(secret, store.authorities());
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static String account(Store store) {
    var accounts = store.catalog().accounts();
    return accounts.all().stream()
        .findFirst()
        .map(Accounts.Account::id)
        .orElseGet(() -> accounts.create(Actor.system(), "Default", Accounts.Plan.ADVANCED).id());
  }

  /**
   * Returns every name of the server's own certificate; where it serves this machine only, the
   * machine's usual names too.
   */
  private static List<String> names(Settings settings) {
    var names = new ArrayList<String>();
    names.add(settings.listen().publicHost());
    names.add(settings.listen().clientAuthHost());
    names.addAll(settings.listen().furtherNames());
    if (settings.local()) {
      names.addAll(List.of("localhost", "127.0.0.1", "::1"));
    }
    return names.stream().distinct().toList();
  }

  /** Returns what clients call this server. */
  public EstSettings estSettings() {
    int port = settings.outsidePort().orElseGet(listener::port);
    return new EstSettings(
        settings.listen().publicHost(), settings.listen().clientAuthHost(), port);
  }

  public Store store() {
    return store;
  }

  public Authorities authorities() {
    return authorities;
  }

  /** Returns what administrators do with CAs. */
  public AuthorityAdministration authorityAdministration() {
    return authorityAdministration;
  }

  public PasscodeVerifier passcodeVerifier() {
    return verifier;
  }

  /** Returns what makes and cancels batches. */
  public Jobs jobs() {
    return jobs;
  }

  /** Returns the port that is listened on. */
  public int port() {
    return listener.port();
  }

  /**
   * Returns the management API once it serves; empty where it is switched off.
   *
   * @throws java.util.concurrent.CompletionException if it could not start
   */
  public Optional<AdminServer> admin() {
    return administration.map(Administration::await);
  }

  /**
   * Returns what browsers call the management API, such as {@code https://localhost:9443}; empty
   * where it is switched off.
   *
   * @throws java.util.concurrent.CompletionException if it could not start
   */
  public Optional<String> adminUrl() {
    return admin()
        .map(running -> "https://" + settings.listen().publicHost() + ":" + running.port());
  }

  /** Returns where links that sign somebody in are made. */
  public SignInLinks signInLinks() {
    return signInLinks;
  }

  /** Stops accepting, finishes what is in flight, and closes the store. */
  @Override
  public void close() {
    upkeep.close();
    administration.ifPresent(Administration::close);
    listener.close();
    jobRunner.close();
    auditUpkeep.close();
    store.close();
    folder.close();
  }

  /** What has been opened so far, closed again in reverse order if the rest cannot be. */
  private static final class Building implements AutoCloseable {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private boolean done;

    <T extends AutoCloseable> T keep(T part) {
      opened.addLast(part);
      return part;
    }

    void done() {
      done = true;
    }

    @Override
    public void close() {
      if (done) {
        return;
      }
      for (var part : opened.reversed()) {
        try {
          part.close();
        } catch (Exception e) {
          org.slf4j.LoggerFactory.getLogger(Server.class).warn("while giving up the start", e);
        }
      }
    }
  }
}
