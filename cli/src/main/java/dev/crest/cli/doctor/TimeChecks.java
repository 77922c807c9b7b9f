package dev.crest.cli.doctor;

import dev.crest.estclient.EstException;
import dev.crest.estwire.EstOperation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether it is the time that it should be, here and in the server's certificate. */
final class TimeChecks {
  private static final Duration WARNING = Duration.ofMinutes(1);
  private static final Duration PROBLEM = Duration.ofMinutes(5);
  private static final Duration SOON = Duration.ofDays(14);

  private final Case known;

  TimeChecks(Case known) {
    this.known = known;
  }

  /** Asks for the CA certificates, whoever answers: nothing is told to the server. */
  Finding clock() throws InterruptedException {
    try {
      var answer = known.stranger().build().probeUnverified(EstOperation.CACERTS);
      known.authorities = Optional.of(answer);
      known.ahead = answer.header("date").flatMap(this::ahead);
    } catch (EstException e) {
      known.silence = String.valueOf(e.getMessage());
      return Finding.skipped(Check.CLOCK, "the server gives no answer that has the time in it");
    }
    if (known.ahead.isEmpty()) {
      return Finding.skipped(Check.CLOCK, "the server does not say the time (no Date)");
    }
    var by = known.ahead.get();
    var what =
        "This machine says %s, the server %s: %s apart."
            .formatted(second(known.now()), second(known.now().plus(by)), text(by.abs()));
    var cure =
        "Set the clock: timedatectl set-ntp true, or chronyc makestep; after that "
            + "date -u should print the time of the server. If this machine is right, the server is"
            + " wrong.";
    if (by.abs().compareTo(PROBLEM) >= 0) {
      return Finding.problem(Check.CLOCK, what, cure);
    }
    return by.abs().compareTo(WARNING) >= 0
        ? Finding.warning(Check.CLOCK, what, cure)
        : Finding.ok(Check.CLOCK, "agrees with the server's");
  }

  private Optional<Duration> ahead(String date) {
    try {
      var server = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(known.now().truncatedTo(ChronoUnit.SECONDS), server));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Instant second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Returns a time in words, in its largest unit. */
  static String text(Duration time) {
    if (time.toDays() > 1) {
      return time.toDays() + " days";
    }
    if (time.toHours() > 1) {
      return time.toHours() + " hours";
    }
    return time.toMinutes() > 1 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
  }

  Finding validity() {
    var certificate = known.server().certificate();
    var from = certificate.notBefore();
    var until = certificate.notAfter();
    var now = known.now();
    if (!now.isBefore(from) && !now.isAfter(until)) {
      return good(from, until);
    }
    var span = "The certificate of the server is valid from " + from + " to " + until + ".";
    var theirs = known.ahead.map(now::plus);
    if (theirs.filter(time -> !time.isBefore(from) && !time.isAfter(until)).isPresent()) {
      return Finding.problem(
          Check.VALIDITY,
          span + " By the clock of this machine (" + second(now) + ") it is not.",
          "The clock of this machine is wrong, not the certificate: set it, see Clock.");
    }
    return now.isAfter(until)
        ? Finding.problem(
            Check.VALIDITY,
            span + " It expired " + text(Duration.between(until, now)) + " ago.",
            "The people of the server have to renew its certificate; nothing on this machine helps.")
        : Finding.problem(
            Check.VALIDITY,
            span + " That is in " + text(Duration.between(now, from)) + ".",
            "Check the date of this machine (date -u); if it is right, the people of the server have"
                + " to install a certificate that is valid already.");
  }

  private Finding good(Instant from, Instant until) {
    var left = Duration.between(known.now(), until);
    var sixth = Duration.between(from, until).dividedBy(6);
    var soon = sixth.compareTo(SOON) < 0 ? sixth : SOON;
    return left.compareTo(soon) < 0
        ? Finding.warning(
            Check.VALIDITY,
            "The certificate of the server expires in " + text(left) + ", at " + until + ".",
            "Tell the people of the server to renew it in time.")
        : Finding.ok(Check.VALIDITY, "until " + until);
  }
}
