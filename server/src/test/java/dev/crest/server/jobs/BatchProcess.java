package dev.crest.server.jobs;

import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.server.Server;
import dev.crest.server.config.Settings;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.JobRecords.JobKind;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.PolicyDraft;
import dev.crest.server.store.Profiles;
import dev.crest.server.store.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A server in a process of its own, in which a batch runs, saying how far it has come until it has
 * ended. Its arguments are the data folder and, at the first time, the file to upload; later it
 * goes on with the batch that is there.
 */
final class BatchProcess {
  private BatchProcess() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var data = Path.of(arguments[0]);
    var environment =
        Map.of(
            "CREST_DATA", data.toString(),
            "CREST_EST_PORT", "0",
            "CREST_EST_BIND", "127.0.0.1",
            "CREST_ADMIN_ENABLED", "false");
    try (var server =
        Server.start(Settings.read("", environment), environment, InstantSource.system())) {
      var account = server.store().catalog().accounts().all().getFirst().id();
      if (arguments.length > 1) {
        upload(server, account, Path.of(arguments[1]));
      }
      watch(server, Reach.account(account));
    }
  }

  private static void upload(Server server, String account, Path file) throws IOException {
    var actor = new Actor("user:ada", Optional.of("request-1"), Optional.of("192.0.2.7"));
    var order =
        new Jobs.Order(JobKind.CERTIFICATE_REQUESTS, "batch", policy(server, account), Map.of());
    try (var upload = Files.newInputStream(file)) {
      say("job " + server.jobs().submit(actor, Reach.account(account), order, upload).job().id());
    }
  }

  private static String policy(Server server, String account) {
    var catalog = server.store().catalog();
    var actor = Actor.system();
    var division = catalog.accounts().createDivision(actor, account, "Batch", "").id();
    var authentication = catalog.authenticationPolicies().create(actor, division, "Batch", "");
    var authority = server.authorities().first(AuthorityRecords.Kind.ISSUING).orElseThrow().id();
    var shipped = ShippedProfiles.deviceClient();
    var template =
        catalog.profiles().createTemplate(actor, Optional.of(account), "Batch", "", shipped);
    var profile =
        catalog
            .profiles()
            .create(actor, new Profiles.Draft(account, template, "Batch", "", shipped, Set.of()));
    var draft =
        PolicyDraft.forEst("Batch", division, authentication, profile, authority)
            .managing(Model.CERTIFICATE_ISSUANCE, Set.of(Method.BATCH_REQUEST));
    return catalog.policies().create(actor, draft).id();
  }

  private static void watch(Server server, Reach reach) throws InterruptedException {
    while (true) {
      var jobs = server.store().jobs().list(reach, ListQuery.first()).items();
      for (var job : jobs) {
        say("done " + job.done());
        if (job.ended()) {
          say("ended " + job.done() + " " + job.failed());
          return;
        }
      }
      Thread.sleep(100);
    }
  }

  @SuppressWarnings("SystemOut")
  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
