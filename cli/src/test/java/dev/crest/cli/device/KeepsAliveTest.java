package dev.crest.cli.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Certificate;
import dev.crest.testkit.HeldCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identities are kept alive, whatever becomes of the server. Time passes quickly here. */
class KeepsAliveTest {
  private static final Duration LIFE = Duration.ofMinutes(5);

  @TempDir Path directory = Path.of("");

  private void assertAlive(Watching watching, String name) {
    var now = watching.instant();
    var identity = watching.identity(name);
    assertThat(identity.certificate()).isEqualTo(watching.certificate(name));
    assertThat(identity.certificate().notAfter())
        .as(() -> name + " at " + now + ": " + watching.events())
        .isAfter(now);
  }

  private static Certificate link(HeldCertificate newRoot, HeldCertificate oldRoot) {
    return new HeldCertificate.Builder()
        .subject(newRoot.subject())
        .keyPair(newRoot.keyPair())
        .certificateAuthority(1)
        .notAfter(Instant.now().plus(Duration.ofDays(3650)))
        .signedBy(oldRoot)
        .build()
        .certificate();
  }

  @Test
  @DisplayName(
      "C-ENROLL-11 an hour of five-minute certificates, across a restart, a root roll-over and a short"
          + " outage: never a moment without a valid one")
  void anHour() throws Exception {
    var watching = new Watching(directory);
    try (var est = new CannedEst(watching.clock, LIFE)) {
      for (var name : List.of("d1", "d2", "d3")) {
        watching.enroll(est, name);
        watching.meanwhile =
            () ->
                List.of("d1", "d2", "d3")
                    .forEach(one -> {
                      if (directory.resolve(one).toFile().exists()) {
                        assertAlive(watching, one);
                      }
                    });
      }
      var seen = new HashSet<Certificate>();
      var alive = watching.meanwhile;
      watching.meanwhile =
          () -> {
            alive.run();
            seen.add(watching.certificate("d1"));
          };
      var newRoot = CannedEst.authority("Root of tomorrow", Optional.empty());
      var newIssuing = CannedEst.authority("Issuing of tomorrow", Optional.of(newRoot));
      var given =
          List.of(
              est.root.certificate(),
              link(newRoot, est.root),
              newRoot.certificate(),
              newIssuing.certificate(),
              est.issuing.certificate());
      watching.at(Duration.ofMinutes(11), est::away);
      watching.at(Duration.ofMinutes(11).plusSeconds(20), est::back);
      watching.at(Duration.ofMinutes(21), () -> est.announce(given));
      watching.at(
          Duration.ofMinutes(31),
          () -> {
            est.turnTo(newRoot, newIssuing);
            est.away();
            est.back();
          });
      watching.at(Duration.ofMinutes(41), est::away);
      watching.at(Duration.ofMinutes(41).plusSeconds(40), est::back);
      watching.run(Duration.ofHours(1));

      assertThat(seen).as("certificates of one identity").hasSizeBetween(13, 20);
      assertThat(watching.identity("d1").chain()).contains(newIssuing.certificate());
      var record =
          DeviceRecord.read(watching.folder("d1").content(DeviceFolder.RECORD).orElseThrow());
      assertThat(record.trust().explicit()).contains(newRoot.certificate());
      assertThat(watching.events(directory.toString())).containsExactly("started", "stopped");
    }
  }

  @Test
  @DisplayName(
      "C-ENROLL-11 a week without the server: the identity expires, says so, and is there again soon"
          + " after the server is")
  void aWeek() throws Exception {
    var watching = new Watching(directory);
    try (var est = new CannedEst(watching.clock, LIFE)) {
      var first = watching.enroll(est, "d1");
      est.away();
      watching.at(Duration.ofDays(7), est::back);
      watching.run(Duration.ofDays(7).plusMinutes(65));

      assertAlive(watching, "d1");
      assertThat(watching.certificate("d1")).isNotEqualTo(first);
      assertThat(watching.last("d1", "expired").path("cure").asString(""))
          .contains("crest enroll --force --directory " + directory.resolve("d1"));
      assertThat(watching.events("d1").stream().filter("expired"::equals).count())
          .as("tries in a week")
          .isBetween(150L, 400L);
      assertThat(watching.events("d1").stream().filter("failed"::equals).count())
          .as(
              "tries in the last third to half of five minutes, each after an eighth of what is left")
          .isBetween(4L, 40L);
    }
  }

  @Test
  @DisplayName("C-TA-09 a root roll-over is followed although no renewal is due for months")
  void rollOverBetweenRenewals() throws Exception {
    var watching = new Watching(directory);
    watching.look = Duration.ofHours(2);
    try (var est = new CannedEst(watching.clock, Duration.ofDays(360))) {
      watching.enroll(est, "d1");
      var newRoot = CannedEst.authority("Root of tomorrow", Optional.empty());
      var newIssuing = CannedEst.authority("Issuing of tomorrow", Optional.of(newRoot));
      watching.at(
          Duration.ofDays(3),
          () ->
              est.announce(
                  List.of(
                      est.root.certificate(),
                      link(newRoot, est.root),
                      newRoot.certificate(),
                      newIssuing.certificate(),
                      est.issuing.certificate())));
      watching.at(
          Duration.ofDays(10),
          () -> {
            est.turnTo(newRoot, newIssuing);
            est.announce(List.of(newRoot.certificate(), newIssuing.certificate()));
            est.away();
            est.back();
          });
      watching.run(Duration.ofDays(20));
      assertThat(watching.events("d1"))
          .containsExactlyInAnyOrder("watching", "trust_changed", "trust_changed");
      assertThat(est.requests()).hasSize(1);

      watching.run(Duration.ofDays(290));
      assertThat(watching.identity("d1").chain()).contains(newIssuing.certificate());
      assertThat(Set.copyOf(watching.events("d1"))).doesNotContain("failed", "trust_failed");
    }
  }

  @Test
  @DisplayName(
      "certificates that begin so early that they are due when issued are not asked for on and on")
  void backdated() throws Exception {
    var watching = new Watching(directory);
    var hour = Duration.ofHours(1);
    try (var est = new CannedEst(() -> watching.instant().minus(hour), hour.plus(LIFE))) {
      watching.enroll(est, "d1");
      watching.meanwhile = () -> assertAlive(watching, "d1");
      watching.run(hour);
      assertThat(watching.events("d1").stream().filter("renewed"::equals).count())
          .isBetween(12L, 30L);
    }
  }
}
