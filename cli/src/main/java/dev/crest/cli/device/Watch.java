package dev.crest.cli.device;

import dev.crest.cli.device.Journal.Event;
import dev.crest.cli.device.Watched.Need;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Watches a folder of identities: each folder in it, and itself if it is one. Every identity is
 * tended on a thread of its own, so that none waits for another's server. Runs on one thread.
 */
final class Watch {
  private static final int AT_ONCE = 16;
  private static final Duration SHORTEST_REST = Duration.ofMillis(200);
  private static final Duration REST_WHILE_BUSY = Duration.ofSeconds(1);
  private static final Duration METRICS_AT_LEAST = Duration.ofMinutes(1);
  private static final Duration LAST_WORDS = Duration.ofSeconds(20);

  private final Path directory;
  private final Disk disk;
  private final Tending tending;
  private final Journal journal;
  private final Pace pace;
  private final Optional<Metrics> metrics;
  private final Duration look;

  private final Map<Path, Watched> all = new TreeMap<>();
  private final Map<Watched, Thread> busy = new ConcurrentHashMap<>();
  private final Set<Watched> told = new HashSet<>();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final AtomicBoolean changed = new AtomicBoolean();
  private Duration written = Duration.ZERO;
  private String trouble = "";
  private String metricsTrouble = "";

  /**
   * @param look how often to look for new folders, at least
   */
  Watch(
      Path directory,
      Disk disk,
      Tending tending,
      Journal journal,
      Pace pace,
      Optional<Metrics> metrics,
      Duration look) {
    this.directory = directory;
    this.disk = disk;
    this.tending = tending;
    this.journal = journal;
    this.pace = pace;
    this.metrics = metrics;
    this.look = look;
  }

  /** Watches until the thread is interrupted, and brings to its end what is under way then. */
  void run() {
    tell(Event.STARTED, "watching every folder in it");
    try {
      while (true) {
        findFolders(true);
        for (var one : List.copyOf(all.values())) {
          tend(one);
        }
        writeMetrics();
        pace.rest(rest());
      }
    } catch (InterruptedException e) {
      end();
      changed.set(true);
      writeMetrics();
      tell(Event.STOPPED, "told to end");
    }
  }

  /**
   * Does what is to be done now, and nothing else.
   *
   * @param force whether to renew what is not due
   * @return 0, or the highest exit code of them
   */
  int once(boolean force) throws InterruptedException {
    findFolders(false);
    if (!trouble.isEmpty() || all.isEmpty()) {
      throw new FileTrouble(
          trouble.isEmpty()
              ? "there is no identity in " + directory + "; crest enroll makes one"
              : trouble);
    }
    var worst = new AtomicInteger();
    for (var one : all.values()) {
      one.look();
      var need = one.need();
      if (force && need != Need.MENDING) {
        need = Need.RENEWAL;
      }
      if (need == Need.CLOCK) {
        tellClock(one);
      } else if (need != Need.NOTHING) {
        start(one, need, worst);
      }
    }
    for (var thread : List.copyOf(busy.values())) {
      thread.join();
    }
    changed.set(true);
    writeMetrics();
    return worst.get();
  }

  /** Returns whether nobody is tended at the moment. */
  boolean isIdle() {
    return busy.isEmpty();
  }

  private void findFolders(boolean tell) {
    var found = new TreeMap<Path, String>();
    try (var children = Files.list(directory)) {
      if (DeviceFolder.at(directory)) {
        found.put(directory, ".");
      }
      children
          .filter(one -> !one.getFileName().toString().startsWith("."))
          .filter(one -> Files.isDirectory(one) && DeviceFolder.at(one))
          .forEach(one -> found.put(one, one.getFileName().toString()));
      trouble = "";
    } catch (IOException | UncheckedIOException e) {
      var now = directory + " cannot be read";
      if (!now.equals(trouble) && tell) {
        tell(Event.FAILED, now);
      }
      trouble = now;
      return;
    }
    for (var entry : List.copyOf(all.entrySet())) {
      if (!found.containsKey(entry.getKey())) {
        all.remove(entry.getKey());
        told.remove(entry.getValue());
        changed.set(true);
        journal.tell(Event.GONE, entry.getValue().name(), "is not there any more", Map.of());
      }
    }
    found.forEach((path, name) -> {
      if (!all.containsKey(path)) {
        all.put(path, added(path, name, tell));
      }
    });
  }

  private Watched added(Path path, String name, boolean tell) {
    var fresh = new Watched(name, new DeviceFolder(path, disk), pace);
    fresh.look();
    changed.set(true);
    if (tell) {
      var until =
          fresh
              .certificate()
              .map(one ->
                  "certified until "
                      + one.notAfter()
                      + "; due for renewal at "
                      + RenewalTime.of(one))
              .orElse("there is no certificate that can be read");
      journal.tell(Event.WATCHING, name, until, Map.of());
    }
    return fresh;
  }

  private void tend(Watched one) {
    if (busy.containsKey(one)) {
      return;
    }
    one.look();
    var need = one.need();
    if (need == Need.CLOCK) {
      if (told.add(one)) {
        tellClock(one);
      }
      return;
    }
    told.remove(one);
    if (need != Need.NOTHING) {
      start(one, need, new AtomicInteger());
    }
  }

  private void tellClock(Watched one) {
    journal.tell(
        Event.CLOCK,
        one.name(),
        "by the clock of this machine the certificate begins in the future; set the clock, until"
            + " then nothing is done",
        Map.of());
  }

  private void start(Watched one, Need need, AtomicInteger worst) {
    var thread =
        Thread.ofVirtual()
            .name("tend-" + one.name())
            .unstarted(() -> {
              try {
                places.acquire();
                try {
                  int exit = tending.tend(one, need);
                  worst.accumulateAndGet(exit, Math::max);
                } finally {
                  places.release();
                }
              } catch (InterruptedException e) {
                // The program ends; nothing is half done.
              } finally {
                changed.set(true);
                busy.remove(one);
              }
            });
    busy.put(one, thread);
    thread.start();
  }

  private Duration rest() {
    var rest = busy.isEmpty() ? look : REST_WHILE_BUSY;
    for (var one : all.values()) {
      var quiet = one.quiet();
      if (!busy.containsKey(one) && quiet.compareTo(rest) < 0) {
        rest = quiet;
      }
    }
    return rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest;
  }

  private void writeMetrics() {
    boolean old = pace.uptime().minus(written).compareTo(METRICS_AT_LEAST) >= 0;
    if (metrics.isEmpty() || !(changed.getAndSet(false) || old)) {
      return;
    }
    written = pace.uptime();
    try {
      metrics.get().write(all.values().stream().map(Watched::row).toList(), pace.instant());
      metricsTrouble = "";
    } catch (FileTrouble e) {
      var message = String.valueOf(e.getMessage());
      if (!message.equals(metricsTrouble)) {
        tell(Event.METRICS_FAILED, message);
      }
      metricsTrouble = message;
    }
  }

  private void end() {
    var under = List.copyOf(busy.values());
    under.forEach(Thread::interrupt);
    try {
      for (var thread : under) {
        if (!thread.join(LAST_WORDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Event event, String message) {
    journal.tell(event, directory.toString(), message, Map.of());
  }
}
