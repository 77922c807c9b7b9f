package dev.crest.server.config;

import dev.crest.pkix.KeyType;
import dev.crest.server.access.AccessSettings;
import dev.crest.server.admin.AdminSettings;
import dev.crest.server.admin.ConsoleSettings;
import dev.crest.server.admin.EffectiveSettings;
import dev.crest.server.auth.ThrottleSettings;
import dev.crest.server.hierarchy.HierarchySettings;
import dev.crest.server.jobs.JobSettings;
import dev.crest.server.listen.ListenSettings;
import dev.crest.server.store.AuditSettings;
import dev.crest.server.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of a server, read once at start.
 *
 * @param data the data folder
 * @param listen the EST listener
 * @param outsidePort the port that clients use, where a balancer changes it
 * @param tlsFiles the server's certificate and key where the operator provides them; empty for the
 *     server's own
 * @param store the database
 * @param hierarchy the CAs
 * @param masterSecret what keys at rest are sealed under
 * @param throttle how many failed passcodes a source may send
 * @param admin the management API
 * @param audit how the audit log is kept
 * @param jobs how batches are run
 * @param access how people sign in there
 * @param console what the console offers
 * @param effective every key with what it is, for people to see
 */
public record Settings(
    Path data,
    ListenSettings listen,
    Optional<Integer> outsidePort,
    Optional<TlsFiles> tlsFiles,
    StoreSettings store,
    HierarchySettings hierarchy,
    MasterSecret masterSecret,
    ThrottleSettings throttle,
    AdminSettings admin,
    AuditSettings audit,
    JobSettings jobs,
    AccessSettings access,
    ConsoleSettings console,
    EffectiveSettings effective) {

  /**
   * Reads a YAML document and the environment, which wins.
   *
   * @throws SettingsProblem naming every problem at once, unknown keys included
   */
  public static Settings read(String yaml, Map<String, String> environment) {
    var in = new SettingsReader(yaml, environment);
    var data = in.path("data", Path.of("data"));
    var listen = ListenSection.read(in);
    var outsidePort =
        in.text("est.outside-port").isPresent()
            ? Optional.of(in.integer("est.outside-port", 8443, 1, 65535))
            : Optional.<Integer>empty();
    var tlsFiles = tlsFiles(in);
    var store = store(in, data, environment);
    var hierarchy = hierarchy(in);
    var reference = in.text("secrets.master", "file:" + data.resolve("master.key"));
    var master =
        in.section("secrets.master", () -> new MasterSecret(new SecretReference(reference)));
    var throttle = throttle(in);
    var admin = AdminSection.read(in);
    var audit = audit(in);
    var jobs = jobs(in);
    var publicHost = listen.map(ListenSettings::publicHost).orElse("localhost");
    var access = AccessSection.read(in, publicHost, environment);
    var console = new ConsoleSettings(in.flag("console.public-decoder", false));
    in.finish();
    return new Settings(
        data,
        listen.orElseThrow(),
        outsidePort,
        tlsFiles,
        store.orElseThrow(),
        hierarchy.orElseThrow(),
        master.orElseThrow(),
        throttle.orElseThrow(),
        admin.orElseThrow(),
        audit.orElseThrow(),
        jobs.orElseThrow(),
        access.orElseThrow(),
        console,
        in.effective());
  }

  private static Optional<TlsFiles> tlsFiles(SettingsReader in) {
    var certificate = in.text("est.certificate-file");
    var key = in.text("est.key-file");
    if (certificate.isPresent() != key.isPresent()) {
      in.problem("est.certificate-file and est.key-file: both or none");
    }
    return certificate.flatMap(c -> key.map(k -> new TlsFiles(Path.of(c), Path.of(k))));
  }

  private static Optional<StoreSettings> store(
      SettingsReader in, Path data, Map<String, String> environment) {
    var url = in.text("store.url", "jdbc:sqlite:" + data.resolve("crest.db"));
    var user = in.text("store.user");
    var passwordReference = in.text("store.password");
    var usual = StoreSettings.of("jdbc:sqlite:crest.db", Optional.empty(), Optional.empty());
    var node = in.text("store.node", usual.node());
    int readers =
        in.integer("store.readers", url.startsWith("jdbc:sqlite:") ? usual.readers() : 8, 1, 200);
    int group = in.integer("store.group-size", usual.groupSize(), 1, 1000);
    int queue = in.integer("store.queue-bound", usual.queueBound(), 1, 1_000_000);
    var patience = in.duration("store.patience", usual.patience());
    var password =
        passwordReference.flatMap(text ->
            in.section("store.password", () -> new SecretReference(text).resolve(environment)));
    return in.section(
        "store",
        () -> new StoreSettings(url, user, password, node, readers, group, queue, patience));
  }

  private static Optional<HierarchySettings> hierarchy(SettingsReader in) {
    var usual = HierarchySettings.defaults();
    var organization = in.text("hierarchy.organization", usual.organization());
    var keyType = in.choice("hierarchy.key-type", KeyType.class, usual.keyType());
    var root = in.duration("hierarchy.root-length", usual.rootLength());
    var authority = in.duration("hierarchy.authority-length", usual.authorityLength());
    var server = in.duration("hierarchy.server-length", usual.serverLength());
    var base = in.text("publication.base-url");
    return in.section(
        "hierarchy",
        () -> new HierarchySettings(organization, keyType, root, authority, server, base));
  }

  private static Optional<ThrottleSettings> throttle(SettingsReader in) {
    var usual = ThrottleSettings.usual();
    int burst = in.integer("throttle.burst", usual.burst(), 1, 1_000_000);
    var recovery = in.duration("throttle.recovery", usual.recovery());
    var first = in.duration("throttle.first-pause", usual.firstPause());
    var longest = in.duration("throttle.longest-pause", usual.longestPause());
    int sources = in.integer("throttle.sources", usual.sources(), 1, 10_000_000);
    return in.section(
        "throttle", () -> new ThrottleSettings(burst, recovery, first, longest, sources));
  }

  private static Optional<AuditSettings> audit(SettingsReader in) {
    var interval =
        in.duration("audit.checkpoint-interval", AuditSettings.usual().checkpointInterval());
    var retention =
        in.text("audit.retention").isPresent()
            ? Optional.of(in.duration("audit.retention", Duration.ofDays(1)))
            : Optional.<Duration>empty();
    return in.section("audit", () -> new AuditSettings(interval, retention));
  }

  private static Optional<JobSettings> jobs(SettingsReader in) {
    var usual = JobSettings.usual();
    int workers = in.integer("jobs.workers", usual.workers(), 1, 256);
    var keep = in.duration("jobs.keep-results", usual.keepResults());
    return in.section("jobs", () -> new JobSettings(workers, keep));
  }

  /** Whether the public host is a name of this machine only, such as {@code localhost}. */
  public boolean local() {
    var host = listen.publicHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost") || host.endsWith(".localhost");
  }
}
