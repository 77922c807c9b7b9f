package dev.crest.estclient.example;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.Credential;
import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.Enrollment.Pending;
import dev.crest.estclient.EnrollmentRequest;
import dev.crest.estclient.EstClient;
import dev.crest.estclient.EstException;
import dev.crest.estclient.Identity;
import dev.crest.estclient.Patience;
import dev.crest.estclient.Trust;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A gateway that gets its certificate by a passcode once, and renews it from then on. */
public final class Gateway {
  private final EstClient client;

  /** Trusts the CA certificates of a file, and nobody else. */
  public Gateway(URI url, Path trustAnchors) throws Exception {
    var anchors = Certificates.read(Files.readAllBytes(trustAnchors));
    client = EstClient.builder(url).trust(Trust.anchors(anchors)).build();
  }

  /** Makes a key and has it certified; waits an hour if somebody has to approve that. */
  public Identity enroll(String name, String passcode) throws Exception {
    var known = client.toBuilder().credential(Credential.passcode(passcode).once()).build();
    var request = EnrollmentRequest.builder().subject("CN=" + name).build();
    var answer = known.enroll(request);
    if (answer instanceof Pending pending) {
      answer = known.await(pending, Patience.of(Duration.ofHours(1)), _ -> {});
    }
    return switch (answer) {
      case Issued issued -> issued.identity();
      case Pending pending ->
          throw new IllegalStateException("not approved since " + pending.since());
    };
  }

  /** Renews a certificate, by itself as the credential; keeps the old one while that fails. */
  public Identity renew(Identity old) throws InterruptedException {
    try {
      var answer = client.reenroll(EnrollmentRequest.renewing(old).build());
      return answer instanceof Issued issued ? issued.identity() : old;
    } catch (EstException.Unreachable e) {
      return old; // The server is down: try again later, there is time.
    } catch (EstException e) {
      throw new IllegalStateException("somebody has to look at this: " + e.getMessage(), e);
    }
  }
}
