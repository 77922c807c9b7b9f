package dev.crest.server.road;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.Certificate;
import dev.crest.server.Server;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.audit.ChainedEvent;
import dev.crest.server.config.Settings;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.Catalog;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import dev.crest.server.store.PolicyDraft;
import dev.crest.server.store.ProfileJson;
import dev.crest.server.store.Profiles;
import dev.crest.server.store.Reach;
import dev.crest.server.store.Templates;
import dev.crest.testkit.TurnableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * The whole server in this process, on a folder and a port of its own, with a clock that tests
 * turn. What it keeps is looked at through a connection of its own, past the server's code.
 */
public final class TestServer implements AutoCloseable {
  public static final String HOST = "localhost";
  public static final String CLIENT_AUTH_HOST = "clientauth.localhost";

  static final Actor ACTOR = Actor.system();

  private final AtomicInteger names = new AtomicInteger();
  private final TurnableClock clock = TurnableClock.atPresent();
  private final Path folder;
  private final Server server;
  private final String databaseUrl;
  private final String databaseUser;
  private Connection database;
  private final String accountId;
  private final String divisionId;
  private final String authorityId;

  private TestServer(Map<String, String> settings) {
    try {
      folder = Files.createTempDirectory("crest-road-");
      var environment = environment(folder, settings);
      server = Server.start(Settings.read("", environment), environment, clock);
      databaseUrl =
          environment.getOrDefault("CREST_STORE_URL", "jdbc:sqlite:" + folder + "/crest.db");
      databaseUser = environment.getOrDefault("CREST_STORE_USER", "");
      database = DriverManager.getConnection(databaseUrl, databaseUser, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    accountId = catalog().accounts().all().getFirst().id();
    divisionId = catalog().accounts().createDivision(ACTOR, accountId, "Road", "").id();
    authorityId = server.authorities().first(AuthorityRecords.Kind.ISSUING).orElseThrow().id();
  }

  private static Map<String, String> environment(Path folder, Map<String, String> settings) {
    var environment = new HashMap<String, String>();
    environment.put("CREST_DATA", folder.toString());
    environment.put("CREST_EST_PORT", "0");
    environment.put("CREST_EST_BIND", "127.0.0.1");
    environment.put("CREST_ADMIN_ENABLED", "false");
    environment.put("CREST_ADMIN_PORT", "0");
    environment.put("CREST_ADMIN_BIND", "127.0.0.1");
    environment.putAll(settings);
    return environment;
  }

  /** Starts one with the default settings. */
  public static TestServer start() {
    return new TestServer(Map.of());
  }

  /**
   * @param settings further ones, as environment variables
   */
  public static TestServer start(Map<String, String> settings) {
    return new TestServer(settings);
  }

  /** Starts one that serves the management API too. */
  public static TestServer withApi() {
    return withApi(Map.of());
  }

  /**
   * Starts one that serves the management API too.
   *
   * @param settings further ones, as environment variables
   */
  public static TestServer withApi(Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("CREST_ADMIN_ENABLED", "true");
    all.putIfAbsent("CREST_ADMIN_BURST", "1000000");
    return new TestServer(all);
  }

  public Server server() {
    return server;
  }

  public String accountId() {
    return accountId;
  }

  public String divisionId() {
    return divisionId;
  }

  public String authorityId() {
    return authorityId;
  }

  public TurnableClock clock() {
    return clock;
  }

  public Catalog catalog() {
    return server.store().catalog();
  }

  /** Returns a client on the plain host, without a certificate. */
  public EstClientFixture client() {
    return EstClientFixture.of(server.port(), root());
  }

  public List<Certificate> authorities() {
    return server.authorities().chain(authorityId);
  }

  public Certificate root() {
    return authorities().getLast();
  }

  /** Makes a policy with an authentication policy of its own and the shipped device profile. */
  public ServedPolicy policy() {
    return policy(draft -> draft);
  }

  public ServedPolicy policy(UnaryOperator<PolicyDraft> change) {
    return policy(change, profile -> profile);
  }

  /**
   * @param narrowing makes of the shipped device profile the one of the policy
   */
  public ServedPolicy policy(UnaryOperator<PolicyDraft> change, UnaryOperator<Profile> narrowing) {
    var name = "policy " + names.incrementAndGet();
    var authentication =
        catalog().authenticationPolicies().create(ACTOR, divisionId, name, "Made by a test");
    var draft =
        PolicyDraft.forEst(name, divisionId, authentication, profile(name, narrowing), authorityId);
    return new ServedPolicy(this, catalog().policies().create(ACTOR, change.apply(draft)));
  }

  /**
   * Makes a policy whose profile is made of a template that allows everything.
   *
   * @param part of the profile's JSON; what it does not say is as in {@link WideTemplate}
   */
  public ServedPolicy profiled(String part, UnaryOperator<PolicyDraft> change) {
    var name = "policy " + names.incrementAndGet();
    var reach = Reach.account(accountId);
    var template =
        catalog()
            .templates()
            .create(ACTOR, reach, new Templates.Draft(name, "", WideTemplate.json()));
    var profile =
        catalog()
            .profiles()
            .create(
                ACTOR,
                reach,
                new Profiles.Draft(accountId, template.id(), name, "", part, Set.of()));
    var authentication =
        catalog().authenticationPolicies().create(ACTOR, divisionId, name, "Made by a test");
    var draft = PolicyDraft.forEst(name, divisionId, authentication, profile.id(), authorityId);
    return new ServedPolicy(this, catalog().policies().create(ACTOR, change.apply(draft)));
  }

  /** Makes another profile of a known one, where its template allows that. */
  public void renarrow(String profileId, String part) {
    var reach = Reach.account(accountId);
    var known = catalog().profiles().find(reach, profileId).orElseThrow();
    catalog()
        .profiles()
        .update(
            ACTOR,
            reach,
            profileId,
            java.util.OptionalLong.empty(),
            new Profiles.Draft(
                accountId,
                known.templateId(),
                known.name(),
                known.description(),
                ProfileJson.merge(ProfileJson.write(known.content()), part),
                known.divisions()));
  }

  public ServedPolicy profiled(String part) {
    return profiled(part, draft -> draft);
  }

  private String profile(String name, UnaryOperator<Profile> narrowing) {
    var shipped = ShippedProfiles.deviceClient();
    var template =
        catalog()
            .profiles()
            .createTemplate(ACTOR, Optional.of(accountId), name, "Made by a test", shipped);
    return catalog()
        .profiles()
        .create(
            ACTOR,
            new Profiles.Draft(
                accountId, template, name, "Made by a test", narrowing.apply(shipped), Set.of()));
  }

  /** Returns the record of an issued certificate. */
  public StoredCertificate stored(Certificate certificate) {
    var fingerprint = HexFormat.of().formatHex(certificate.fingerprint());
    return catalog().certificates().byFingerprint(fingerprint).orElseThrow();
  }

  /** Returns what the audit log says of a request, by its reply. */
  public List<AuditEvent> audit(EstReply reply) {
    return server.store().audit().byRequest(reply.requestId()).stream()
        .map(ChainedEvent::event)
        .toList();
  }

  /** Looks at a database that was away. */
  public synchronized void reconnect() {
    try {
      database.close();
      database = DriverManager.getConnection(databaseUrl, databaseUser, "");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a refused request must leave as it was. */
  public record Kept(long certificates, long uses, long resubmissions) {}

  public Kept kept() {
    return new Kept(
        number("select count(*) from certificate"),
        number("select coalesce(sum(uses), 0) from credential"),
        number("select count(*) from resubmission"));
  }

  /** Returns what a query of one number finds. */
  public synchronized long number(String sql, String... arguments) {
    try (var statement = database.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the bytes of every file of the data folder, the database's and its journal's too. */
  public byte[] everythingKept() {
    var all = new ByteArrayOutputStream();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        all.writeBytes(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  /** Changes what is kept behind the server's back. */
  public synchronized void update(String sql) {
    try (var statement = database.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    try (var files = Files.walk(folder)) {
      database.close();
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
