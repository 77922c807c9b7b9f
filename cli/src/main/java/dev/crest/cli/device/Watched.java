package dev.crest.cli.device;

import dev.crest.estclient.Certificates;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.MalformedInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One identity of a folder of them: what is known of it, and when something is to be done. The
 * calendar decides anew each time, so that somebody who sets the clock changes the answer and
 * nothing else; pauses are counted by a time that nobody can set. Thread-safe.
 */
final class Watched {
  private static final Duration REFRESH_LEAST = Duration.ofHours(18);
  private static final Duration REFRESH_SPREAD = Duration.ofHours(12);
  private static final Duration REFRESH_AGAIN = Duration.ofHours(1);
  private static final Duration LATE_SPREAD = Duration.ofMinutes(10);
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  private final String name;
  private final DeviceFolder folder;
  private final Pace pace;

  private String stamp = "";
  private Optional<Certificate> certificate = Optional.empty();
  private Instant refreshAt = Instant.MAX;
  private Optional<Pause> pause = Optional.empty();
  private Optional<Instant> success = Optional.empty();
  private int failuresInARow;
  private long failures;
  private long renewals;

  /** What an identity needs. */
  enum Need {
    NOTHING,

    /** That the clock is set: the certificate begins in the future. */
    CLOCK,

    /** That what was cut off is brought to its end. */
    MENDING,

    RENEWAL,

    /** That the CA certificates are fetched. */
    REFRESH
  }

  /** No further try until either of two clocks says so. */
  private record Pause(Duration uptime, Instant calendar) {}

  /**
   * @param name what it is called in logs
   */
  Watched(String name, DeviceFolder folder, Pace pace) {
    this.name = name;
    this.folder = folder;
    this.pace = pace;
  }

  String name() {
    return name;
  }

  DeviceFolder folder() {
    return folder;
  }

  synchronized Optional<Certificate> certificate() {
    return certificate;
  }

  /** Reads the files again if they have changed; somebody has mended what was wrong then. */
  synchronized void look() {
    var found = stamps();
    if (found.equals(stamp)) {
      return;
    }
    stamp = found;
    pause = Optional.empty();
    certificate = read();
    var now = pace.instant();
    var known = changed(DeviceFolder.RECORD).map(FileTime::toInstant).orElse(now);
    var due = (known.isAfter(now) ? now : known).plus(REFRESH_LEAST).plus(spread(REFRESH_SPREAD));
    refreshAt = due.isBefore(now) ? now.plus(spread(LATE_SPREAD)) : due;
  }

  private Duration spread(Duration over) {
    return Duration.ofMillis((long) (over.toMillis() * pace.drawn()));
  }

  private Optional<Certificate> read() {
    try {
      return folder
          .content(DeviceFolder.CERTIFICATE)
          .map(content -> Certificates.read(content).getFirst());
    } catch (FileTrouble | MalformedInput unreadable) {
      return Optional.empty();
    }
  }

  private String stamps() {
    var text = new StringBuilder();
    for (var file :
        List.of(
            DeviceFolder.KEY, DeviceFolder.CERTIFICATE, DeviceFolder.CHAIN, DeviceFolder.RECORD)) {
      text.append(changed(file).map(FileTime::toString).orElse("-")).append(' ');
    }
    return text.toString();
  }

  private Optional<FileTime> changed(String file) {
    Path path = folder.path().resolve(file);
    try {
      return Files.exists(path) ? Optional.of(Files.getLastModifiedTime(path)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns what is to be done now. */
  synchronized Need need() {
    var now = pace.instant();
    if (isPausing(now)) {
      return refresh(now);
    }
    if (folder.isCutOff() || folder.marked().isPresent()) {
      return Need.MENDING;
    }
    if (certificate.isEmpty()) {
      return Need.RENEWAL; // Which says what is wrong with it.
    }
    if (now.isBefore(certificate.get().notBefore().minus(CLOCKS_DIFFER))) {
      return Need.CLOCK;
    }
    return isDue(now) ? Need.RENEWAL : refresh(now);
  }

  private boolean isDue(Instant now) {
    return certificate.filter(one -> !now.isBefore(RenewalTime.of(one))).isPresent();
  }

  private Need refresh(Instant now) {
    if (refreshAt.isAfter(now.plus(REFRESH_LEAST).plus(REFRESH_SPREAD))) {
      refreshAt = now.plus(spread(LATE_SPREAD)); // Somebody has set the clock back.
    }
    return certificate.isPresent() && !now.isBefore(refreshAt) ? Need.REFRESH : Need.NOTHING;
  }

  private boolean isPausing(Instant now) {
    return pause
        .filter(
            until -> pace.uptime().compareTo(until.uptime()) < 0 && now.isBefore(until.calendar()))
        .isPresent();
  }

  /** Returns how long there will be nothing to do, as far as can be seen. */
  synchronized Duration quiet() {
    var now = pace.instant();
    var until = Duration.between(now, refreshAt);
    if (isPausing(now)) {
      return shorter(until, pause.orElseThrow().uptime().minus(pace.uptime()));
    }
    return certificate
        .map(one -> shorter(until, Duration.between(now, RenewalTime.of(one))))
        .orElse(until);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Notes that a certificate was renewed and is in use. */
  synchronized void renewed() {
    renewals++;
    refreshed();
    var now = pace.instant();
    if (isDue(now)) {
      pause = Optional.of(pause(now, Backoff.afterIssue(certificate.orElseThrow(), now)));
    }
  }

  /** Notes that the server has been asked with success; whom to trust is as new as that. */
  synchronized void refreshed() {
    success = Optional.of(pace.instant());
    failuresInARow = 0;
    try {
      Files.setLastModifiedTime(
          folder.path().resolve(DeviceFolder.RECORD), FileTime.from(pace.instant()));
    } catch (IOException e) {
      // Then the next start asks somewhat sooner than it would have to.
    }
    look();
    pause = Optional.empty();
  }

  /**
   * Notes a failure.
   *
   * @param asked how long the server wants to be left alone
   * @return how long it is left alone
   */
  synchronized Duration failed(Optional<Duration> asked) {
    failures++;
    failuresInARow++;
    return pauseFor(asked);
  }

  /** Notes that the server has not decided yet. */
  synchronized Duration pending(Duration asked) {
    success = Optional.of(pace.instant());
    failuresInARow = 0;
    return pauseFor(Optional.of(asked));
  }

  private Duration pauseFor(Optional<Duration> asked) {
    look(); // What has been changed since is no reason to try again at once.
    var now = pace.instant();
    int times = Math.max(1, failuresInARow);
    var length =
        certificate
            .map(one -> Backoff.pause(one, now, times, asked, pace.drawn()))
            .orElseGet(() -> Backoff.pause(times, pace.drawn()));
    pause = Optional.of(pause(now, length));
    return length;
  }

  private Pause pause(Instant now, Duration length) {
    return new Pause(pace.uptime().plus(length), now.plus(length));
  }

  /** Notes that the CA certificates could not be fetched. */
  synchronized Duration refreshFailed(Optional<Duration> asked) {
    failures++;
    var polite = asked.filter(wait -> wait.compareTo(REFRESH_AGAIN) > 0).orElse(REFRESH_AGAIN);
    var length = shorter(polite, REFRESH_LEAST).plus(spread(LATE_SPREAD));
    refreshAt = pace.instant().plus(length);
    return length;
  }

  synchronized Metrics.Row row() {
    return new Metrics.Row(
        name,
        certificate.map(Certificate::notAfter),
        certificate.map(RenewalTime::of),
        success,
        renewals,
        failures,
        failuresInARow);
  }
}
