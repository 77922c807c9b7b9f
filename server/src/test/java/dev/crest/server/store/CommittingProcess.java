package dev.crest.server.store;

import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.Ledger.Outcome.Committed;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Commits issuances from eight threads until it is killed, and says each one's id once it is
 * durable. Its arguments are the folder of the database and the credential to count, which is made
 * if there is none.
 */
final class CommittingProcess {
  private static final String CREDENTIAL = "counted";

  private CommittingProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    var store = Store.open(StoreSettings.inFolder(Path.of(arguments[0])), InstantSource.system());
    var domain = Domain.named(store, "Account " + System.nanoTime());
    var credential = domain.passcode(Terms.unlimited(CREDENTIAL));
    say("credential " + credential);
    for (int i = 0; i < 8; i++) {
      Thread.ofPlatform().start(() -> commitForEver(store, domain, credential));
    }
    Thread.currentThread().join();
  }

  private static void commitForEver(Store store, Domain domain, String credential) {
    while (true) {
      var issuance = domain.issuance(Optional.of(credential));
      if (store.ledger().commit(issuance) instanceof Committed) {
        say("committed " + issuance.certificateId());
      }
    }
  }

  @SuppressWarnings("SystemOut")
  private static void say(String line) {
    synchronized (CommittingProcess.class) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
