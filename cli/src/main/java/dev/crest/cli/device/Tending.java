package dev.crest.cli.device;

import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.device.Journal.Event;
import dev.crest.cli.device.Watched.Need;
import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.Enrollment.Pending;
import dev.crest.estclient.EstException;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Names;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does what an identity needs and tells what came of it, whatever that is. Thread-safe. */
final class Tending {
  private final ServerChoice server;
  private final boolean newKey;
  private final Optional<Hook> hook;
  private final Pace pace;
  private final Journal journal;

  /**
   * @param server as whom to ask, where the certificate does not speak for itself
   * @param newKey whether keys are changed, too
   */
  Tending(ServerChoice server, boolean newKey, Optional<Hook> hook, Pace pace, Journal journal) {
    this.server = server;
    this.newKey = newKey;
    this.hook = hook;
    this.pace = pace;
    this.journal = journal;
  }

  /**
   * Does it.
   *
   * @return the exit code that tells how it went
   * @throws InterruptedException if the thread is interrupted; nothing is lost then
   */
  int tend(Watched watched, Need need) throws InterruptedException {
    try (var _ = FolderLock.ofIdentity(watched.folder().path())) {
      if (watched.folder().recover()) {
        watched.look();
        tell(watched, Event.RECOVERED, "what was cut off has been brought to its end", Map.of());
      }
      return done(watched, need);
    } catch (EstException e) {
      return failed(watched, need, e);
    } catch (Hook.Failed e) {
      var again = watched.failed(Optional.empty());
      tell(watched, Event.HOOK_FAILED, e.getMessage() + again(again), retry(again));
      return DeviceExit.FAILED;
    } catch (FileTrouble e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return failed(watched, need, "files", e.getMessage(), "", Optional.empty(), DeviceExit.FILES);
    } catch (WrongUsage | MalformedInput e) {
      return failed(watched, need, "usage", e.getMessage(), "", Optional.empty(), DeviceExit.USAGE);
    } catch (RuntimeException e) {
      var what = "something unexpected happened: " + e;
      return failed(watched, need, "unexpected", what, "", Optional.empty(), DeviceExit.FAILED);
    }
  }

  private int done(Watched watched, Need need)
      throws EstException, Hook.Failed, InterruptedException {
    var handover = new Handover(watched.folder(), hook, pace);
    if (handover.isOpen()) {
      return handedOver(watched, handover);
    }
    return switch (need) {
      case RENEWAL -> renewed(watched, handover);
      case REFRESH -> refreshed(watched);
      case MENDING, CLOCK, NOTHING -> DeviceExit.DONE;
    };
  }

  private int renewed(Watched watched, Handover handover)
      throws EstException, Hook.Failed, InterruptedException {
    var renewal = new Renewal(watched.folder(), server, newKey, pace);
    var record = renewal.record();
    return switch (renewal.ask(renewal.identity(), record)) {
      case Issued issued -> {
        handover.announce(issued.certificate());
        renewal.place(issued, record);
        yield handedOver(watched, handover);
      }
      case Pending pending -> {
        var again = watched.pending(pending.retryAfter());
        tell(
            watched,
            Event.PENDING,
            "not decided yet, somebody has to approve the renewal" + again(again),
            retry(again));
        yield DeviceExit.PENDING;
      }
    };
  }

  private int handedOver(Watched watched, Handover handover)
      throws Hook.Failed, InterruptedException {
    handover.complete();
    watched.renewed();
    var fresh = watched.certificate().orElseThrow();
    var facts = facts(fresh);
    tell(
        watched,
        Event.RENEWED,
        "%s is certified until %s; due for renewal at %s"
            .formatted(Names.text(fresh.subject()), facts.get("not_after"), facts.get("renew_at")),
        facts);
    return DeviceExit.DONE;
  }

  private static Map<String, String> facts(Certificate certificate) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("serial_number", certificate.serialNumber().hex());
    facts.put("not_after", certificate.notAfter().toString());
    facts.put("renew_at", RenewalTime.of(certificate).toString());
    return facts;
  }

  /** Follows the CA: new roots that known ones vouch for are kept at once. */
  private int refreshed(Watched watched) throws EstException, InterruptedException {
    var renewal = new Renewal(watched.folder(), server, newKey, pace);
    var record = renewal.record();
    var trust = renewal.authorities(record).trust();
    var grown = record.with(trust);
    boolean changed =
        !Set.copyOf(trust.explicit()).equals(Set.copyOf(record.trust().explicit()))
            || !Set.copyOf(trust.issuers()).equals(Set.copyOf(record.trust().issuers()))
            || !Set.copyOf(trust.intermediates())
                .equals(Set.copyOf(record.trust().intermediates()));
    if (changed) {
      watched.folder().replaceRecord(grown.json());
      tell(
          watched,
          Event.TRUST_CHANGED,
          "the CA certificates have changed; there are "
              + trust.explicit().size()
              + " trust anchors now",
          Map.of());
    }
    watched.refreshed();
    return DeviceExit.DONE;
  }

  private int failed(Watched watched, Need need, EstException e) {
    return failed(
        watched,
        need,
        DeviceExit.code(e),
        e.getMessage(),
        DeviceExit.cure(e),
        e instanceof EstException.Unreachable away ? away.retryAfter() : Optional.empty(),
        DeviceExit.of(e));
  }

  private int failed(
      Watched watched,
      Need need,
      String code,
      @Nullable String message,
      String cure,
      Optional<Duration> asked,
      int exit) {
    boolean trust = need == Need.REFRESH;
    var again = trust ? watched.refreshFailed(asked) : watched.failed(asked);
    var facts = new LinkedHashMap<>(retry(again));
    facts.put("code", code);
    var expired = watched.certificate().filter(one -> !pace.instant().isBefore(one.notAfter()));
    var todo =
        expired.isPresent()
            ? "The certificate has expired at "
                + expired.get().notAfter()
                + "; if the server renews no expired certificates: crest enroll --force --directory "
                + watched.folder().path().normalize()
                + " with a credential of its own."
            : cure;
    facts.put("cure", todo);
    tell(
        watched,
        trust ? Event.TRUST_FAILED : expired.isPresent() ? Event.EXPIRED : Event.FAILED,
        message + again(again) + (todo.isEmpty() ? "" : ". " + todo),
        facts);
    return exit;
  }

  private Map<String, String> retry(Duration again) {
    return Map.of(
        "retry_at", pace.instant().plus(again).truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static String again(Duration pause) {
    return "; next try in " + Math.max(1, pause.toSeconds()) + " s";
  }

  private void tell(Watched watched, Event event, String message, Map<String, String> facts) {
    journal.tell(event, watched.name(), message, facts);
  }
}
